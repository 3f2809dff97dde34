"""Every implementation of the zoo, run by the command line: the docstring of its file says what is to come out.

A file's last line of documentation is its verdict, and for a verdict on the implementation the outcome of the one rule
that its misbehaviour costs, or for `adapter-error` a part of the message. The checks are the miniature ones of
``tests/command``: of four, one calls the function that misbehaves.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from tests.command.program import CHECKS

ZOO = sorted(file for file in (Path(__file__).parent / "zoo").glob("*.py") if file.stem not in ("sound", "processes"))
EXIT_CODES = {"conformant": 0, "not-conformant": 1, "adapter-error": 2}
#: What the miniature checks verify, in the specification's order; all but one have to pass.
RULES = ("MASK.arguments", "MASK.fargs", "FARGS.input", "FARGS.output")


@dataclass
class Run:
    """What came out of one run of the program."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def report(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.folder / "report.json").read_text("utf-8"))
        return loaded


def run(file: Path, folder: Path) -> Run:
    """Run the program as a user does, with every kind of report, in a folder of its own."""
    folder.mkdir()
    processes = folder / "processes"
    processes.mkdir()
    reports = ["--json", "report.json", "--html", "report.html", "--junit", "report.xml", "--badge", "badge.svg"]
    # Whoever hangs needs no patience, and whoever doesn't must not be cut short on a busy machine.
    deadline = "1" if "hung" in expected_of(file)[1] or "did not end" in expected_of(file)[1] else "20"
    options = ["--checks", str(CHECKS), "-j1", "--memory", "512", "--deadline", deadline, *reports]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "taskloop_conformance", "run", str(file), *options],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "TASKLOOP_ZOO": str(processes)},
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode(), folder)


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Path, Future[Run]]]:
    """The runs of all files that this session asks for, two at a time: a run mostly waits for processes to start."""
    base = tmp_path_factory.mktemp("zoo")
    names = {item.name for item in request.session.items}
    asked = [file for file in ZOO if f"test_zoo[{file.stem}]" in names]
    with ThreadPoolExecutor(2) as pool:
        yield {file: pool.submit(run, file, base / file.stem) for file in asked}


def expected_of(file: Path) -> tuple[str, str]:
    """The verdict in the file's documentation, and what stands after it."""
    documentation = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    verdict, _, rest = documentation.splitlines()[-1].removeprefix("Verdict: ").partition("; ")
    return verdict, rest


def outcomes_of(report: dict[str, Any]) -> dict[str, str]:
    return {rule["id"]: rule["outcome"] for rule in report["rules"]}


def is_clean(text: str) -> bool:
    """Whether a terminal can show a text and does nothing else."""
    return all(char.isprintable() or char == "\n" for char in text)


@pytest.mark.parametrize("file", ZOO, ids=lambda file: file.stem)
def test_zoo(file: Path, runs: dict[Path, Future[Run]], schema: dict[str, Any]) -> None:
    """Misbehaviour costs one rule at most; every report is valid, the terminal clean, and no process is left."""
    verdict, rest = expected_of(file)
    result = runs[file].result()
    report = result.report
    assert (verdict, EXIT_CODES[verdict]) == (report["verdict"], result.code), result.err + result.out
    if verdict == "adapter-error":
        assert rest in result.err
        assert 1 == result.err.count("\n")
    else:
        rule, _, allowed = rest.partition(" ")
        found = outcomes_of(report)
        assert list(RULES) == sorted(found, key=RULES.index)
        others = {name: outcome for name, outcome in found.items() if name != rule}
        assert {"passed"} == set(others.values())
        assert found.get(rule, "") in allowed.split(" or ")
    assert is_clean(result.out + result.err)
    jsonschema.validate(report, schema)
    ElementTree.parse(result.folder / "report.xml")
    ElementTree.parse(result.folder / "badge.svg")
    assert "</html>" in (result.folder / "report.html").read_text("utf-8")
    assert [] == [pid for pid in (result.folder / "processes").iterdir() if not is_gone(int(pid.name))]


def is_gone(pid: int) -> bool:
    """Whether the process is no more, or only waits to be buried by the system."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text(errors="replace").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_each_file_says_what_comes_out() -> None:
    """No file of the zoo is without a verdict that the program knows."""
    assert [] == [file.stem for file in ZOO if expected_of(file)[0] not in EXIT_CODES]
