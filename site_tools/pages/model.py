"""The control model's pages: the transition table and its diagram, the vocabulary, the notation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from site_tools.markup.histories import box
from site_tools.markup.links import rule_link
from site_tools.paths import ROOT
from taskloop_conformance.history import KINDS
from taskloop_conformance.state_diagram import state_diagram
from taskloop_conformance.transitions import Table, load_table

TRANSITIONS = "specification/transitions.md"


def transitions_page() -> str:
    """The diagram, and a table for each state: event, next state, action, rule."""
    table = load_table()
    parts = [
        "# The transition table",
        "What a chain does is one table. A *state* says which task of the chain is active and what the "
        "signals so far ask of the next decision; an *event* is a signal, or the end of the active task. Oracle, "
        "reference tests, this page and the diagram read the same file, `spec/transitions.toml`.",
        "## The diagram { #diagram }",
        box(state_diagram(table).svg, "State diagram"),
        "## The whole table at a glance { #glance }",
        _glance(table),
        "Each cell is the next state; an empty one is declared impossible.",
    ]
    for state, meaning in table.states.items():
        parts.append(f"## {state} {{ #{state} }}")
        parts.append(f"{_sentence(meaning)}{' Every chain begins here.' if state == table.initial else ''}")
        rows = "".join(_row(table, state, event) for event in table.events)
        parts.append(f"| When | go to | and | because |\n|---|---|---|---|\n{rows}")
    parts.append("## Events { #events }\n\n" + _definitions(table.events))
    parts.append("## Actions { #actions }\n\n" + _definitions(table.actions))
    return "\n\n".join(parts) + "\n"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:].rstrip(".") + "."


def _glance(table: Table) -> str:
    names = " | ".join(f"`{event}`" for event in table.events)
    head = f"| State | {names} |\n|" + "---|" * (len(table.events) + 1) + "\n"
    rows = []
    for state in table.states:
        cells = [table.cells.get((state, event)) for event in table.events]
        shown = " | ".join(f"[{cell.next}](#{cell.next})" if cell else "" for cell in cells)
        rows.append(f"| [**{state}**](#{state}) | {shown} |\n")
    return head + "".join(rows)


def _row(table: Table, state: str, event: str) -> str:
    cell = table.cells.get((state, event))
    if cell is None:
        return f"| `{event}` | impossible | | {table.impossible[state, event]} |\n"
    going = f"[{cell.next}](#{cell.next})" if cell.next != state else "stay"
    return f"| `{event}` | {going} | {table.actions[cell.action]} | {rule_link(cell.rule, TRANSITIONS)} |\n"


def _definitions(meanings: Mapping[str, str]) -> str:
    return "| Name | Meaning |\n|---|---|\n" + "".join(f"| `{name}` | {text} |\n" for name, text in meanings.items())


def anchor(term: str) -> str:
    """The anchor of a term of the vocabulary."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def vocabulary_page() -> str:
    """Every term, with an anchor; raises KeyError when a term refers to one that isn't there."""
    terms = tomllib.loads((ROOT / "spec" / "vocabulary.toml").read_text("utf-8"))["term"]
    names = {term["name"] for term in terms}
    parts = ["# Vocabulary", "Each term once, as rules and pages use it."]
    for term in sorted(terms, key=lambda term: str(term["name"]).lower()):
        missing = set(term.get("see", ())) - names
        if missing:
            raise KeyError(f"vocabulary: {term['name']} refers to {', '.join(sorted(missing))}, which isn't there")
        see = ", ".join(f"[{name}](#{anchor(name)})" for name in term.get("see", ()))
        parts.append(f"## {term['name']} {{ #{anchor(term['name'])} }}")
        parts.append(term["meaning"] + (f" See {see}." if see else ""))
    return "\n\n".join(parts) + "\n"


def notation_page() -> str:
    """How a history is written, with every kind of event."""
    prose = (ROOT / "spec" / "README.md").read_text("utf-8")
    match = re.search(r"^## The notation\n(.*?)(?=^## |\Z)", prose, re.S | re.M)
    if match is None:
        raise KeyError("spec/README.md has no section 'The notation'")
    kinds = f"## The kinds of events {{ #kinds }}\n\n{_definitions(KINDS)}"
    return f"# The notation\n\n{match[1].strip()}\n\n{kinds}"
