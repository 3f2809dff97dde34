"""Which rule a divergence breaks: the positions that were lost, and what happened, name it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import pairwise

from ..model.history import SIGNALS, Divergence, Event
from ..model.labels import parse_fargs, parse_leftovers, parse_payload, parse_refusal
from ..model.text import seconds
from .positions import Position, Situation, telling_first

_FORM_RULES = {
    "args": "PAYLOAD.args-form",
    "tuple-args": "PAYLOAD.args-form",
    "two": "PAYLOAD.two-arguments",
    "same": "PAYLOAD.same-input",
}


def missed(judge: Situation, lost: Collection[Position], event: Event) -> Divergence:
    """The divergence when something owed did not happen in time, or something is left at the end."""
    position = min(lost, key=telling_first, default=None)
    if pauses := [
        p
        for p in sorted(lost, key=telling_first)
        if p.part == "pause" and (p.state == "resuming" or event.kind == "spin")
    ]:
        position = pauses[0]  # a pause may have begun: what it owed was due later than a call without one
    rule, allowed, happened = _missed_rule(judge, position, event)
    return Divergence(rule, judge.index, event.at, judge.chain, allowed, happened)


def unexpected(judge: Situation, before: Iterable[Position], event: Event) -> Divergence:
    """The divergence when an event has no explanation."""
    positions = sorted(before, key=telling_first)
    rule = _unexpected_rule(judge, positions, event)
    allowed = " or ".join(dict.fromkeys(_allowed(judge, p) for p in positions)) or "nothing"
    happened = f"{event.kind} {event.detail}".strip() + f" at {seconds(event.at)} s"
    return Divergence(rule, judge.index, event.at, judge.chain, allowed, happened)


def _allowed(judge: Situation, position: Position) -> str:
    state, part, payload, since, _ = position
    if part == "due":
        return f"call {payload} at {seconds(since)} s"
    if part == "called":
        if state == "cancelling":
            return "the cancellation to arrive in the user coroutine, or its end"
        return "the user coroutine to go on"
    if part == "returned":
        return f"fargs {label.positional if (label := parse_payload(payload)) else payload} -> ..."
    if part == "pause" and state == "resuming":
        return f"call {payload} from {seconds(since)} to {seconds(since + judge.history.time_pause)} s"
    if part == "pause":
        return f"a pause that keeps {payload}"
    return "the end of the chain" if part == "over" else "the decision"


def _since_last_call(judge: Situation) -> list[Event]:
    """This chain's events from its latest call up to now."""
    found: list[Event] = []
    for event in reversed(judge.history.events[: judge.index]):
        if event.chain == judge.chain:
            found.append(event)
            if event.kind == "call":
                break
    return found[::-1]


def _missed_rule(judge: Situation, position: Position | None, event: Event) -> tuple[str, str, str]:
    """Rule, what was allowed, what happened instead."""
    until = f"nothing of it by {seconds(event.at)} s"
    if event.kind == "spin" and position is not None:
        rule = {"pause": "PAUSE.takes-time", "over": "CHAIN.nothing-left"}.get(position.part, "CHAIN.nothing-added")
        return rule, "a turn of the loop that lets time move", "the loop turned and turned in one instant"
    if position is None:
        return "CHAIN.starts", "call p0", "the user coroutine was never called"
    state, part, _, since, note = position
    allowed = _allowed(judge, position)
    if part == "returned":
        return "MASK.fargs", allowed, until
    if part == "called":
        if state == "cancelling" and not note:
            return "CONTROL.final" if _taken_back(judge) else "CANCEL.at-once", allowed, until
        return "CHAIN.held", allowed, until
    if form := _died_of_its_payload(judge):
        return form, allowed, _what_came_instead(judge, until)
    if part == "due":
        return _missed_call(judge), allowed, _what_came_instead(judge, until)
    if part == "pause" and state == "resuming":
        rule = "CONTINUE.in-time" if _comes_later(judge) else "CONTINUE.resumes"
        return rule, allowed, _what_came_instead(judge, until)
    if judge.failure and judge.failure[0] and part == "over" and not parse_leftovers(event.detail):
        rule = "PAYLOAD.ends-chain" if judge.failure[0] == "nothing" else "CHAIN.error-reported"
        return rule, "a report of the exception", "it was lost"
    remains = parse_leftovers(event.detail)
    left = event.detail if event.kind == "busy" or remains.tasks else "nothing"
    paused = any(e.kind == "PAUSE" and e.chain == judge.chain for e in judge.history.events)
    if part == "over" and paused and (remains.tasks or left == "nothing"):
        rule = "CONTROL.final" if _taken_back(judge) else note  # what is left is a pause
        return rule, "the end of the chain", f"at {seconds(event.at)} s: {left} left"
    if (
        part == "pause"
        and state in ("paused-stopping", "paused-cancelling")
        and not (remains.timers and not remains.tasks and left != "nothing")
    ):
        late = left == "nothing" or _took_a_while(judge, event)
        rule = (
            "CANCEL.during-pause" if state == "paused-cancelling" else "STOP.in-time" if late else "STOP.during-pause"
        )
        return rule, "the pause to end and nothing to be left", f"at {seconds(event.at)} s: {left} left"
    return (
        "CHAIN.nothing-left",
        f"nothing left from {seconds(since)} s on",
        f"at {seconds(event.at)} s: {left} left",
    )


