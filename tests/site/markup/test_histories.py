"""Histories as a page shows them."""

from __future__ import annotations

import pytest

from site_tools.markup.histories import example
from taskloop_conformance.model.rules import load_rules


def test_an_illegal_history_that_breaks_nothing_is_refused() -> None:
    """A history that the oracle accepts is never shown as illegal."""
    with pytest.raises(ValueError, match=r"PAUSE\.holds doesn't break it"):
        example(load_rules()["PAUSE.holds"].legal, "PAUSE.holds", False)
