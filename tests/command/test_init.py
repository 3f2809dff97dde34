"""`init MODULE:CLASS`: an adapter's skeleton, a test and a CI job from the methods of a class."""

from __future__ import annotations

from pathlib import Path

import pytest

from taskloop_conformance.command import program as cli
from taskloop_conformance.command.init import render
from taskloop_conformance.command.inspected import inspect_class

SKELETONS = Path(__file__).parent / "skeletons"
MODULE = "tests.command.skeletons.loops"
ROOT = Path(__file__).parents[2]
WRITTEN = ["conformance_adapter.py", "test_conformance.py", ".github/workflows/conformance.yml"]


@pytest.mark.parametrize("name", ["Repeater", "Ticker", "Conveyor"])
def test_the_skeleton_is_what_stands_beside(name: str) -> None:
    """`make lint` type-checks the committed skeletons, so they have to be what is written."""
    expected = (SKELETONS / f"{name.lower()}_adapter.py").read_text("utf-8")
    assert expected == render("adapter.py.tmpl", inspect_class(f"{MODULE}:{name}"))


@pytest.mark.parametrize("name", ["Repeater", "Ticker", "Conveyor"])
def test_the_skeleton_can_be_validated(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`check` accepts what is written for a class with the usual methods, and the hint is the command that does it."""
    monkeypatch.chdir(ROOT)
    assert 0 == cli.main(["init", f"{MODULE}:{name}", "--folder", str(tmp_path)])
    hint = capfd.readouterr().out.splitlines()[-1]
    assert hint == f"Next:  taskloop-conformance check conformance_adapter:adapter --path {tmp_path}"
    code = cli.main(hint.removeprefix("Next:  taskloop-conformance ").split())
    assert (0, True) == (code, "It can be validated" in capfd.readouterr().out)
    assert WRITTEN == [file for file in WRITTEN if (tmp_path / file).is_file()]


@pytest.mark.parametrize("there", WRITTEN)
def test_nothing_is_overwritten(there: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where one of the files is there already, none is written."""
    (tmp_path / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / there).write_text("mine")
    assert 2 == cli.main(["init", f"{MODULE}:Repeater", "--folder", str(tmp_path)])
    assert f"{there} is there already, and nothing was written" in capsys.readouterr().err
    assert ["mine"] == [file.read_text() for file in tmp_path.rglob("*") if file.is_file()]


BAD_CLASSES = {
    "no.colon": "is no MODULE:CLASS",
    "no_such_module:X": "no_such_module can't be imported: ModuleNotFoundError",
    f"{MODULE}:Repeatr": "did you mean Repeater?",
    "json:loads": "json has no class 'loops'".replace("loops", "loads"),
    "json:JSONDecoder": "has no method that starts it (create, start,",
}


@pytest.mark.parametrize("target", BAD_CLASSES)
def test_a_class_that_can_not_be_used(target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says what is wrong with the class, and nothing is written."""
    assert 2 == cli.main(["init", target, "--folder", str(tmp_path)])
    captured = capsys.readouterr()
    assert (1, True, []) == (captured.err.count("\n"), BAD_CLASSES[target] in captured.err, list(tmp_path.iterdir()))


def test_what_must_be_given_and_can_not_be_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parameter without a known meaning is left to the reader, and named."""
    (tmp_path / "colours.py").write_text(
        "class Loop:\n    def __init__(self, coro, colour): ...\n    def start(self): ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    found = inspect_class("colours:Loop")
    assert (("colour",), ["pause", "stop", "cancel", "payload"]) == (found.unknown, found.without)
    assert "colour=...,  # TODO" in render("adapter.py.tmpl", found)


def test_the_workflow_names_the_adapter() -> None:
    """The CI job runs the adapter, and no placeholder is left in it."""
    text = render("workflow.yml.tmpl", inspect_class(f"{MODULE}:Repeater"))
    assert "taskloop-conformance run conformance_adapter:adapter" in text
    assert ['      - run: python -m pip install . "$SUITE"'] == [line for line in text.splitlines() if "$" in line]
