"""The whole specification as one JSON object, for whoever validates an implementation in another language.

It holds what the files of ``spec/`` say, what is derived from them (the table's cells), and the suite's own checks.
``rules.schema.json`` describes it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .. import SPEC_VERSION
from ..explore.explorer import DEPTHS
from ..model.history import KINDS
from ..model.rules import Rule, lesson_of, load_areas, load_rules
from ..model.transitions import Table, load_table
from ..model.vocabulary import load_vocabulary
from ..record.scenario import BEHAVIOURS, FORMS, INPUTS, SURFACES, WATCHES
from ..record.values import DIMENSIONS
from .check_list import Check, list_checks


def specification() -> dict[str, Any]:
    """The object that ``rules.schema.json`` describes.  It takes a second: the checks are collected for it."""
    checks = list_checks()
    return {
        "schema": 1,
        "spec": SPEC_VERSION,
        "areas": [asdict(area) for area in load_areas()],
        "rules": [_rule(rule, checks) for rule in load_rules().values()],
        "table": _table(load_table()),
        "events": dict(KINDS),
        "vocabulary": [asdict(term) for term in load_vocabulary().values()],
        "checks": [asdict(check) for check in checks],
        "scenario": {
            "behaviours": dict(BEHAVIOURS),
            "forms": dict(FORMS),
            "surfaces": list(SURFACES),
            "values": {name: list(values) for name, values in DIMENSIONS.items()},
            "watches": list(WATCHES),
            "inputs": list(INPUTS),
        },
        "exploration": {name: {"about": str(depth), **asdict(depth)} for name, depth in DEPTHS.items()},
    }


def _rule(rule: Rule, checks: list[Check]) -> dict[str, Any]:
    verified_by = [check.name for check in checks if rule.id in check.rules]
    return {
        **asdict(rule),
        "area": rule.area,
        "lesson": lesson_of(rule),
        "checks": len(verified_by),
        "verified_by": verified_by,
    }


def _table(table: Table) -> dict[str, Any]:
    """The cells in the order of states and events: each a step, or the reason why there is none."""
    cells: list[dict[str, str]] = []
    for state in table.states:
        for event in table.events:
            cell = table.cells.get((state, event))
            why = asdict(cell) if cell else {"because": table.impossible[state, event]}
            cells.append({"state": state, "event": event, **why})
    return {
        "initial": table.initial,
        "states": dict(table.states),
        "events": dict(table.events),
        "actions": dict(table.actions),
        "cells": cells,
    }
