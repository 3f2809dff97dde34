"""Rules that one look at a history decides: facts beside the chain, the mask's result, the helpers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model.history import Divergence, Event, History
from ..model.labels import Fargs, next_payload, parse_fact, parse_fargs, parse_helper, parse_payload
from ..model.rules import load_facts


class _Found(NamedTuple):
    """A divergence by the place of its event; ``alternatives`` are the rules that may be the broken one instead."""

    place: int
    rule: str
    allowed: str
    happened: str
    alternatives: tuple[str, ...] = ()


def judge_facts(history: History) -> list[Divergence]:
    """The divergences that don't need the transition table, each rule's first one."""
    found: list[_Found] = []
    kinds = {event.kind for event in history.events}
    if "fact" in kinds or history.conditions:
        for look in (_own_task, _yields, _flat, _simple_facts):
            found += look(history)
    if "helper" in kinds:
        found += _helpers(history)
    if "masked" in kinds:
        found += _mask(history)
    first: dict[str, Divergence] = {}
    for index, rule, allowed, happened, others in sorted(found):
        event = history.events[index]
        aside = event.kind == "fact"
        divergence = Divergence(rule, index, event.at, event.chain, allowed, happened, aside, alternatives=others)
        first.setdefault(rule, divergence)
    return list(first.values())


def _facts(history: History, name: str) -> Iterator[tuple[int, Event, str]]:
    for index, event in enumerate(history.events):
        if event.kind == "fact" and (fact := parse_fact(event.detail)).name == name:
            yield index, event, fact.value


def _own_task(history: History) -> Iterator[_Found]:
    seen: set[tuple[str, str]] = set()
    for index, event, task in _facts(history, "task"):
        if (event.chain, task) in seen:
            yield _Found(index, "CHAIN.own-task", "a task that no iteration had before", f"task {task} again")
        seen.add((event.chain, task))


def _yields(history: History) -> Iterator[_Found]:
    """Where a bystander reports its turns, one must come between two calls of a chain."""
    if history.conditions.get("bystander") != "ready":
        return
    fresh: set[str] = set()
    ready = True
    for index, event in enumerate(history.events):
        if event.detail in ("bystander ran", "bystander waits"):
            fresh.clear()
            ready = event.detail == "bystander ran"
        elif event.kind == "call" and ready:
            if event.chain in fresh:
                yield _Found(
                    index,
                    "CHAIN.yields",
                    "a turn for the others first",
                    "two calls, and a ready bystander still waits",
                )
            fresh.add(event.chain)


#: What a measure is called for who reads of it.
_MEASURES = {
    "depth": "frames on the stack",
    "objects": "live objects",
    "blocks": "blocks of memory",
    "bytes": "bytes of lists and their like",
    "name": "characters in the task's name",
}

#: By how much each of them may grow. Bytes: those of legal implementations differ by 256 at most, and a list that gets
#: one entry in each iteration, the least that there is to find, takes 3,616. Name: a number in it may get a few digits
#: more.
_SLACK = {"depth": 20, "objects": 100, "blocks": 100, "bytes": 2_000, "name": 20}


def _flat(history: History) -> Iterator[_Found]:
    """Stack depth and what is kept may vary, but not grow with the number of iterations.

    The check looks twice, 450 iterations apart: what keeps an object in each fourth of them is over the slack.
    """
    for name, slack in _SLACK.items():
        if name == "bytes" and "threads" in history.conditions:
            continue  # how far a thread has got with its list when somebody looks is a matter of real time
        values = [(index, int(value)) for index, _, value in _facts(history, name)]
        if values and values[-1][1] > values[0][1] + slack:
            yield _Found(
                values[-1][0],
                "CHAIN.flat",
                f"about {values[0][1]} ({_MEASURES[name]})",
                f"{values[-1][1]} after many iterations",
            )


def _simple_facts(history: History) -> Iterator[_Found]:
    """The facts of which a rule's file says that they break it."""
    for index, event in enumerate(history.events):
        if event.kind == "fact":
            for fact, rule in load_facts():
                if event.detail.startswith(fact.begins):
                    yield _Found(index, rule, fact.allowed, event.detail)


def _helpers(history: History) -> Iterator[_Found]:
    for index, event in enumerate(history.events):
        if event.kind == "helper":
            call = parse_helper(event.detail)
            out = call.name == "simple_fargs_out"
            rule, expected = ("FARGS.output", call.obtained) if out else ("FARGS.input", call.given)
            if call.result != expected:
                yield _Found(index, rule, str(call._replace(result=expected)), event.detail)


def _mask(history: History) -> Iterator[_Found]:
    """One iteration through the mask alone: call, return, fargs, result."""
    called = fargs = 0
    owed = rule = ""
    for index, event in enumerate(history.events):
        if event.kind == "call":
            called += 1
            if called > 1 or event.detail != "p0":
                yield _Found(index, "MASK.arguments", "call p0, once", f"call {event.detail}")
        elif event.kind == "fargs":
            fargs += 1
            produced = parse_fargs(event.detail)
            if owed in ("the error", "the cancellation"):
                yield _Found(index, rule, f"{owed}, and no fargs", "fargs was called")
            elif fargs > 1 or produced.given != "p0":
                yield _Found(index, "MASK.fargs", "fargs p0, once", f"fargs {produced.given}")
            owed, rule = _owed_after(produced)
        elif event.kind == "raise":
            owed, rule = "the error", "MASK.error-unchanged"
        elif event.kind == "interrupted":
            owed, rule = "the cancellation", "MASK.cancel-unchanged"
        elif event.kind == "return":
            owed, rule = "fargs", "MASK.fargs"
        elif event.kind == "masked" and event.detail != owed:
            label = parse_payload(event.detail)
            if label and str(label._replace(copied=False)) == owed:
                rule = "PAYLOAD.same-objects"
            elif called and event.detail.startswith("unpaired") and rule != "PAYLOAD.two-arguments":
                rule = "MASK.pair"
            # Two arguments that come back as they are were taken for a pair, or nothing is ever made a pair.
            others = ("MASK.pair",) if event.detail.startswith("unpaired") and rule != "MASK.pair" else ()
            yield _Found(index, rule or "MASK.arguments", owed or "call p0", event.detail, others)


def _owed_after(produced: Fargs) -> tuple[str, str]:
    """What the mask must give back after this call of fargs, and the rule that says so."""
    if produced.result == "raise":
        return "the error", "MASK.error-unchanged"
    if produced.result == "nothing":
        return "a TypeError", "PAYLOAD.not-a-payload"
    forms = {"args": "PAYLOAD.args-form", "two": "PAYLOAD.two-arguments", "same": "PAYLOAD.same-input"}
    return next_payload("p0", produced), forms.get(produced.form, "PAYLOAD.pair-form")
