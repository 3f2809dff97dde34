"""Verdicts are written down as they come, and asked for once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from .verdict import Target, Verdict
from .verdict_log import read_log, remembered

TARGETS = [Target(name, f"{name}.py") for name in ("a", "b", "c")]


def test_an_ended_run_goes_on(tmp_path: Path) -> None:
    """What stands in the log isn't judged again, and each target has its verdict all the same."""
    log, asked = tmp_path / "verdicts.jsonl", list[str]()

    def judge(targets: Iterable[Target]) -> Iterator[Verdict]:
        for target in targets:
            asked.append(target.name)
            yield Verdict(target.name, "a check", ("PAUSE.holds",), "so", 1.5, ("CHAIN.created-once",))

    assert ["a"] == [verdict.name for verdict in remembered(judge, log)(TARGETS[:1])]
    verdicts = list(remembered(judge, log)(TARGETS))
    assert ["a", "b", "c"] == sorted(verdict.name for verdict in verdicts)
    assert ["a", "b", "c"] == asked
    assert {verdict.name: verdict for verdict in verdicts} == read_log(log)


def test_without_a_log_each_is_judged() -> None:
    """Without a log nothing is remembered."""

    def judge(targets: Iterable[Target]) -> Iterator[Verdict]:
        return (Verdict(target.name) for target in targets)

    assert remembered(judge, None) is judge
