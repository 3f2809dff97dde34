"""One check that has Hypothesis draw texts, for which it keeps files: it stands in for the real checks that draw."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.verifies("FARGS.input")
@settings(max_examples=5, deadline=None)
@given(st.text())
def test_input(implementation: Any, text: str) -> None:
    assert implementation.simple_fargs([text], [2]) == [text]
