"""A chain under watch: what may be seen of it from outside is checked at every call."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tasktools.taskloop import Control, State, TaskLoop

#: The states in which a user coroutine may begin.
CALLED_IN = {State.RUNNING, State.PAUSING, State.STOPPING, State.CANCELLING}
FINAL = (Control.STOP, Control.CANCEL)


@dataclass
class Ledger:
    """What happened in one soak: counts, and what should not have happened (the first few in words)."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def check(self, holds: bool, words: str) -> None:
        """Note a broken invariant."""
        if not holds:
            self.counts["broken invariants"] += 1
            if len(self.broken) < 20:
                self.broken.append(words)


class Watched:
    """One chain that counts: iteration N is called with N, lasts ``period`` seconds and gives N + 1.

    Checked at every call: the number follows the last one without a gap, no other iteration of the chain is active,
    the chain's state is one in which it may call, and no signal forbids the call. ``allowed`` is how many calls may
    still begin: None without a limit; 1 when a signal came between two iterations, where the next may be on its way.
    """

    __slots__ = ("active", "allowed", "calls", "expected", "final", "ledger", "period", "taskloop")

    def __init__(self, ledger: Ledger, period: float) -> None:
        self.ledger = ledger
        self.period = period
        self.expected = self.calls = 0
        self.active = self.final = False
        self.allowed: int | None = None
        self.taskloop = TaskLoop(self.work, [0])

    def begins(self, number: int) -> None:
        """Check what must hold when the user coroutine is called."""
        check = self.ledger.check
        self.calls += 1
        self.ledger.counts["iterations"] += 1
        check(number == self.expected, f"called with {number} instead of {self.expected}: {self.taskloop!r}")
        check(not self.active, f"two iterations at once: {self.taskloop!r}")
        check(self.taskloop.state in CALLED_IN, f"called in the state {self.taskloop.state}: {self.taskloop!r}")
        if self.allowed is not None:
            check(self.allowed > 0, f"called after PAUSE, STOP or CANCEL: {self.taskloop!r}")
            self.allowed -= 1

    async def work(self, number: int) -> list[Any]:
        """Be one iteration."""
        self.begins(number)
        self.active = True
        try:
            await asyncio.sleep(self.period)
        finally:
            self.active = False
        self.expected = number + 1
        return [number + 1]

    def signal(self, control: Control) -> None:
        """Give a signal, and remember which calls it leaves possible."""
        self.ledger.counts[control.name] += 1
        if not self.final:
            if control is Control.CONTINUE:
                self.allowed = None
            elif control is Control.CANCEL or self.active:
                self.allowed = 0
            elif self.allowed is None:
                self.allowed = 1
            self.final = control in FINAL
        elif control is Control.CANCEL:
            self.allowed = 0
        self.taskloop.signal(control)


class Population:
    """Very many watched chains at mixed frequencies, and a random hand that signals them."""

    def __init__(self, ledger: Ledger, chance: random.Random, chains: int, periods: tuple[float, float]) -> None:
        self.ledger = ledger
        self.chance = chance
        self.periods = periods
        self.members = [self.new() for _ in range(chains)]

    def new(self) -> Watched:
        """Start one chain; its period lies between the two limits, evenly on a logarithmic scale."""
        low, high = self.periods
        member = Watched(self.ledger, low * (high / low) ** self.chance.random())
        member.taskloop.create()
        self.ledger.counts["chains started"] += 1
        return member

    def signal_one(self) -> None:
        """Give a random signal to a random chain; one that has ended makes room for a new chain."""
        place = self.chance.randrange(len(self.members))
        member = self.members[place]
        if member.taskloop.state is State.ENDED:
            self.ledger.counts["chains ended"] += 1
            self.members[place] = self.new()
            return
        kinds = (Control.PAUSE, Control.CONTINUE, Control.STOP, Control.CANCEL)
        member.signal(self.chance.choices(kinds, (40, 50, 5, 5))[0])

    async def all_go_on(self) -> None:
        """Let every chain go on, and check that each one that has not ended does."""
        before = [member.calls for member in self.members]
        for member in self.members:
            member.signal(Control.CONTINUE)
        # Whoever is in an iteration ends it, whoever is paused begins one; twice the longest is enough for both.
        await asyncio.sleep(2 * self.periods[1])
        for calls, member in zip(before, self.members, strict=True):
            self.ledger.check(member.final or member.calls > calls, f"lost: {member.taskloop!r}")

    async def end(self) -> None:
        """Stop one half, cancel the other, and wait for all."""
        for number, member in enumerate(self.members):
            member.signal(FINAL[number % 2])
        for member in self.members:
            await member.taskloop
            self.ledger.counts["chains ended"] += 1
