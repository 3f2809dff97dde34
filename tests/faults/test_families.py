"""The figures of the generated families: how they are counted, and how they come into the kill table's data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from .families import curve, figures, in_two_steps, write
from .verdict import Target, Verdict
from .verdict_log import Judge


def test_figures() -> None:
    """What breaks a rule is found or unseen; what breaks none is equivalent, and must not be failed."""
    counted = figures(["a", "b", "c", "d"], equivalent=["c", "d"], failed=["a", "d"])
    expected = {
        "members": 4,
        "equivalent": 2,
        "found": 1,
        "unseen": 1,
        "wrongly_failed": ["d"],
        "unseen_names": ["b"],
    }
    assert expected == counted


def test_curve() -> None:
    """The curve says how many faults are found after so many histories, and ends where the last one is."""
    assert [(1, 1), (2, 1), (5, 3), (7, 4)] == curve([1, 3, 4, 7])


def test_curve_of_nothing() -> None:
    """Where nothing is found the curve has no points."""
    expected: list[tuple[int, int]] = []
    assert expected == curve([])


def test_section_is_added(tmp_path: Path) -> None:
    """The section is added to the data, family by family; everything else stays."""
    path = tmp_path / "kill-table.json"
    path.write_text('{"schema": 1, "families": {"legal": {"members": 1}}}', encoding="utf-8")
    write(path, {"table": {"members": 2}})
    expected = {"schema": 1, "families": {"legal": {"members": 1}, "table": {"members": 2}}}
    assert expected == json.loads(path.read_text(encoding="utf-8"))


def test_the_default_run_judges_what_the_quick_one_passes() -> None:
    """A fault is judged by the default run where the quick one passes it and it isn't known as harmless."""
    judged = []

    def at(depth: str) -> Judge:
        def judge(targets: Iterable[Target]) -> Iterator[Verdict]:
            for target in targets:
                judged.append((depth, target.name))
                yield Verdict(target.name, "a check" if target.name in (depth, "both") else "")

        return judge

    targets = [Target(name, f"{name}.py") for name in ("quick", "default", "both", "harmless")]
    verdicts = {verdict.name: verdict.failed for verdict in in_two_steps(at, {"harmless"})(targets)}
    assert {"quick": True, "default": True, "both": True, "harmless": False} == verdicts
    assert [("default", "default")] == [each for each in judged if each[0] == "default"]
