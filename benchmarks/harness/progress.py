"""What goes on, on standard error: one line that is overwritten on a terminal, and notes that stay.

A file, as the log of a job, gets a line now and then.
"""

from __future__ import annotations

import shutil
import sys
import time

#: A file gets no more than one line in so many seconds.
QUIET = 30.0


class Progress:
    """Shows what is being measured and keeps notes on what had to be left out."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._terminal = sys.stderr.isatty()
        self._title = ""
        self._began = self._said = time.monotonic()

    def begin(self, title: str) -> None:
        """Say which measure begins."""
        self._title = title
        if not self._terminal:
            print(f"measuring: {title}", file=sys.stderr, flush=True)

    def show(self, text: str) -> None:
        """Show what is running now; in a file, only when nothing was said for a while."""
        now = time.monotonic()
        line = f"{now - self._began:5.0f} s  {self._title}: {text}"
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\x1b[K{line[:width]}", end="", file=sys.stderr, flush=True)
        elif now - self._said >= QUIET:
            self._said = now
            print(line, file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Say something once that stays on the screen and in the results."""
        if text not in self.notes:
            self.notes.append(text)
            self.say(text)

    def say(self, text: str) -> None:
        """Say something that stays on the screen only."""
        self.clear()
        print(text, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
