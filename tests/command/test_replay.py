"""`replay`: step by step, against a second implementation, in the debugger, and a token in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from taskloop_conformance.command import program as cli

Replay = Callable[..., tuple[int, str]]
TOKEN = "wait:1w=PAUSE,1+2=CONTINUE,2w=CANCEL"

#: An implementation that forgets the payload of a pause and can't be cancelled, and one that does all of it right.
TARGETS = """
from tests.faults.clean import Chain, Clean


class Faulty(Chain):
    def begin_pause(self):
        self.kept = self.first
        super().begin_pause()

    def cancel(self):
        raise RuntimeError("not written yet")


good, bad = Clean(), Clean()
bad.chain_type = Faulty
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the targets are: one place, since a module is imported once."""
    path = tmp_path_factory.mktemp("targets")
    (path / "replayed.py").write_text(TARGETS, encoding="utf-8")
    return path


@pytest.fixture
def replay(folder: Path, capsys: pytest.CaptureFixture[str]) -> Replay:
    """Run the command in this process; gives its exit code and what it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        code = cli.main(["replay", "--in-process", "--path", str(folder), *arguments])
        return code, capsys.readouterr().out

    return run


def test_every_event_with_what_was_possible(replay: Replay) -> None:
    """Each event is shown with its turn and the positions that explain all events up to it, until none is left."""
    code, out = replay(TOKEN, "replayed:bad")
    steps = out.partition("Step by step:")[2]
    assert code == 1
    assert re.search(r"   0\.5     PAUSE  \(\d+\)\n           pausing: the user coroutine to go on\n", steps)
    assert re.search(r"   1\.5     CONTINUE  \(\d+\)\n           resuming: call p1 from 1\.5 to 1\.75 s\n", steps)
    assert re.search(r"-> 1\.5     call p0  \(\d+\)\n           nothing: no explanation is left\n", steps)


def test_every_finding_of_the_history(replay: Replay) -> None:
    """All that the history breaks is told, each by its smallest history."""
    _, out = replay(TOKEN, "replayed:bad")
    assert ["CONTINUE.kept-payload", "CANCEL.at-once"] == re.findall(r"^([A-Z]+\.[a-z-]+) \(MUST\)", out, re.MULTILINE)


def test_the_own_lines_of_an_exception(replay: Replay) -> None:
    """Below a signal that raised stand the implementation's own lines, and none of the suite's."""
    _, out = replay("wait:2w=CANCEL", "replayed:bad")
    raised = re.findall(r"raised at (.*)", out)
    # The faulty class stands on a clean one, whose wrapper is the implementation's as well.
    assert ["give", "cancel"] == re.findall(r", in (\w+): ", "\n".join(raised))
    assert raised[-1].endswith('replayed.py:11, in cancel: raise RuntimeError("not written yet")')


def test_a_legal_history(replay: Replay) -> None:
    """A legal history is shown step by step as well, and the exit code is 0."""
    code, out = replay(TOKEN, "replayed:good")
    assert (code, "legal: no rule is broken") == (0, out.strip().rpartition("\n")[2][:24])
    assert "nothing: no explanation is left" not in out


def test_two_side_by_side(replay: Replay) -> None:
    """With --against the two histories stand beside each other, differences marked, each with its verdict."""
    code, out = replay(TOKEN, "replayed:bad", "--against", "replayed:good")
    assert code == 1
    assert re.search(r"^1\.5     call p0 +\| 1\.5     call p1$", out, re.MULTILINE)
    assert re.search(r"^0\.5     PAUSE +  0\.5     PAUSE$", out, re.MULTILINE)
    assert "replayed:bad: CONTINUE.kept-payload; CANCEL.at-once" in out
    assert "replayed:good: legal" in out


