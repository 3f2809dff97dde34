"""Which error an awaiter of a chain has to get."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from taskloop_conformance.record.reports import Reports


@pytest.mark.parametrize(("asked", "expected"), [(False, True), (True, False)])
def test_an_awaiter_gets_the_crash_that_ended_the_chain(asked: bool, expected: bool) -> None:
    """Where nothing asked the chain to end, the implementation's own error ended it; else it is another error."""
    state: Any = SimpleNamespace(sources={"A": SimpleNamespace(error=None, failed=False)})
    assert expected == Reports(state).fits("A", TypeError("begin_pause()"), asked)
