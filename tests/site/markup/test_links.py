"""Links to rules."""

from __future__ import annotations

import pytest

from site_tools.markup.links import UnknownRule, link_rules, rule_page, rules_named


def test_an_unknown_rule_is_an_error_that_names_near_ones() -> None:
    """A link to a rule that doesn't exist fails and says which rules do."""
    with pytest.raises(UnknownRule, match=r"no rule 'PAUSE\.hold'; did you mean PAUSE\.holds"):
        rule_page("PAUSE.hold")


def test_the_role_becomes_a_link_in_hand_written_pages() -> None:
    """``:rule:`` in Markdown is a relative link to the rule's anchor."""
    assert "See [`PAUSE.holds`](../specification/pause.md#PAUSE.holds)." == link_rules(
        "See :rule:`PAUSE.holds`.", "validate/index.md"
    )


def test_the_rules_of_an_example_are_found_once_each() -> None:
    """The roles in a script name its rules, in the order of their first mention."""
    assert ["PAUSE.lasts", "PAUSE.holds"] == rules_named(
        "# :rule:`PAUSE.lasts` :rule:`PAUSE.holds` :rule:`PAUSE.lasts`"
    )
