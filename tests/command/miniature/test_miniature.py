"""Four checks that stand in for the real ones: two call the implementation, two are there to survive it."""

from typing import Any

import pytest

from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.progress import current_history


@pytest.mark.verifies("MASK.arguments")
def test_before(implementation: Adapter, check: str) -> None:
    assert check == "check"
    assert implementation.profiles == {"functions"}


@pytest.mark.verifies("FARGS.input")
def test_input(implementation: Any, request: pytest.FixtureRequest) -> None:
    current_history("probe:input")
    request.node.user_properties.append(("histories", 3))
    assert implementation.simple_fargs([1], [2]) == [1], "simple_fargs gives its input back"


@pytest.mark.verifies("FARGS.output")
def test_output(implementation: Any) -> None:
    current_history("probe:output")
    assert implementation.simple_fargs_out([1], [2]) == [2], "simple_fargs_out gives its output back"


@pytest.mark.verifies("MASK.fargs")
def test_after(implementation: Adapter) -> None:
    assert implementation.profiles == {"functions"}
