"""The oracle: a pure function from a recorded history to the rules that it breaks.

What a history shows doesn't say when a decision fell or when a pause ended, so the oracle follows every
explanation at once: a set of positions, each one a state of the transition table and what the active
task is about.  An event removes the positions that can't explain it; time removes those that owed something.
When none is left the history has left the specification.  Why it has, the cheapest explanation says
(``explanation.py``), which is looked for only then: nearly all histories are legal, and judging those must be fast.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ..model.forbidden import load_forbidden
from ..model.history import SIGNALS, Divergence, Event, History
from ..model.labels import parse_leftovers
from ..model.transitions import Table, load_table
from .facts import judge_facts
from .findings import Explained, explain
from .positions import SAME, Position
from .reports import judge_reports
from .steps import Steps

#: Histories of these surfaces hold no chain: the mask on its own, and what is kept of chains after their end.
_BESIDE = ("mask", "lifetime")

#: Events that take no part in what a chain does.
_BESIDE_CHAINS = ("fact", "report")

#: What the recorder notes when ``create()`` is called on a chain that runs, and the rule about it.
_SECOND_CREATE = "create() again"
_CREATED_ONCE = "CHAIN.created-once"


def judge(history: History, table: Table | None = None) -> Divergence | None:
    """The first divergence of a history from the specification, or None when it is legal."""
    return next(iter(judge_all(history, table)), None)


def judge_all(history: History, table: Table | None = None) -> list[Divergence]:
    """The divergences of a history, first one first.

    What comes in a chain after a divergence that isn't marked ``aside`` is the likeliest guess.
    """
    found = judge_facts(history)
    if is_about_chains(history):
        judges = [ChainJudge(chain, history, table or load_table()) for chain in chains_of(history)]
        explained = _explain(judges, history)
        found += _one_spins([divergence for each in explained.values() for divergence in each.findings], history)
        if explained or any(event.kind == "report" for event in history.events) or any(each.failed for each in judges):
            found += judge_reports(history)
    return _of_a_second_create(sorted(found, key=lambda divergence: divergence.index), history)


def is_about_chains(history: History) -> bool:
    """Whether the transition table has anything to say about a history."""
    kinds = {event.kind for event in history.events}
    return history.conditions.get("surface") not in _BESIDE and kinds.isdisjoint(("masked", "helper"))


def _of_a_second_create(found: list[Divergence], history: History) -> list[Divergence]:
    """The divergences, those after a second ``create()`` charged to it.

    Whatever two iterations of one chain do to each other then (they overlap, share a payload, end twice) has that one
    cause, and the rule about it is a recommendation: the rules about a single chain aren't broken by it. Where there is
    no second iteration, and the chain decides wrongly when its own one has ended, a signal was lost: that is charged as
    it would be without the call.
    """
    calls = [i for i, event in enumerate(history.events) if event.kind == "fact" and event.detail == _SECOND_CREATE]
    if not calls or not found:
        return found
    before = [divergence for divergence in found if divergence.index < calls[0]]
    after = [divergence for divergence in found if divergence.index >= calls[0]]
    if after and _after_its_own(history, after[0], calls[0]):
        return found
    if after and _after_its_pause(history, after[0], calls[0]):
        kept = replace(after[0], rule="CONTINUE.kept-payload", base=after[0].base or after[0].rule, alternatives=())
        return [*before, kept]
    charged = [replace(each, rule=_CREATED_ONCE, base=each.base or each.rule, alternatives=()) for each in after[:1]]
    return [*before, *charged]


def _after_its_own(history: History, divergence: Divergence, created: int) -> bool:
    """Whether a wrong call follows the end of the chain's own iteration, and no second one was started.

    The chain's own is the iteration in which ``create()`` was called. A later one may be that of a second chain which
    takes turns with the first, so that they never run at once.
    """
    since = history.events[created : divergence.index]
    if any(event.kind == "call" and event.chain == divergence.chain for event in since):
        return False
    before = [event for event in history.events[: divergence.index] if event.chain == divergence.chain]
    started = any(event.detail.startswith(f"{_SECOND_CREATE} started") for event in history.events)
    wrong = history.events[divergence.index]
    if started or wrong.kind != "call" or not before or before[-1].kind != "fargs":
        return False
    # A second iteration has the first one's payload, or an older one; what goes on has the one that fargs has made.
    signalled = any(event.kind in ("STOP", "PAUSE") for event in before)
    return signalled and before[-1].detail.endswith(f"-> {wrong.detail}")


def _after_its_pause(history: History, divergence: Divergence, created: int) -> bool:
    """Whether the call after a pause has a wrong payload, and ``create()`` in that pause started nothing by itself."""
    wrong = history.events[divergence.index]
    since = history.events[created : divergence.index]
    own = [event for event in since if event.chain == wrong.chain and event.kind != "fact"]
    # What create() starts begins in the same moment; a CONTINUE that comes later begins what the pause kept.
    return wrong.kind == "call" and bool(own) and own[-1].kind == "CONTINUE" and own[-1].at > since[0].at


def explain_all(history: History, table: Table | None = None) -> dict[str, Explained]:
    """The explanation of each chain that broke a rule of the transition table, by the chain's name."""
    return _explain([ChainJudge(chain, history, table or load_table()) for chain in chains_of(history)], history)


