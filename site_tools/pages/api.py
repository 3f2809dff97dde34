"""The API reference: each public object's docstring, the rules that it has to keep, the examples that use it.

``docs/data/api.toml`` lists the objects; signatures and docstrings are read from the sources by mkdocstrings.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from site_tools.markup.links import relative, rule_link
from site_tools.pages.render import render
from site_tools.paths import DATA


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
        "name": path.partition(".taskloop.")[2] if path.startswith("tasktools.") else path.partition(".")[2],
        "source": thing.get("source", path),
        "members": thing["members"] + inherited if "members" in thing else None,
        "inherited": inherited,
        "rules": [_rules(name, page) for name in thing.get("rules", ())],
        "users": [example for names, example in used if wanted & names],
        "see": thing.get("see", ()),
    }


def _rules(name: str, page: str) -> str:
    """A rule, or a whole area, as a link."""
    if "." in name:
        return rule_link(name, page)
    return f"all of [{name}]({relative(f'specification/{name.lower()}.md', page)})"


def names_used(source: str) -> set[str]:
    """What a script imports with ``from module import name``, as ``module.name``."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}