def test_the_debugger_stops_at_the_divergence(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --debug Python's breakpoint is reached once, in the event that isn't allowed."""
    stops: list[str] = []
    monkeypatch.setattr("sys.breakpointhook", lambda: stops.append("stopped"))
    code, out = replay(TOKEN, "replayed:bad", "--debug")
    assert (1, ["stopped"]) == (code, stops)
    assert "CONTINUE.kept-payload: call p0 at 1.5 s; allowed: call p1" in out


def test_the_debugger_has_nowhere_to_stop(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where something owed doesn't happen, that is said instead."""
    monkeypatch.setattr("sys.breakpointhook", lambda: pytest.fail("there is no place to stop at"))
    code, out = replay("wait:1w=PAUSE", "replayed:good", "--debug")
    assert (0, "") == (code, out)


def test_a_token_in_words(replay: Replay) -> None:
    """With --explain a token is said in words, and no target is asked for."""
    code, out = replay("--explain", "args/raise@3+wait:A1w=PAUSE,A1+2=CONTINUE,B2s2=STOP,A0s0=CANCEL")
    assert code == 0
    assert [line.strip() for line in out.splitlines()][1:] == [
        "chain A: its user coroutine waits; raises in iteration 3",
        "chain B: its user coroutine waits a second (the second chain: one and a half, and so on)",
        "fargs gives a list of arguments",
        "chain A: PAUSE while the user coroutine waits in iteration 1",
        "chain A: CONTINUE 0.5 s after the end of iteration 1",
        "chain B: STOP 2 turns of the event loop after the end of iteration 2",
        "chain A: CANCEL right after the start, before the first step",
    ]


def test_debug_and_against_exclude_each_other(replay: Replay) -> None:
    """Two targets can't be debugged at once: a usage error."""
    code, _ = replay(TOKEN, "replayed:bad", "--against", "replayed:good", "--debug")
    assert code == 2


def test_a_page_with_every_step(replay: Replay, tmp_path: Path) -> None:
    """With --html a page of the same history is written, with turns and states; output and exit code stay."""
    file = tmp_path / "history.html"
    code, out = replay(TOKEN, "replayed:bad", "--html", str(file))
    page = file.read_text("utf-8")
    assert (1, replay(TOKEN, "replayed:bad")[1]) == (code, out)
    assert "CONTINUE.kept-payload" in page
    assert re.search(r"turn \d+: CONTINUE is given\. The chain is resuming; allowed next: call p1 from 1\.5", page)


def test_the_page_of_a_probe(replay: Replay, tmp_path: Path) -> None:
    """A probe's history has a page too, and a legal one says that no rule is broken."""
    file = tmp_path / "history.html"
    code, _ = replay("probe:mask-cancel", "replayed:good", "--html", str(file))
    assert (0, True) == (code, "No rule is broken by this history." in file.read_text("utf-8"))


def test_a_page_in_a_process_of_its_own(folder: Path, tmp_path: Path) -> None:
    """The process that runs the implementation writes the page, into the folder in which the user stands."""
    file = tmp_path / "history.html"
    assert 1 == cli.main(["replay", "--path", str(folder), TOKEN, "replayed:bad", "--html", str(file)])
    assert "CONTINUE.kept-payload" in file.read_text("utf-8")


@pytest.mark.parametrize("option", [["--against", "replayed:good"], ["--debug"], ["--explain"]])
def test_one_page_for_one_run(option: list[str], replay: Replay, tmp_path: Path) -> None:
    """A page shows one whole run: with what shows two, stops one or runs none it is a usage error."""
    file = tmp_path / "history.html"
    assert 2 == replay(TOKEN, "replayed:bad", *option, "--html", str(file))[0]
    assert not file.exists()


def test_a_page_that_can_not_be_written(replay: Replay, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in no folder is named before anything runs, and is a usage error."""
    file = tmp_path / "nowhere" / "history.html"
    code = cli.main(["replay", TOKEN, "replayed:bad", "--html", str(file)])
    answer = capsys.readouterr()
    assert (2, "") == (code, answer.out)
    assert f"can't write {file}: there is no folder" in answer.err