def chains_of(history: History) -> list[str]:
    """The names of a history's chains, in the order of the alphabet."""
    return sorted({event.chain for event in history.events} - {""})


def _explain(judges: list[ChainJudge], history: History) -> dict[str, Explained]:
    explained = {each.chain: explain(each.chain, history, each) for each in judges if not each.run()}
    if charged := _charged(judges, explained, history):
        explained[charged.chain] = explain(charged.chain, history, charged, charged=True)
    return explained


def _one_spins(found: list[Divergence], history: History) -> list[Divergence]:
    """The findings, with one at most for a loop that spins: which chain it is doesn't show, a paused one is likely."""
    spinning = [divergence for divergence in found if history.events[divergence.index].kind == "spin"]
    if len(spinning) < 2:
        return found
    order = [step.rule for step in load_forbidden().steps if step.step == "spins"]
    spinning.sort(key=lambda divergence: order.index(divergence.rule))
    return [divergence for divergence in found if divergence not in spinning[1:]]


def _charged(judges: list[ChainJudge], explained: dict[str, Explained], history: History) -> ChainJudge | None:
    """The chain to which is charged what is left at the end of the run, or None where nothing is left too long.

    What is left, and how late the end is, only shows for all chains together.  The chain that may legally end last is
    the one to blame.  A chain that is still paused may leave what it likes.
    """
    ends = {each.chain: explained[each.chain].until if each.chain in explained else each.until for each in judges}
    last = max(judges, key=lambda each: ends[each.chain], default=None)
    if last is None:
        return None
    until = ends[last.chain]
    event = history.events[-1]
    if until == float("inf") or until < 0 or event.kind not in ("idle", "busy"):
        return None
    if event.kind == "busy" or parse_leftovers(event.detail):
        return last
    # A thread can't be cancelled: the loop may have to wait for one that nobody needs any more.
    if event.at <= until or history.conditions.get("threads") == "used":
        return None
    latest = max((e.at for e in history.events[:-1] if e.kind != "report"), default=0.0)
    return last if event.at > latest + SAME else None


#: Where a chain is, an event, and where it is then: what a step depends on, and all that it changes.
_Before = tuple[Set[Position], float, bool, bool, Event]
_After = tuple[bool, frozenset[Position], float, bool, bool, float]

#: So many steps are remembered: a few megabytes.  Those of one shard of an exploration, which begin alike, are fewer.
_MOST_STEPS = 10_000

#: The table, the pause and the interval for which steps are remembered, and the steps.
_KNOWN: list[tuple[Table, float, float, dict[_Before, _After]]] = []