def _took_a_while(judge: Situation, event: Event) -> bool:
    return event.kind == "idle" and not parse_leftovers(event.detail).tasks


def _comes_later(judge: Situation) -> bool:
    return any(e.kind == "call" and e.chain == judge.chain for e in judge.history.events[judge.index :])


def _what_came_instead(judge: Situation, until: str) -> str:
    for event in judge.history.events[judge.index :]:
        if event.kind == "call" and event.chain == judge.chain:
            return f"call {event.detail} only at {seconds(event.at)} s"
    strange = [e.detail for e in judge.history.events if e.kind == "report" and not e.chain]
    return "it never happened" + (f"; the loop's exception handler got {strange[0]}" if strange else "")


def _others_doing(judge: Situation) -> str:
    """The rule when it was another chain that this one waited for, or that took it along; else nothing.

    Only a chain that got no signal itself since its last call can have been hit by another's.
    """
    events = judge.history.events
    own = [i for i, e in enumerate(events[: judge.index]) if e.chain == judge.chain]
    calls = [i for i in own if events[i].kind == "call"]
    begin = calls[-1] if calls else 0
    if any(events[i].kind in SIGNALS for i in own if i >= begin):
        return ""
    later = [e.at for e in events[judge.index :] if e.kind == "call" and e.chain == judge.chain]
    until = later[0] if later else float("inf")
    others = [e for e in events[begin:] if e.chain not in ("", judge.chain) and e.at <= until]
    if any(e.kind in SIGNALS for e in others):
        return "ISOLATION.signals"
    last = max((e.at for e in others if e.kind in ("return", "fargs", "raise")), default=-1.0)
    if (later and last == until) or (not later and any(e.kind == "raise" for e in others)):
        return "CHAIN.independent"
    return ""


def _missed_call(judge: Situation) -> str:
    events = _since_last_call(judge)
    kinds = {event.kind for event in events}
    if rule := _others_doing(judge):
        return rule
    if judge.calls == 0 and judge.history.conditions.get("loop") == "default" and not _comes_later(judge):
        return "CHAIN.running-loop"
    if judge.calls == 0:
        return "CONTROL.first-iteration" if kinds & set(SIGNALS) else "CHAIN.starts"
    if {"PAUSE", "CONTINUE"} <= kinds:
        return "CONTROL.latest-wins"
    if "CONTINUE" in kinds:
        return "CONTINUE.while-running"
    if _comes_later(judge):
        return "CHAIN.nothing-added"
    register = judge.history.conditions.get("register")
    if judge.calls == 1 and register in ("keyword", "task"):
        return f"CHAIN.{register}-registration"
    return "CHAIN.continues"


def _unexpected_rule(judge: Situation, positions: list[Position], event: Event) -> str:
    first = positions[0]
    if event.kind == "call":
        return _unexpected_call(judge, positions, event)
    if event.kind == "fargs":
        return _unexpected_fargs(judge, positions)
    if event.kind == "refused":
        signal = parse_refusal(event.detail).signal
        if any(_may_be_over(judge, p) for p in positions):
            return "CONTROL.after-end"  # the examination looks whether it is refused before the end, too
        rule = judge.table.step(first.state, signal).rule
        return "CONTROL.repeated" if rule == "CANCEL.cleanup" else rule  # nothing was cleaned up yet
    if event.kind == "report":
        if judge.failure:
            return "CHAIN.error-reported"
        return "CHAIN.own-cancellation" if _cancelled_itself(judge) else "CHAIN.cancelled-quietly"
    if event.kind == "interrupted" and first.part == "called":
        if first.note == "interrupted":
            return "CANCEL.cleanup"
        if rule := _others_doing(judge):
            return rule
        if first.state == "stopping":
            return "STOP.completes"
        signals = any(e.kind in SIGNALS for e in _since_last_call(judge))
        return "CONTROL.at-finish" if signals else "CHAIN.no-limit"
    return "CHAIN.no-overlap"


def _may_be_over(judge: Situation, position: Position) -> bool:
    if position.state in ("paused-stopping", "paused-cancelling"):
        return judge.now > position.since
    return position.part == "over" and judge.now > position.since


def _died_of_its_payload(judge: Situation) -> str:
    """The rule of a payload's form when the implementation failed by itself on that payload, or nothing."""
    events = judge.history.events
    own = [i for i, e in enumerate(events[: judge.index]) if e.chain == judge.chain and e.kind == "fargs"]
    if not own or _comes_later(judge):
        return ""
    made = events[own[-1]]
    if not any(e.kind == "report" and not e.chain and e.at == made.at for e in events[own[-1] :]):
        return ""
    return _FORM_RULES.get(parse_fargs(made.detail).form, "")


