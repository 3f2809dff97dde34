"""A table as a measure makes one."""

from __future__ import annotations

from benchmarks.harness.figures import Section, at_least, at_most, figure


def a_section() -> Section:
    """A table with a value met, a value missed and a word."""
    met, missed = figure([2.0], "x", at_least(1.6)), figure([3.0], "ms", at_most(1.0))
    return Section(
        "name", "Title", "What it is.", ("what", "a", "b"), [("first", [met, "absent"]), ("second", [missed, ""])]
    )
