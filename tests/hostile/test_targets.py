"""Targets whose files, or the files beside them, are called like what the suite itself imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command.program import DRAWN, Outcome

Write = Callable[..., Path]
Run = Callable[..., Outcome]
NAMES = ["typing", "asyncio", "pytest", "random", "hypothesis"]


@pytest.mark.parametrize("name", NAMES)
def test_a_target_of_any_name(name: str, implementation: Write, run: Run, tmp_path: Path) -> None:
    """A file that is called like a module of Python's, or of a tool, is validated like any other."""
    target = implementation().rename(tmp_path / f"{name}.py")
    assert (0, "conformant") == (run(target).code, run(target).report["verdict"])


def test_neighbours_of_any_name(implementation: Write, run: Run, tmp_path: Path) -> None:
    """Files beside the target that are called like modules of Python's, or of tools, do no harm."""
    target = implementation(head="import random\nimport asyncio\n\nrandom.random()\n")
    others = ["queue", "_pytest", "pluggy", "hypothesis_", "inspect", "json", "pytest_asyncio", "sortedcontainers"]
    for name in [*NAMES, *others]:
        (tmp_path / f"{name}.py").write_text("raise ImportError('the neighbour was imported')\n")
    result = run(target, checks=DRAWN)
    assert {"FARGS.input": "passed"} == result.outcomes, result.out + result.err


@pytest.mark.parametrize("folder", ["plain", "dir from x", "a==1", "a:b", "a.b c", "@ x"])
def test_an_existing_file_wins(folder: str, implementation: Write, run: Run, tmp_path: Path) -> None:
    """What exists as a file is that file, even where it could be read as a requirement or as `X from Y`."""
    place = tmp_path / folder
    place.mkdir()
    target = implementation().rename(place / "impl.py")
    result = run(target)
    assert (0, "conformant", str(target)) == (
        result.code,
        result.report["verdict"],
        result.report["implementation"]["target"],
    )


def test_a_file_name_that_no_terminal_should_show(implementation: Write, run: Run, tmp_path: Path) -> None:
    """A name with half a surrogate pair and an escape sequence is shown with escapes; every report is valid."""
    target = implementation("return 1").rename(tmp_path / "half \udc80 \x1b[31m.py")
    files = [str(tmp_path / name) for name in ("r.html", "r.xml", "b.svg", "b.json", "k.toml")]
    options = ["--html", files[0], "--junit", files[1], "--badge", files[2], "--write-known-failures", files[4]]
    result = run(target, *options)
    assert 1 == result.code
    assert "\x1b" not in result.out + result.err
    assert "half \\udc80 \\x1b[31m.py" in result.report["implementation"]["target"]
    assert all("half" in Path(file).read_text("utf-8") for file in (files[0], files[1], files[4]))
