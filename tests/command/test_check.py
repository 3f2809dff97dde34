"""`check TARGET`: whether a target can be validated, and what to do where it can't."""

from __future__ import annotations

from pathlib import Path

import pytest

from taskloop_conformance.command import program as cli

PARTLY = """
import asyncio

class TaskLoop:
    def __init__(self, coro, coro_args=(), coro_kwargs=None, *, fargs=None, time_pause=1):
        self.coro, self.args = coro, coro_args

    def create(self):
        return asyncio.ensure_future(self.coro(*self.args))

    def stop(self):
        pass
"""


def check(target: Path | str, capfd: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    code = cli.main(["check", str(target), *options])
    captured = capfd.readouterr()
    return code, (captured.out + captured.err).splitlines()


@pytest.mark.parametrize("options", [(), ("--in-process",)])
def test_the_reference(options: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    """What can be validated is exit 0: both profiles, legal histories, and the command that validates it."""
    code, said = check("tasktools.taskloop", capfd, *options)
    kinds = [line.split()[0] for line in said if line and not line.startswith("It")]
    assert (0, ["loaded", "control", "functions", *["history"] * 5]) == (code, kinds)
    assert said[-1] == "It can be validated:  taskloop-conformance run tasktools.taskloop"


def test_what_is_missing_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Missing methods and a history that can't run are problems, exit 1, and nothing is said to be ready."""
    (tmp_path / "partly.py").write_text(PARTLY)
    code, said = check(tmp_path / "partly.py", capfd)
    problems = [line for line in said if line.startswith("problem")]
    assert 1 == code
    assert "missing: TaskLoop.pause, TaskLoop.task_continue, TaskLoop.cancel; add it" in problems[0]
    assert any("wait: breaks MASK.arguments" in line for line in problems)
    assert said[-1].startswith("Mend that first")


def test_what_hangs_is_ended(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An import that doesn't end is cut off at the deadline."""
    (tmp_path / "hangs.py").write_text("while True: pass\n")
    code, said = check(tmp_path / "hangs.py", capfd, "--deadline", "1")
    assert (1, ["hung: it did not end within 1 s; --deadline SECONDS gives it more"]) == (code, said)


@pytest.mark.parametrize("target", ["nosuch.py", "json", "json:nothing"])
def test_what_can_not_be_loaded(target: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A target that isn't there, or offers nothing, is exit 2 and one line."""
    code, said = check(target, capfd)
    assert (2, 1) == (code, len(said))


def test_an_adapter_is_not_asked_for_what_it_says_it_lacks(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Histories with signals that an adapter has no notion of aren't run."""
    (tmp_path / "unpausable.py").write_text(
        "from tasktools.taskloop import TaskLoop\n"
        "class Adapter:\n"
        "    name = version = 'x'\n"
        "    profiles, without = frozenset({'control'}), frozenset({'pause', 'cancel'})\n"
        "    def start(self, coro, args, kwargs, *, fargs, time_pause, default_loop=False):\n"
        "        chain = TaskLoop(coro, args, kwargs, fargs=fargs, time_pause=time_pause)\n"
        "        return chain, chain.create()\n"
        "adapter = Adapter()\n"
    )
    code, said = check("unpausable:adapter", capfd, "--path", str(tmp_path))
    histories = [line.split()[1] for line in said if line.startswith("history")]
    assert (0, ["wait:", "wait:1w=STOP"]) == (code, histories)
