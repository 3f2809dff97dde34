"""Histories with a known verdict: the examples of the rules, runs of legal implementations, runs spoilt on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from typing import NamedTuple

from taskloop_conformance.explore.explorer import DEPTHS, scenarios
from taskloop_conformance.judge import oracle
from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.history import SIGNALS, History
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.model.transitions import Cell, Table, load_table
from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.scenario import Scenario
from taskloop_conformance.record.tokens import from_token
from tests.legal import early_wake, polling_pause, slowest_pause

Pair = tuple[str, str]

#: Every so many of the explorer's scenarios are recorded.
EVERY = 7
#: So many histories of each kind, shortest first, are kept for each cell that they use.
KEPT = 6
#: Runs that are spoilt in any case: without one of their calls they tell a pause that is cancelled twice over, or after
#: STOP.
SPOILT = ("wait:2c=PAUSE,2c=CANCEL,2c=KILL", "wait:2c=PAUSE,2c=STOP,2c=KILL")


class Judged(NamedTuple):
    """A history, where it comes from, and its verdict: the rule broken first, or "" when it is legal."""

    source: str
    history: History
    rule: str


def verdict(history: History, table: Table | None = None) -> str:
    """The rule that a history breaks first, "" when none, the exception's name when the table lets it down."""
    try:
        divergence = judge(history, table)
    except Exception as error:
        return type(error).__name__
    return divergence.rule if divergence else ""


def examples() -> Iterator[Judged]:
    """Both examples of every rule in force."""
    for rule in (each for each in load_rules().values() if not each.retired):
        yield Judged("example", parse_history(rule.legal), "")
        yield Judged("example", parse_history(rule.illegal), rule.id)


def recorded() -> Iterator[Judged]:
    """Runs of legal implementations that end pauses early, on time and as late as can be."""
    chosen: list[Scenario] = list(scenarios(DEPTHS["quick"]))[::EVERY]
    for signals in product(SIGNALS, repeat=3):
        given = ",".join(f"1+0.5={signal}" for signal in signals)
        chosen.append(from_token(f"wait:1w=PAUSE,{given},1+3=CONTINUE"))
    chosen += map(
        from_token, ("wait:1w=KILL", "wait:1c=PAUSE,1w=KILL", "wait:1c=STOP,1w=KILL", "wait:1w=PAUSE,1+1=KILL")
    )
    # What the sample may leave out, though a verdict depends on it.
    chosen += map(from_token, ("wait:1w=PAUSE,1+0.5=CANCEL", "wait:1w=PAUSE,1+0.5=CANCEL,1+3=CONTINUE"))
    chosen.append(from_token("fail:1w=CANCEL"))
    yield from _runs(chosen)


def _runs(chosen: Iterable[Scenario]) -> Iterator[Judged]:
    for module in (polling_pause, early_wake, slowest_pause):
        adapter = ModuleAdapter(module, module.__name__)
        for scenario in chosen:
            yield Judged("recorded", record(scenario, adapter), "")


def spoilt() -> Iterator[Judged]:
    """Recorded runs with one event left out, and what the true oracle says of them."""
    for one in (*list(recorded())[::5], *_runs([from_token(token) for token in SPOILT])):
        for index in range(len(one.history.events)):
            events = one.history.events[:index] + one.history.events[index + 1 :]
            if any(event.kind == "call" for event in events):
                history = replace(one.history, events=events)
                yield Judged("spoilt", history, verdict(history))


class _Traced(dict[Pair, Cell]):
    """Cells that remember which of them were asked for."""

    def __init__(self, cells: Mapping[Pair, Cell]) -> None:
        super().__init__(cells)
        self.asked: set[Pair] = set()

    def __getitem__(self, pair: Pair) -> Cell:
        self.asked.add(pair)
        return super().__getitem__(pair)


@cache
def by_cell() -> Mapping[Pair, list[Judged]]:
    """For each cell some histories whose verdict depends on it: only these can notice its alteration."""
    cells = _Traced(load_table().cells)
    table = replace(load_table(), cells=cells)
    found: dict[Pair, dict[str, list[Judged]]] = {}
    for judged in sorted((*examples(), *recorded(), *spoilt()), key=lambda one: len(one.history.events)):
        cells.asked.clear()
        oracle.forget()  # a step that it remembers asks for no cell
        verdict(judged.history, table)
        for pair in cells.asked:
            kept = found.setdefault(pair, {}).setdefault(judged.source + judged.rule, [])
            if len(kept) < KEPT:
                kept.append(judged)
    return {pair: [one for kept in kinds.values() for one in kept] for pair, kinds in found.items()}
