"""The API reference: each public object's docstring, the rules that it has to keep, the examples that use it.

``docs/data/api.toml`` lists the objects; signatures and docstrings are read from the sources by mkdocstrings.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from site_tools.markup.links import relative, rule_page
from site_tools.paths import DATA


def api_pages(examples: Mapping[Path, tuple[str, str]]) -> dict[str, str]:
    """Page -> Markdown.  ``examples`` maps a script to its (title, page)."""
    listing = tomllib.loads((DATA / "api.toml").read_text("utf-8"))
    names = {script: names_used(script.read_text("utf-8")) for script in examples}
    pages = {}
    for entry in listing["page"]:
        parts = [f"# {entry['title']}", entry["about"]]
        for thing in entry["object"]:
            wanted = {thing["path"], *thing.get("also", ())}
            users = [examples[script] for script, used in names.items() if wanted & used]
            parts.append(_object(thing, users, entry["file"]))
        pages[entry["file"]] = "\n\n".join(parts) + "\n"
    return pages


def _object(thing: Mapping[str, Any], users: Sequence[tuple[str, str]], page: str) -> str:
    path = thing["path"]
    name = path.partition(".taskloop.")[2] if path.startswith("tasktools.") else path.partition(".")[2]
    options = [f"::: {thing.get('source', path)}", "    options:", "      show_root_heading: false"]
    options.append("      show_root_toc_entry: false")
    if "members" in thing:
        options.append(f"      members: {thing['members'] + thing.get('inherited', [])}")
        options.append(f"      inherited_members: {thing.get('inherited', [])}")
    lines = [f"## `{name}` {{ #{path} }}", "\n".join(options)]
    rules = ", ".join(_rules(rule, page) for rule in thing.get("rules", ()))
    if rules:
        lines.append(f"**Rules:** {rules}")
    links = ", ".join(f"[{title}]({relative(target, page)})" for title, target in users)
    lines.append(f"**Used in:** {links or 'no lesson or recipe'}")
    if more := ", ".join(f"[{title}]({relative(target, page)})" for title, target in thing.get("see", ())):
        lines.append(f"**See also:** {more}")
    return "\n\n".join(lines)


def _rules(name: str, page: str) -> str:
    """A rule, or a whole area, as a link."""
    if "." not in name:
        return f"all of [{name}]({relative(f'specification/{name.lower()}.md', page)})"
    return f"[`{name}`]({relative(rule_page(name), page)})"


def names_used(source: str) -> set[str]:
    """What a script imports with ``from module import name``, as ``module.name``."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}