def _known(table: Table, pause: float, interval: float) -> dict[_Before, _After]:
    """The steps that were taken before.

    Why remember them?  Thousands of histories are judged one after the other, and most of them differ in their last
    events alone: of the steps of an exploration, more than four in five have been taken before.
    """
    if not _KNOWN or _KNOWN[0][0] is not table or _KNOWN[0][1:3] != (pause, interval):
        _KNOWN[:] = [(table, pause, interval, {})]
    steps = _KNOWN[0][3]
    if len(steps) > _MOST_STEPS:
        steps.clear()
    return steps


def forget() -> None:
    """Forget the steps that were taken before: who watches the table sees each look at it again."""
    _KNOWN.clear()


class ChainJudge(Steps):
    """Follows one chain through a history.

    ``failed`` says whether an iteration failed; ``until`` is the time until which the chain may have something left,
    below zero as long as the end of the run wasn't seen.
    """

    def __init__(self, chain: str, history: History, table: Table) -> None:
        super().__init__(table, history.time_pause, float(history.conditions.get("interval", 0)))
        self.chain, self.history = chain, history
        self.positions: Set[Position] = frozenset()
        self.started = self.failed = False
        self.until = -1.0

    def run(self) -> bool:
        """Whether the chain's events are legal."""
        known = _known(self.table, self.pause, self.interval)
        for event in self.history.events:
            if event.kind in _BESIDE_CHAINS or event.chain not in (self.chain, ""):
                continue
            before = (self.positions, self.now, self.started, self.failed, event)
            after = known.get(before)
            if after is None:
                legal = self.take(event)
                after = (legal, frozenset(self.positions), self.now, self.started, self.failed, self.until)
                known[before] = after
            legal, self.positions, self.now, self.started, self.failed, self.until = after
            if not legal:
                return False
        return True

    def take(self, event: Event) -> bool:
        """Whether the next event of the history is legal for this chain."""
        if event.kind in _BESIDE_CHAINS or event.chain not in (self.chain, ""):
            return True
        if event.at > self.now + SAME and not self.advance(event.at):
            return False
        self.now = max(self.now, event.at)
        return self.follow(event) if event.chain else self.end(event)

    def advance(self, to: float) -> bool:
        """Let time pass: what was owed at once, or by now, must have happened."""
        if not self.positions:
            return True
        kept = {self.settle(p) for p in self.positions}
        self.positions = {p for p in kept if not self.owes(p, to)}
        return bool(self.positions)

    def follow(self, event: Event) -> bool:
        """Keep the positions that explain an event of this chain."""
        kind = event.kind
        if not self.started:
            self.started = True
            self.positions = {Position(self.table.initial, "due", "p0", self.now)}
            if kind == "start":
                return True
        before = set(self.positions)
        for position in self.positions:
            after = self.unseen(position)
            if after is not None:
                before.add(after)
        if kind in SIGNALS:
            self.positions = {self.signal(p, kind) for p in before}
            return True
        if kind == "KILL" and not any(p.part == "called" for p in before):
            self.positions = {after for p in before for after in self.killed(p)}
            return True
        if kind == "refused":
            return False
        self.positions = {new for p in before if (new := self.explain(p, event)) is not None}
        self.failed |= kind == "raise" or (kind == "fargs" and any(p.note == "raised" for p in self.positions))
        return bool(self.positions)

    def end(self, event: Event) -> bool:
        """Nothing may be owed when nothing is left to do."""
        if event.kind not in ("idle", "busy", "spin"):
            return True
        if event.kind == "spin" or not self.positions:
            return False
        alive = False
        for position in map(self.settle, self.positions):
            state, part, _, since, _ = position
            if part == "over" or state in ("paused-stopping", "paused-cancelling"):
                slow = state == "paused-stopping" and part == "pause"
                self.until = max(self.until, since + (self.pause if slow else self.leave))
                alive = True
            elif (part == "pause" and state == "paused") or (part == "due" and self.interval):
                self.until = float("inf")
                alive = True
        return alive
