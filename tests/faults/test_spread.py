"""Faults that are judged on a cluster get the verdicts that they get here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from taskloop_conformance.run.cluster import Cluster, ClusterError, Lost
from tests.generated.choices import legal

from . import spread
from .verdict import Target, Verdict, judge


def test_verdicts_of_a_cluster() -> None:
    """A faulty, a legal and a missing target: the verdicts are those of this machine, but for times."""
    targets = [
        Target("faulty", "tests.faults.target:pause-ignored"),
        Target("legal", f"tests.generated.legal:{next(iter(legal())).name}"),
        Target("missing", "tests.faults.target:no-such-fault"),
    ]

    def known(verdicts: Iterator[Verdict]) -> dict[str, Verdict]:
        return {verdict.name: replace(verdict, seconds=0, message="") for verdict in verdicts}

    only = "test_pauses or test_mask"
    expected = known(judge(targets, "none", 1, only=only))
    assert ("", True, True) == (expected["legal"].check, expected["faulty"].failed, expected["missing"].failed)
    assert expected == known(spread.judge_on("local[1]", targets, "none", only))


def test_lost_faults_are_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lost with its worker is neither found nor passed: the measurement fails, and says so."""
    monkeypatch.setattr(Cluster, "__init__", lambda self: None)
    monkeypatch.setattr(Cluster, "each", lambda *_: iter([(1, "a\nb"), (0, Lost())]))
    lines = spread._lines(Cluster(), "judge", ["one", "two"])  # type: ignore[call-arg]  # nothing is connected
    assert ["a", "b"] == [next(lines), next(lines)]
    with pytest.raises(ClusterError, match="1 of 2 groups of faults were lost"):
        next(lines)
