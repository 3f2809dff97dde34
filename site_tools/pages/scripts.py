"""The scripts of the pages on which a reader does something, joined from ``docs/assets/js``.

The sources are modules, so that each can be read and tested by itself.  A browser loads no module from a file that was
opened without a server, so what a page needs is joined into one plain script.  No tool is needed for that: the modules
import each other by name only, and no name stands twice.
"""

from __future__ import annotations

import json
import re

from site_tools.paths import ROOT
from taskloop_conformance.model.transitions import Table, load_table

SOURCES = ROOT / "docs" / "assets" / "js"

_IMPORT = re.compile(r"^import \{[^}]*\} from [^;]*;\n", re.M)
_EXPORT = re.compile(r"^export (?=class|const|function|async)", re.M)


def table_data(table: Table | None = None) -> dict[str, object]:
    """The transition table as JSON: states, events and actions with their meanings, cells by state and event."""
    table = table or load_table()
    cells: dict[str, dict[str, dict[str, str]]] = {state: {} for state in table.states}
    for (state, event), cell in table.cells.items():
        cells[state][event] = {"next": cell.next, "action": cell.action, "rule": cell.rule}
    return {
        "initial": table.initial,
        "states": dict(table.states),
        "events": dict(table.events),
        "actions": dict(table.actions),
        "cells": cells,
    }


def plain(*names: str) -> str:
    """The text of modules without what joins them, in their order."""
    texts = [(SOURCES / name).read_text("utf-8") for name in names]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


def stepper() -> str:
    """The script of the small chain on a page."""
    table = json.dumps(table_data(), ensure_ascii=False)
    return f"(() => {{\nconst TABLE = {table};\n{plain('model.js', 'stepper.js')}}})();\n"


def files() -> dict[str, str]:
    """Every generated script by its place in the site."""
    return {"assets/stepper.js": stepper()}
