"""The vocabulary, read from ``spec/vocabulary.toml``: each term once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .entries import SpecError, read_list, read_text


@dataclass(frozen=True)
class Term:
    """A word that rules and pages use in one meaning; ``see`` names related terms."""

    name: str
    meaning: str
    see: tuple[str, ...] = ()


def parse_vocabulary(text: str, name: str = "vocabulary.toml") -> dict[str, Term]:
    """Read the terms by name; raise :class:`SpecError` naming the term and the field, or a term that isn't there."""
    terms: dict[str, Term] = {}
    for term in read_list(Term, tomllib.loads(text), "term", name):
        if term.name in terms:
            raise SpecError(f"{name}: {term.name}: the term stands twice")
        terms[term.name] = term
    for term in terms.values():
        for other in term.see:
            if other not in terms or other == term.name:
                raise SpecError(f"{name}: {term.name}: see names {other!r}, which is no other term")
    return terms


@cache
def load_vocabulary() -> Mapping[str, Term]:
    """Every term of the specification by name, in the order of the file."""
    return parse_vocabulary(read_text("vocabulary.toml"))
