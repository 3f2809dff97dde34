"""One worker's share of the checks: a process, and its successors when it doesn't survive."""

from __future__ import annotations

import time

from ..model.printable import printable
from ..record.progress import SIZE
from .channel import LOST, ChannelError
from .interrupts import held_back
from .limits import DEADLINE_AFTER_HANG, Limits
from .messages import accept
from .process import Process, how_it_ended
from .records import Plan, Record, Request, short_name

#: A longer token isn't repeated in the sentence: it stands in the command that shows the history again.
_SHOWN = 200


class Share:
    """Runs its checks to the end, whatever becomes of the processes; ``messages`` holds what they said.

    A check is charged with the end of the process that ran it.
    """

    def __init__(self, request: Request, shard: tuple[int, int], scratch: str) -> None:
        self.request, self.shard, self.scratch = request, shard, scratch
        self._deadline = request.deadline
        self.left: Plan | None = None
        self.messages: list[Record] = []
        self.finished = False
        self._lost_rules: set[str] = set()
        self._skip_smoke = False
        self._last_check: tuple[str, list[str]] | None = None
        self._start()

    def _start(self) -> None:
        """Start a process for the checks that are left."""
        only = None if self.left is None else [check for check, _ in self.left]
        self.process = Process(self.request, self.shard, only, self._skip_smoke, self.scratch)
        self._stage = "starting"
        self._current: tuple[str, list[str]] | None = None
        self._done = self._retired = False
        self._check_began = time.monotonic()
        self._limits = Limits(self._deadline, self._check_began)

    def end(self) -> None:
        """End the process, if there is one."""
        self.process.end()

    def excuse(self, seconds: float) -> None:
        """Forgive a time in which this parent itself didn't run: the machine or the user had stopped it."""
        self._limits.excuse(seconds)

    def supervise(self) -> None:
        """See what the process has sent, whether it has ended, and whether it hangs; act on it."""
        try:
            ended = self.process.has_ended()
            self.hear()
        except ChannelError as error:
            self.process.end()
            self._lose("crashed", str(error))
            return
        if self._done:
            self.process.end()
            self._conclude()
        elif ended or self.process.closed:
            ended = ended or self.process.ends_soon()
            code = self.process.end()
            lost = not ended or code == LOST
            self._lose("crashed", "it closed the channel to the suite" if lost else how_it_ended(code))
        elif limit := self._limit_passed():
            self.process.end()
            self._deadline = min(self._deadline, DEADLINE_AFTER_HANG)
            self._lose("hung", limit)

    # Messages

    def hear(self) -> None:
        """Take what the process has sent; raises :class:`.channel.ChannelError`."""
        with held_back():
            for value in self.process.read():
                self._limits.sign(time.monotonic())
                self._handle(value)

    def _handle(self, value: object) -> None:
        message = accept(value)
        if message is None:
            self.messages.append({"suite-error": "a worker sent a message that is none"})
            return
        if "stage" in message:
            self._stage = message["stage"]
            return
        if "hello" in message:
            self._stage = "checking"
            if self.left is None:
                index, count = self.shard
                self.left = [(check, rules) for check, rules in message["hello"]["plan"]][index::count]
        elif "start" in message:
            self._current = (message["start"], message["rules"])
            self._check_began = time.monotonic()
            self._limits.begin_check(self._check_began)
        elif "check" in message:
            self._last_check = (message["check"], message["rules"])
            self._settle(message["check"])
        elif "done" in message:
            self._done = True
        elif "retire" in message:
            self._retired = True
            message = {"note": f"a worker was replaced: {message['retire']}"}
        self.messages.append(message)

    def _settle(self, check: str) -> None:
        """A check needs no more running."""
        self._current = None
        left = self.left or []
        # Nearly always it is the first: looking through a thousand for each of a thousand checks would be felt.
        first = next((number for number, (planned, _) in enumerate(left) if planned == check), None)
        if first is not None:
            del left[first]

    def _limit_passed(self) -> str:
        # An import has nothing to do with the check that hung before: it has the whole deadline again.
        whole = self._stage in ("loading", "smoke")
        self._limits.deadline = self.request.deadline if whole else self._deadline
        progress, in_check = self.process.progress(), self._current is not None
        return self._limits.passed(time.monotonic(), progress, self._stage, in_check=in_check)

    # Losses

    def _lose(self, outcome: str, how: str) -> None:
        """The process is gone: charge it, and go on without what it was doing."""
        if self._stage in ("starting", "loading"):
            verb = f"did not end: {how}" if outcome == "hung" else f"ended the process: {how}"
            self.messages.append({"adapter-error": f"{self.request.target}: its import {verb}"})
            self.finished = True
        elif self._stage == "smoke":
            # The adapter is there, and the implementation misbehaves: the checks can say by which rule.
            self._skip_smoke = True
            self._start()
        elif self.left is None or (self._current is None and self._last_check is None):
            where = "before its first check" if self._stage == "checking" else "while the checks were collected"
            self.messages.append({"suite-error": f"a worker was lost {where}: {how}"})
            self.finished = True
        else:
            self._charge(outcome, how)
            self._skip_smoke = True
            self._go_on()

    def _charge(self, outcome: str, how: str) -> None:
        """The check in hand has cost the process; between two checks, the one that was last did."""
        charged = self._current or self._last_check
        assert charged is not None
        check, rules = charged
        progress = self.process.progress()
        where = f"in the check {short_name(check)}"
        if self._current is None:
            where = f"after the check {short_name(check)} had ended and before the next began"
        # The worker wipes the board when a check begins, so a token is of this very check.
        token = printable(progress.token, SIZE)
        during = f" (while running {token})" if 0 < len(token) <= _SHOWN else ""
        self.messages.append(
            {
                "check": check,
                "rules": rules,
                "outcome": outcome,
                "findings": [],
                "at_the_end": False,
                "message": f"{how[0].upper()}{how[1:]} {where}{during}.",
                "lacks": "",
                "replay": token,
                "histories": 0,
                "seconds": time.monotonic() - self._check_began,
            }
        )
        self._settle(check)
        self._last_check = None
        self._lost_rules.update(rules)
        # A rule that is lost stays lost: running its other checks could only cost time.
        self.left = [(c, r) for c, r in self.left or [] if not r or not self._lost_rules.issuperset(r)]

    def _go_on(self) -> None:
        if self.left:
            self._start()
        else:
            self.finished = True

    def _conclude(self) -> None:
        """The process says that it is done; see whether anything is left over all the same."""
        if self._retired:
            self._skip_smoke = True
            self._last_check = None
            self._go_on()
            return
        self.finished = True
        if self.left:
            self.messages.append({"suite-error": f"{len(self.left)} planned checks were not run"})
