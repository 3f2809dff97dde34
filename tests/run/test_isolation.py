"""Whatever an implementation does, it costs the rule in hand and nothing else; see tests/hostile for its ways."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command.program import Outcome

Write = Callable[..., Path]
Run = Callable[..., Outcome]


def test_a_target_that_is_no_python_is_an_adapter_error(implementation: Write, run: Run) -> None:
    """A target that can't be compiled is exit 2 with one clear line that names it."""
    target = implementation(head="def (\n")
    result = run(target)
    assert (2, "adapter-error", 1) == (result.code, result.report["verdict"], result.err.count("\n"))
    assert str(target) in result.err
    assert "SyntaxError" in result.err


def test_a_hang_has_a_replay_token(implementation: Write, run: Run) -> None:
    """The token of the history in hand is known although the process that ran it is gone."""
    result = run(implementation("while True: pass"), "--deadline", "1")
    hung = {rule["id"]: rule["replay"] for rule in result.report["rules"]}
    assert hung["FARGS.input"] == "probe:input"


def test_a_conforming_implementation(implementation: Write, run: Run) -> None:
    """Without any fault the verdict is conformant, and the histories are counted."""
    result = run(implementation())
    assert (result.code, result.report["verdict"]) == (0, "conformant")
    assert result.report["explored"]["histories"] == 3
    assert result.report["implementation"]["version"] == "7"


@pytest.mark.parametrize("options", [("-j", "3"), ("--in-process",)])
def test_every_way_of_running_says_the_same(options: tuple[str, ...], implementation: Write, run: Run) -> None:
    """Several workers, one worker and no worker give the same report but for times."""
    target = implementation("return 1")
    expected, found = run(target).report, run(target, *options).report
    for report in (expected, found):
        report["explored"]["seconds"] = 0
    assert expected == found


def test_lingering_children_are_ended(implementation: Write, run: Run, tmp_path: Path) -> None:
    """No process of the implementation outlives the run."""
    file = tmp_path / "pid"
    child = "import os, time\npid = os.fork()\nif pid == 0: time.sleep(600)\n"
    body = child + f"open({str(file)!r}, 'w').write(str(pid))"
    run(implementation(body))
    assert _gone(int(file.read_text()))


def _gone(pid: int) -> bool:
    """Whether the process is no more, or only waits to be buried by the system."""
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_hang_in_the_smoke_step_is_left_to_the_rules(implementation: Write, run: Run) -> None:
    """An implementation that can be talked to but hangs is no broken adapter: every rule is still judged."""
    target = implementation()
    target.write_text(target.read_text().replace("return fargs(args", "while True: pass\n    return fargs(args"))
    result = run(target, "--deadline", "1")
    assert (result.code, set(result.outcomes.values())) == (0, {"passed"})


BROKEN_CHECKS = {
    "import": "import nosuchmodule\n",
    "error": "import pytest\n@pytest.mark.verifies('FARGS.input')\ndef test_x(): raise ValueError('boo')\n",
    "none": "",
}


@pytest.mark.parametrize("name", BROKEN_CHECKS)
def test_a_broken_suite_is_incomplete(name: str, implementation: Write, run: Run, tmp_path: Path) -> None:
    """A failure of the suite itself is exit 3, never a verdict on the implementation."""
    checks = tmp_path / "broken"
    checks.mkdir()
    (checks / "test_broken.py").write_text(BROKEN_CHECKS[name])
    result = run(implementation(), checks=checks)
    assert (result.code, result.report["verdict"]) == (3, "incomplete")


def test_an_interrupted_run_reports_what_it_has(
    implementation: Write, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends a run with a truthful partial report: verdict `incomplete`, exit code 3."""
    calls: list[int] = []

    def wait(workers: object) -> None:
        calls.append(1)
        if len(calls) > 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("taskloop_conformance.run.supervise._wait_for_any", wait)
    result = run(implementation())
    assert (3, "incomplete") == (result.code, result.report["verdict"])
    assert any("interrupted" in error for error in result.report["errors"])
    assert result.report["reported"] < max(1, result.report["planned"]) or result.report["planned"] == 0


def test_a_worker_that_grows_is_replaced(implementation: Write, run: Run) -> None:
    """An implementation that keeps everything makes no run endless: a fresh worker goes on, and one note says why."""
    target = implementation("KEPT.append([[] for _ in range(300_000)])", head="KEPT = []\n")
    result = run(target)
    assert (0, {"passed"}) == (result.code, set(result.outcomes.values()))
    assert ["a worker was replaced: the implementation keeps objects of histories that are over"] == (
        result.report["notes"]
    )


def test_a_worker_that_does_not_grow_stays(implementation: Write, run: Run) -> None:
    """What is let go again, however much it was, replaces no worker."""
    assert [] == run(implementation("[[] for _ in range(300_000)]")).report["notes"]
