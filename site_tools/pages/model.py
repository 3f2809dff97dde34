"""The control model's pages: the transition table and its diagram, the vocabulary, the notation."""

from __future__ import annotations

import re

from site_tools.markup.histories import box
from site_tools.pages.render import render
from site_tools.paths import ROOT
from taskloop_conformance.model.history import KINDS
from taskloop_conformance.model.transitions import load_table
from taskloop_conformance.model.vocabulary import load_vocabulary
from taskloop_conformance.pictures.state_diagram import state_diagram

TRANSITIONS = "specification/transitions.md"
VOCABULARY = "specification/vocabulary.md"
NOTATION = "specification/notation.md"


def transitions_page() -> str:
    """The diagram, and a table for each state: event, next state, action, rule."""
    table = load_table()
    return render("transitions", table=table, diagram=box(state_diagram(table).html, "State diagram"), page=TRANSITIONS)


def vocabulary_page() -> str:
    """Every term, with an anchor."""
    return render("vocabulary", terms=sorted(load_vocabulary().values(), key=lambda term: term.name.lower()))


def notation_page() -> str:
    """How a history is written, with every kind of event."""
    prose = (ROOT / "spec" / "README.md").read_text("utf-8")
    match = re.search(r"^## The notation\n(.*?)(?=^## |\Z)", prose, re.S | re.M)
    if match is None:
        raise KeyError("spec/README.md has no section 'The notation'")
    return render("notation", prose=match[1].strip(), kinds=KINDS)
