"""What GitHub Actions is told: workflow commands in the log and a summary on the job's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from taskloop_conformance.command import program
from taskloop_conformance.report.github import summary, workflow_commands, write_summary
from tests.command.program import CHECKS
from tests.report.results import RESULTS, a_report


def test_each_broken_rule_is_annotated() -> None:
    """A MUST is an error, a SHOULD a warning, a known failure a notice; the target's file is named."""
    lines = workflow_commands(a_report())
    heads = [line.split("::")[1] for line in lines]
    assert heads == [
        "error file=impl.py,title=STOP.ends (failed)",
        "error file=impl.py,title=STOP.completes (hung)",
        "warning file=impl.py,title=CANCEL.clean (failed)",
        "notice file=impl.py,title=CANCEL.ends (known)",
    ]


def test_what_has_a_meaning_in_a_command_is_written_as_a_code() -> None:
    """Per cent signs and line ends of a message can't end the command or be taken for codes."""
    (line,) = workflow_commands(a_report(RESULTS[1]))
    assert line.endswith("::a call: p0, 100%25; allowed: nothing")
    named = replace(a_report(RESULTS[1]), target="a,b:c.py")
    assert "file=a%2Cb%3Ac.py," in workflow_commands(named)[0]


def test_more_than_github_shows_is_said() -> None:
    """Of eleven errors GitHub would drop one without a word: the tenth says how many there are."""
    lines = workflow_commands(a_report(*[RESULTS[2]] * 11))
    assert (10, True) == (len(lines), lines[-1].endswith("and 2 more: see the log of this step"))


def test_the_summary_is_a_table() -> None:
    """The summary names the target, the verdict and each rule that isn't passed; no cell breaks the table."""
    text = summary(a_report(errors=("lost | found",)))
    assert "### TaskLoop conformance of `impl.py`: incomplete" in text
    assert "- lost \\| found" in text
    assert "| STOP.completes | MUST | hung | It hung \\| in test_x. |" in text
    assert "PAUSE.holds" not in text


def test_the_summary_is_added_to_what_is_there(tmp_path: Path) -> None:
    """Other steps write to the same file; one that can't be written is no error."""
    file = tmp_path / "summary.md"
    file.write_text("before\n")
    write_summary(a_report(), {"GITHUB_STEP_SUMMARY": str(file)})
    assert file.read_text("utf-8").startswith("before\n### TaskLoop")
    write_summary(a_report(), {"GITHUB_STEP_SUMMARY": str(tmp_path)})
    write_summary(a_report(), {})


@pytest.mark.parametrize("there", ["true", ""])
def test_a_run_on_github_annotates(
    there: str, implementation: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing but the environment asks for it, and nothing is printed elsewhere."""
    monkeypatch.setenv("GITHUB_ACTIONS", there)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert 1 == program.main(["run", str(implementation("return 1")), "--checks", str(CHECKS), "-j1"])
    assert bool(there) == ("::error file=" in capfd.readouterr().out)
