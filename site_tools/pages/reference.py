"""The source of the reference, readable in one sitting: cut into its parts, each with the rules that it keeps.

Every line of the modules stands on the page, once and in its order.  Which rules a part keeps is judgement, so it is
written by hand, in ``docs/data/reference.toml``; what a rule says stands in the specification alone.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_tools.markup.links import rule_link
from site_tools.pages.render import render
from site_tools.paths import DATA, ROOT

PAGE = "reference.md"
PACKAGE = ROOT / "tasktools"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Part:
    """Lines of a module, the number of the first, and what they define: ``Class.method``, or "" at the top."""

    name: str
    line: int
    source: str


def parts_of(source: str) -> list[Part]:
    """Cut a module in front of each function, class and method; comments directly above belong to what follows."""
    lines = source.splitlines()
    starts = dict(sorted({1: "", **{_first_line(node, lines): name for name, node in _definitions(source)}}.items()))
    ends = [*list(starts)[1:], len(lines) + 1]
    parts = []
    for (start, name), end in zip(starts.items(), ends, strict=True):
        text = "\n".join(lines[start - 1 : end - 1])
        if text.strip():
            parts.append(Part(name, start, text.rstrip()))
    return parts


def _definitions(source: str) -> Iterator[tuple[str, Definition]]:
    for node in ast.parse(source).body:
        if isinstance(node, Definition):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                # A property and its setter have one name; there is none in the reference.
                if isinstance(inner, Definition):
                    yield f"{node.name}.{inner.name}", inner


def _first_line(node: Definition, lines: list[str]) -> int:
    line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    while lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line


def source_anchor(module: str, name: str) -> str:
    """The anchor of a part, as ``source-loop.TaskLoop.pause``; without a name that of a module.

    Without the underscores at the ends of names, which Markdown would take for emphasis.
    """
    return ".".join([f"source-{module}", *(word.strip("_") for word in name.split(".") if name)])


def listing() -> list[dict[str, Any]]:
    """The modules of ``docs/data/reference.toml`` in reading order, then those that it doesn't name."""
    modules: list[dict[str, Any]] = tomllib.loads((DATA / "reference.toml").read_text("utf-8"))["module"]
    named = {module["name"] for module in modules} | {"__init__"}
    others = sorted(path for path in PACKAGE.glob("*.py") if path.stem not in named)
    return [*modules, *({"name": path.stem, "about": ""} for path in others)]


def reference_page() -> str:
    """The page; ValueError when the data names a module or a part that isn't there."""
    return render("reference", modules=[_module(module) for module in listing()], lines=_count())


def _module(module: dict[str, Any]) -> dict[str, Any]:
    name, rules = module["name"], module.get("rules", {})
    if not (PACKAGE / f"{name}.py").is_file():
        raise ValueError(f"docs/data/reference.toml: there is no tasktools/{name}.py")
    parts = parts_of((PACKAGE / f"{name}.py").read_text("utf-8"))
    if surplus := sorted(set(rules) - {part.name for part in parts}):
        raise ValueError(f"docs/data/reference.toml: tasktools/{name}.py has no {', '.join(surplus)}")
    return {
        "name": name,
        "about": module["about"],
        "anchor": source_anchor(name, ""),
        "parts": [
            {
                "part": part,
                "anchor": source_anchor(name, part.name),
                "rules": [rule_link(rule, PAGE) for rule in rules.get(part.name, ())],
            }
            for part in parts
        ],
    }


def _count() -> int:
    """The lines that are neither empty, nor comment, nor docstring."""
    total = 0
    for path in PACKAGE.glob("*.py"):
        # What unparsing writes has no comments; expressions that are only a string are docstrings.
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, Definition | ast.Module) and ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        total += len([line for line in ast.unparse(tree).splitlines() if line.strip()])
    return total


def rules_kept(folder: Path = DATA) -> set[str]:
    """Every rule that some part keeps."""
    modules = tomllib.loads((folder / "reference.toml").read_text("utf-8"))["module"]
    return {rule for module in modules for rules in module.get("rules", {}).values() for rule in rules}
