"""The parent: runs the checks in worker processes and stays right about what was planned and reported.

Whatever the implementation does to its worker costs the check it was in.  A worker that says nothing for
too long is killed with its whole process group; one that ends early is replaced by another for the checks
that are left.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from ..paths import CHECKS, ROOT
from ..record import progress
from .results import Record
from .worker import BOARD_SIZE, Orders

Plan = list[tuple[str, list[str]]]

#: After the first hang there is little doubt about the next silence (seconds).
DEADLINE_AFTER_HANG = 2.0
#: How long a worker may take for what is no work of the implementation (seconds).
_STARTING = 60.0
#: An implementation that answers, but slowly, may take this many deadlines for one check.
PATIENCE = 30
MEMORY = 2 << 30


@dataclass
class Collected:
    """All that the checks told: the plan, one record per check, and what went wrong outside any check."""

    version: str = ""
    python: str = ""
    profiles: list[str] = field(default_factory=list)
    plan: Plan = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    adapter_error: str = ""
    seconds: float = 0.0

    def take(self, message: Record) -> None:
        """File one message of a worker, or of a run in this process."""
        if "adapter-error" in message:
            self.adapter_error = self.adapter_error or message["adapter-error"]
        elif "suite-error" in message:
            if message["suite-error"] not in self.errors:
                self.errors.append(message["suite-error"])
        elif "hello" in message:
            hello = message["hello"]
            self.version, self.python, self.profiles = hello["version"], hello["python"], hello["profiles"]
            self.plan = [(check, rules) for check, rules in hello["plan"]]
        elif "check" in message:
            self.records.append(message)


@dataclass
class Request:
    """What is to be run: the target, where to find it, how much; ``deadline`` is in seconds of silence."""

    target: str
    path: str | None = None
    checks: Path = CHECKS
    effort: str = ""
    selected: list[str] | None = None
    jobs: int = 1
    deadline: float = 10.0
    memory: int = MEMORY
    on_record: Callable[[Record, Plan], None] | None = None


class Worker:
    """One share of the checks: a process, and its successors when it doesn't survive."""

    def __init__(self, request: Request, shard: tuple[int, int]) -> None:
        self.request, self.shard = request, shard
        self.deadline = request.deadline
        self.left: list[tuple[str, list[str]]] | None = None
        self.lost_rules: set[str] = set()
        self.messages: list[Record] = []
        self.finished = False
        self.skip_smoke = False
        self.start()

    def start(self) -> None:
        """Start a process for the checks that are left."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        with tempfile.TemporaryFile() as file:
            file.truncate(BOARD_SIZE)
            self.board = mmap.mmap(file.fileno(), BOARD_SIZE)
            request = self.request
            only = None if self.left is None else [check for check, _ in self.left]
            orders = Orders(
                request.target,
                request.path,
                str(request.checks),
                request.effort,
                request.selected,
                only,
                (0, 1) if only is not None else self.shard,
                self.skip_smoke,
                request.memory,
                writing,
                file.fileno(),
            )
            root = str(ROOT)
            code = f"import sys; sys.path.append({root!r}); from taskloop_conformance.run.worker import main; main()"
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(writing, file.fileno()),
                start_new_session=True,
            )
        os.close(writing)
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(orders.to_json().encode())
            self.process.stdin.close()
        self.reading, self.buffer, self.stage = reading, b"", "starting"
        self.current: tuple[str, list[str]] | None = None
        self.done = self.closed = False
        self.seen_history = ""
        self.last_sign = self.check_began = time.monotonic()

    def read(self) -> None:
        """Take in what the process has written so far."""
        while True:
            try:
                data = os.read(self.reading, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self.closed = True
                return
            self.last_sign = time.monotonic()
            *lines, self.buffer = (self.buffer + data).split(b"\n")
            for line in lines:
                try:
                    message = json.loads(line)
                except ValueError:
                    continue  # the implementation wrote where it had nothing to write
                if isinstance(message, dict):
                    self.handle(message)

    def handle(self, message: Record) -> None:
        """One message of the process."""
        if "stage" in message:
            self.stage = message["stage"]
            return
        if "hello" in message:
            self.stage = "checking"
            if self.left is None:
                index, count = self.shard
                self.left = [(check, rules) for check, rules in message["hello"]["plan"]][index::count]
        elif "start" in message:
            self.current = (message["start"], message["rules"])
            self.check_began = time.monotonic()
        elif "check" in message:
            self.settle(message["check"])
        elif "done" in message:
            self.done = True
        self.messages.append(message)

    def settle(self, check: str) -> None:
        """A check needs no more running."""
        self.current = None
        self.left = [entry for entry in self.left or [] if entry[0] != check]

    def supervise(self) -> None:
        """See whether the process has ended, or hangs, and act."""
        ended = _has_ended(self.process)
        self.read()
        if self.done or ended or self.closed:
            if self.closed and not ended and not self.done:
                ended = _wait_a_moment(self.process)
            code = self.kill()
            if not self.done:
                self.lose("crashed", _how_it_ended(code) if ended else "it closed the channel to the suite")
            else:
                self.conclude()
            return
        now = time.monotonic()
        history = progress.read(self.board)
        if history != self.seen_history:
            self.seen_history, self.last_sign = history, now
        too_long = self.current is not None and now - self.check_began > PATIENCE * self.deadline
        # Before the import, and while checks are collected, the suite itself is at work.
        allowed = _STARTING if self.stage in ("starting", "collecting") else self.deadline
        if now - self.last_sign > allowed or too_long:
            self.kill()
            self.deadline = min(self.deadline, DEADLINE_AFTER_HANG)
            self.lose("hung", "it gave no sign of life until the deadline")

    def kill(self) -> int:
        """End the whole process group, children of the implementation included; gives the exit code."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        os.close(self.reading)
        return code

    def lose(self, outcome: str, how: str) -> None:
        """The process is gone: charge it, and go on without what it was doing."""
        if self.stage in ("starting", "loading"):
            verb = "did not end" if outcome == "hung" else f"ended the process: {how}"
            self.messages.append({"adapter-error": f"{self.request.target}: its import {verb}"})
            self.finished = True
        elif self.stage == "smoke":
            # The adapter is there, and the implementation misbehaves: the checks can say by which rule.
            self.skip_smoke = True
            self.start()
        elif self.current is None or self.left is None:
            where = "between two checks" if self.stage == "checking" else "while the checks were collected"
            self.messages.append({"suite-error": f"a worker was lost {where}: {how}"})
            self.finished = True
        else:
            check, rules = self.current
            token = progress.read(self.board)
            during = f" (while running {token})" if token else ""
            message = f"{how[0].upper()}{how[1:]} in the check {short_name(check)}{during}."
            self.messages.append(
                {
                    "check": check,
                    "rules": rules,
                    "outcome": outcome,
                    "findings": [],
                    "message": message,
                    "replay": token,
                    "histories": 0,
                    "seconds": time.monotonic() - self.check_began,
                }
            )
            self.settle(check)
            self.lost_rules.update(rules)
            self.skip_smoke = True
            # A rule that is lost stays lost: running its other checks could only cost time.
            self.left = [(c, r) for c, r in self.left if not r or not self.lost_rules.issuperset(r)]
            if self.left:
                self.start()
            else:
                self.finished = True

    def conclude(self) -> None:
        """See whether anything is left over although the process said that it was done."""
        self.finished = True
        if self.left:
            self.messages.append({"suite-error": f"{len(self.left)} planned checks were not run"})


