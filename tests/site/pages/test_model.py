"""The transition table's page."""

from __future__ import annotations

import re

from site_tools.pages import model
from taskloop_conformance.model.transitions import load_table


def test_every_cell_of_the_table_stands_on_its_page() -> None:
    """The transition page has one row for each state and event."""
    page, table = model.transitions_page(), load_table()
    rows = [line for line in page.splitlines() if re.match(r"\| `[A-Za-z-]+` \| ", line)]
    assert len(table.states) * len(table.events) + len(table.events) + len(table.actions) == len(rows)
