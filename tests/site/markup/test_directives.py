"""Directives of hand-written pages, and the worked adapter that a page shows."""

from __future__ import annotations

import pytest

from site_tools.markup.directives import DirectiveError, expand
from site_tools.paths import ROOT
from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.record.adapters import load
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token


def test_a_picture_of_a_page_is_a_recorded_run() -> None:
    """A directive becomes a drawing; one that can't be carried out is an error."""
    assert "<svg" in expand("<!-- swimlane: wait:1w=PAUSE,1+2=CONTINUE -->")
    with pytest.raises(DirectiveError, match="nonsense"):
        expand("<!-- swimlane: nonsense -->")


def test_the_worked_adapter_conforms(monkeypatch: pytest.MonkeyPatch) -> None:
    """The adapter on the page is a working one: the oracle accepts a pause through it."""
    monkeypatch.syspath_prepend(str(ROOT / "conformance" / "examples"))
    history = record(from_token("wait:1w=PAUSE,1+2=CONTINUE"), load("other_names.adapter:adapter"))
    assert judge(history) is None
