"""The package itself: small, on the standard library alone, and no module reads another's private names."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import tasktools
from tasktools.taskloop import TaskLoop, TaskLoopGroup

MODULES = sorted(Path(tasktools.__path__[0]).glob("*.py"))


def test_it_is_read_in_one_sitting() -> None:
    """The whole package has fewer than 1,050 lines."""
    assert sum(len(module.read_text("utf-8").splitlines()) for module in MODULES) < 1050


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.stem))
def test_it_needs_the_standard_library_only(module: Path) -> None:
    """Every import is of the standard library or of the package itself."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert set() == imported - sys.stdlib_module_names - {"tasktools"}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.stem))
def test_private_names_stay_at_home(module: Path) -> None:
    """A private attribute is read of ``self`` only, and nothing private is imported."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            assert isinstance(node.value, ast.Name)
            assert "self" == node.value.id, f"{module.name}:{node.lineno}: {node.attr}"
        elif isinstance(node, ast.ImportFrom):
            assert [] == [alias.name for alias in node.names if alias.name.startswith("_")]


def test_signals_are_spelled_once() -> None:
    """A chain and a group have the very same signal methods."""
    for name in ("pause", "task_continue", "stop", "finish", "cancel"):
        assert getattr(TaskLoop, name) is getattr(TaskLoopGroup, name)
