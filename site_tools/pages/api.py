"""The API reference: each public object's docstring, the rules that it has to keep, the examples that use it.

``docs/data/api.toml`` lists the objects; signatures and docstrings are read from the sources by mkdocstrings.
"""

from __future__ import annotations

import ast
import importlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from site_tools.markup.links import relative, rule_link
from site_tools.pages.reference import PAGE, source_anchor
from site_tools.pages.render import render, sentence
from site_tools.paths import DATA
from taskloop_conformance.model.transitions import load_table


def _listing() -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = tomllib.loads((DATA / "api.toml").read_text("utf-8"))["page"]
    return pages


def paths() -> list[str]:
    """The pages below the docs folder."""
    return [page["file"] for page in _listing()]


def api_pages(examples: Mapping[Path, tuple[str, str]]) -> dict[str, str]:
    """Page -> Markdown.  ``examples`` maps a script to its (title, page)."""
    used = [(names_used(script.read_text("utf-8")), example) for script, example in examples.items()]
    pages = {}
    for page in _listing():
        entries = [_entry(thing, used, page["file"]) for thing in page["object"]]
        pages[page["file"]] = render("api", page=page, entries=entries)
    return pages


def _entry(thing: Mapping[str, Any], used: Sequence[tuple[set[str], tuple[str, str]]], page: str) -> dict[str, Any]:
    path = thing["path"]
    wanted = {path, *thing.get("also", ())}
    inherited = thing.get("inherited", [])
    return {
        "path": path,
        "name": path.rpartition(".")[2] if path.startswith("tasktools.") else path.partition(".")[2],
        "about": thing.get("about", ""),
        "table": _table(thing),
        "members": thing["members"] + inherited if "members" in thing else None,
        "inherited": inherited,
        "rules": [_rules(name, page) for name in thing.get("rules", ())],
        "users": [example for names, example in used if wanted & names],
        "see": [*_source(path), *thing.get("see", ())],
    }


def _table(thing: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(Name, value, meaning) of an enumeration's members; none for other objects.

    What a member means stands in the transition table, as a state or as a signal; ``meanings`` has the rest.
    """
    found = _object(thing["path"])
    if not (isinstance(found, type) and issubclass(found, Enum)):
        return []
    table = load_table()
    known = {**table.states, **table.events, **thing.get("meanings", {})}
    return [
        (member.name, str(member.value), sentence(known.get(member.name) or known[str(member.value)]))
        for member in found
    ]


def _source(path: str) -> Iterator[tuple[str, str]]:
    """(Title, target) of an object of the reference in its annotated source, if it is a class or a function."""
    found = _object(path)
    module = getattr(found, "__module__", "")
    if module.startswith("tasktools."):
        yield "its source", f"{PAGE}#{source_anchor(module.partition('.')[2], found.__qualname__)}"


def _object(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _rules(name: str, page: str) -> str:
    """A rule, or a whole area, as a link."""
    if "." in name:
        return rule_link(name, page)
    return f"all of [{name}]({relative(f'specification/{name.lower()}.md', page)})"


def names_used(source: str) -> set[str]:
    """What a script imports with ``from module import name``, as ``module.name``."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}