def short_name(check: str) -> str:
    """A node id without its folders."""
    return check.rpartition("/")[2]


def run_isolated(request: Request) -> Collected:
    """Run everything in worker processes; always comes back, in bounded time."""
    began = time.monotonic()
    collected = Collected()
    jobs = max(1, request.jobs)
    workers = [Worker(request, (index, jobs)) for index in range(jobs)]
    try:
        while any(not worker.finished for worker in workers) and not collected.adapter_error:
            _wait_for_any([worker for worker in workers if not worker.finished])
            for worker in workers:
                if not worker.finished:
                    worker.supervise()
                for message in worker.messages:
                    collected.take(message)
                    if request.on_record is not None and "check" in message:
                        request.on_record(message, collected.plan)
                worker.messages.clear()
    except KeyboardInterrupt:
        collected.errors.append("interrupted: only what was judged until then is reported")
    finally:
        for worker in workers:
            if not worker.finished:
                worker.kill()
    collected.seconds = time.monotonic() - began
    order = {check: index for index, (check, _) in enumerate(collected.plan)}
    collected.records.sort(key=lambda record: order.get(record["check"], len(order)))
    return collected


def _wait_for_any(workers: Collection[Worker]) -> None:
    """Until one of them writes, or a twentieth of a second has passed."""
    with selectors.DefaultSelector() as selector:
        for worker in workers:
            if not worker.closed:
                selector.register(worker.reading, selectors.EVENT_READ)
        selector.select(0.05)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process has ended, without reaping it: its group must stay its own until it is killed."""
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _wait_a_moment(process: subprocess.Popen[bytes]) -> bool:
    """A closed channel mostly means a process that is just ending."""
    for _ in range(20):
        if _has_ended(process):
            return True
        time.sleep(0.01)
    return False


def _how_it_ended(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"the process was ended by {signal.Signals(-code).name}"
    return f"the process ended with exit code {code}"
