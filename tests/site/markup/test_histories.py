"""Histories as a page shows them."""

from __future__ import annotations

import pytest

from site_tools.markup.histories import example
from taskloop_conformance.model.rules import load_rules


def test_an_illegal_history_that_breaks_nothing_is_refused() -> None:
    """A history that the oracle accepts is never shown as illegal."""
    with pytest.raises(ValueError, match=r"PAUSE\.holds doesn't break it"):
        example(load_rules()["PAUSE.holds"].legal, "PAUSE.holds", False)


def test_a_retired_rules_history_is_shown_unjudged() -> None:
    """What a rule that isn't in force any more called illegal is drawn, with no divergence."""
    shown = example(load_rules()["PAUSE.holds"].legal, "PAUSE.holds", False, in_force=False)
    assert ("tl-illegal" in shown, "<b>Allowed:</b>" in shown) == (True, False)
