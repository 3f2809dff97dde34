"""How long a worker may be silent, and how long one history may take.

Nothing limits a check as a whole: as long as histories begin it goes on, and their number is bounded. Whatever reads a
clock is outside: every method is told the time, in seconds.
"""

from __future__ import annotations

from ..record.progress import Progress

#: After the first hang there is little doubt about the next silence (seconds).
DEADLINE_AFTER_HANG = 2.0
#: How long a worker may take for what is no work of the implementation: to start, and to collect the checks (seconds).
#: It takes half a second; a machine with a cold disk and ten times the load is still within it.
STARTING = 60.0
#: An import may take so many deadlines: it is mostly that of large libraries, from a disk that may be cold.
LOADING = 3
#: One history may take so many deadlines while time passes on its event loop: a pause of an hour that looks for its
#: signal every five milliseconds takes half a minute, and is legal.
PATIENCE = 30


class Limits:
    """The limits of one worker process; ``deadline`` is in seconds of silence."""

    def __init__(self, deadline: float, now: float) -> None:
        self.deadline = deadline
        self._sign = self._history_began = now
        self._progress = Progress()

    def sign(self, now: float) -> None:
        """The worker has sent a message."""
        self._sign = now

    def begin_check(self, now: float) -> None:
        """A check begins, and with it what may be its first history."""
        self._sign = self._history_began = now

    def excuse(self, seconds: float) -> None:
        """Forgive a time in which the parent itself didn't run: the machine or the user had stopped it."""
        self._sign += seconds
        self._history_began += seconds

    def passed(self, now: float, progress: Progress, stage: str, *, in_check: bool) -> str:
        """The limit that has been passed, in words; "" for none.

        ``progress`` is what the worker shows; ``stage`` is one of its stages (see ``messages``), or ``starting``.
        """
        if progress != self._progress:
            if progress.histories != self._progress.histories:
                self._history_began = now
            self._progress, self._sign = progress, now
        # Before the import, and while checks are collected, the suite itself is at work.
        own = {"starting": STARTING, "collecting": STARTING, "loading": LOADING * self.deadline}
        silence = own.get(stage, self.deadline)
        if now - self._sign > silence:
            return f"it gave no sign of life for {silence:g} s (no history began, no time passed on its event loop)"
        longest = PATIENCE * self.deadline
        if in_check and now - self._history_began > longest:
            return f"one history took more than {longest:g} s of real time, though time passed on its event loop"
        return ""
