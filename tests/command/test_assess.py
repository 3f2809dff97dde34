"""How an attempt at an exercise is judged: when the run is ended before all checks have run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from taskloop_conformance.command import assess
from taskloop_conformance.command.validation import Options
from taskloop_conformance.run.records import Collected, Stop
from taskloop_conformance.teach.exercises import find


class Ended(Exception):
    """The run was ended, after so many checks."""


def test_three_checks_that_hang_end_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each check that hangs costs four seconds: after the third the run is ended, and what is red is told."""

    def hangs(options: Options) -> Any:
        assert options.on_record is not None
        for number in range(1, 10):
            record = {"check": f"check {number}", "outcome": "hung", "rules": ["CHAIN.starts"]}
            try:
                options.on_record(record, Collected(plan=[("another check", ["CHAIN.starts"])]))
            except Stop:
                raise Ended(number) from None

    monkeypatch.setattr(assess, "validate", hangs)
    with pytest.raises(Ended, match=r"^3$"):
        assess.assess(find("break-pause-holds"), tmp_path / "taskloop.py")