def _unexpected_fargs(judge: Situation, positions: list[Position]) -> str:
    parts = {p.part: p for p in positions}
    if set(parts) == {"over"}:
        return "CONTROL.final" if _taken_back(judge) else parts["over"].note
    if "pause" in parts and "finished" not in parts:
        return "PAUSE.no-fargs"
    note = parts["finished"].note if "finished" in parts else ""
    return {"raised": "MASK.error-unchanged", "cancelled": "MASK.cancel-unchanged"}.get(note, "MASK.fargs")


def _unexpected_call(judge: Situation, positions: list[Position], event: Event) -> str:
    events = _since_last_call(judge)
    kinds = [e.kind for e in events]
    due = [p for p in positions if p.part == "due"]
    if any(p.part in ("called", "returned") for p in positions):
        return "CONTINUE.while-running" if "CONTINUE" in kinds else "CHAIN.no-overlap"
    if due:
        return _wrong_payload(judge, due[0].payload, event.detail, events)
    pauses = [p for p in positions if p.part == "pause"]
    if _after_end(judge, positions):
        return "CONTROL.after-end"
    if _taken_back(judge):
        return "CONTROL.final"
    if any(p.state in ("paused-stopping", "paused-cancelling") for p in pauses):
        return "CANCEL.during-pause" if "CANCEL" in kinds else "STOP.during-pause"
    if pauses:
        if "CONTINUE" in kinds or _paused_right_after_continue(judge):
            return "CONTROL.latest-wins"
        return "PAUSE.holds" if event.at <= events[-1].at + 1e-5 else "PAUSE.lasts"
    if _cancelled_itself(judge):
        return "CHAIN.own-cancellation"
    ended = next((p for p in positions if p.part == "over"), positions[0])
    return ended.note or "CHAIN.error-ends"


def _cancelled_itself(judge: Situation) -> bool:
    """Whether the latest iteration ended by a cancellation that nobody had sent it."""
    kinds = {e.kind for e in _since_last_call(judge)}
    return "cancelled" in kinds and "interrupted" not in kinds


def _after_end(judge: Situation, positions: list[Position]) -> bool:
    """Whether the chain's latest signal was given when it had surely ended."""
    given = [e.at for e in judge.history.events[: judge.index] if e.chain == judge.chain and e.kind in SIGNALS]
    ended = [p.since for p in positions if p.part == "over"]
    return len(ended) == len(positions) and bool(given) and given[-1] > max(ended)


def _paused_right_after_continue(judge: Situation) -> bool:
    """Whether this chain's latest signal is a PAUSE that came straight after CONTINUE, in the same instant."""
    own = [e for e in judge.history.events[: judge.index] if e.chain == judge.chain]
    latest = max((i for i, e in enumerate(own) if e.kind in SIGNALS), default=0)
    pair = own[max(0, latest - 1) : latest + 1]
    return [e.kind for e in pair] == ["CONTINUE", "PAUSE"] and pair[0].at == pair[1].at


def _taken_back(judge: Situation) -> bool:
    """Whether PAUSE or CONTINUE was given after STOP or CANCEL."""
    events = judge.history.events[: judge.index]
    given = [e.kind for e in events if e.chain == judge.chain and e.kind in SIGNALS]
    finals = [i for i, kind in enumerate(given) if kind in ("STOP", "CANCEL")]
    return bool(finals) and any(kind in ("PAUSE", "CONTINUE") for kind in given[finals[0] :])


def _wrong_payload(judge: Situation, owed: str, given: str, events: list[Event]) -> str:
    """A call was due, but with another payload."""
    kinds = [e.kind for e in events]
    paused = "fargs" in kinds and "CONTINUE" in kinds[kinds.index("fargs") :]
    label = parse_payload(given)
    if label and label.chain:
        return "ISOLATION.payloads"
    if label and label.copied:
        return "CONTINUE.same-object" if paused else "PAYLOAD.same-objects"
    if paused:
        return "CONTINUE.later-pauses" if _paused_before(judge) else "CONTINUE.kept-payload"
    if judge.calls == 1:  # this very call is the first one
        return "MASK.arguments"
    results = [parse_fargs(e.detail) for e in events if e.kind == "fargs"]
    form = results[-1].form if results else ""
    expected = parse_payload(owed)
    if label is None or (expected and label.positional == expected.positional):
        return _FORM_RULES.get(form, "PAYLOAD.pair-form")
    return "CHAIN.next-payload"


def _paused_before(judge: Situation) -> bool:
    """Whether this chain came out of an earlier pause already."""
    calls = [
        i for i, e in enumerate(judge.history.events[: judge.index]) if e.kind == "call" and e.chain == judge.chain
    ]
    for start, end in pairwise(calls):
        kinds = [e.kind for e in judge.history.events[start:end] if e.chain == judge.chain]
        if "fargs" in kinds and "CONTINUE" in kinds[kinds.index("fargs") :] and "PAUSE" in kinds:
            return True
    return False
