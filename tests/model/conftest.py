"""One rule, as a file of the specification would hold it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from taskloop_conformance.model.rules import Rule, parse_rules

ENTRY = """
[[rule]]
id = "STOP.early"
title = "-"
level = "MUST"
profile = "control"
origin = "source"
place = "-"
text = "-"
legal = "0 call p0"
illegal = "0 call p1"
"""


@pytest.fixture
def rules() -> Mapping[str, Rule]:
    """The rules of a file that holds this one alone."""
    return parse_rules(ENTRY, "stop.toml")
