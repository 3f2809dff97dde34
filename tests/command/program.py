"""What the tests of the runner share: tiny implementations, a miniature suite, the program."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from taskloop_conformance.command import program as cli

CHECKS = Path(__file__).parent / "miniature"
#: A suite of one check that draws by Hypothesis.
DRAWN = Path(__file__).parent / "drawn"
PACKAGE = Path(cli.__file__).parents[1]

GOOD = """
__version__ = "7"

async def coromask(coro, args, kwargs, fargs):
    return fargs(args, await coro(*args, **kwargs))

def renew(task, coro, fargs):
    pass

def simple_fargs(given, obtained):
    {body}
    return given

def simple_fargs_out(given, obtained):
    return obtained
"""


@dataclass
class Outcome:
    """A run of the program: exit code, report, and what it printed."""

    code: int
    report: dict[str, Any]
    out: str
    err: str

    @property
    def outcomes(self) -> dict[str, str]:
        return {rule["id"]: rule["outcome"] for rule in self.report["rules"]}


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PACKAGE / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


@pytest.fixture
def implementation(tmp_path: Path) -> Callable[..., Path]:
    """Write an implementation whose simple_fargs runs ``body`` first, with ``head`` at its import."""

    def write(body: str = "pass", head: str = "") -> Path:
        file = tmp_path / "impl.py"
        file.write_text(head + GOOD.replace("{body}", body.replace("\n", "\n    ")), "utf-8")
        return file

    return write


@pytest.fixture
def run(
    tmp_path: Path, schema: dict[str, Any], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Run the program over the miniature suite and validate its report."""
    # These tests may run in a job on GitHub themselves.
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def start(target: Path | str, *options: str, checks: Path = CHECKS) -> Outcome:
        file = tmp_path / "report.json"
        file.unlink(missing_ok=True)
        arguments = ["run", str(target), "--json", str(file), "--checks", str(checks), "-j", "1", *options]
        try:
            code = cli.main(arguments)
        except SystemExit as leaving:
            code = int(str(leaving.code))
        report = json.loads(file.read_text("utf-8")) if file.exists() else {}
        if report:
            jsonschema.validate(report, schema)
            assert report["verdict"] == "incomplete" or report["planned"] == report["reported"]
        captured = capfd.readouterr()
        return Outcome(code, report, captured.out, captured.err)

    return start
