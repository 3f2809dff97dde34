"""What a person at a terminal sees while the checks run: failures as they come, and a line of progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Mapping
from typing import TextIO

from ..model.rules import Rule, load_rules
from ..model.text import short_text
from ..run.records import Collected, Record
from .outcomes import RuleResult, broken_by
from .text import Style

#: A run that is over sooner needs no progress line (seconds). Whoever waits wants to see that something goes on.
_PATIENCE = 0.5
#: The line of progress, and a line for a failure, fit into a terminal of this many columns.
_WIDTH = 88


class Progress:
    """One line that is written over and over, on a terminal only and once half a second has passed.

    Each rule that turns out broken gets a line of its own, which stays, as soon as it is known; ``known`` rules don't.
    """

    def __init__(
        self, stream: TextIO | None = None, known: Collection[str] = (), rules: Mapping[str, Rule] | None = None
    ) -> None:
        self.stream = stream or sys.stderr
        self.known, self.rules = known, rules or load_rules()
        self.style, self.terminal = Style(self.stream), self.stream.isatty()
        self.began, self.count, self.shown = time.monotonic(), 0, False
        self.broken: set[str] = set()

    def __call__(self, record: Record, collected: Collected) -> None:
        """Take note of a finished check."""
        self.count += 1
        for result in broken_by(record, self.rules, collected.version):
            if result.id not in self.broken:
                self.broken.add(result.id)
                self._show(result)
        if self.terminal and time.monotonic() - self.began > _PATIENCE:
            total = f" of {len(collected.plan)}" if collected.plan else ""
            line = f"{self.count}{total} checks, {len(self.broken)} rules broken; now {', '.join(record['rules'][:1])}"
            self.stream.write(f"\r{line[: _WIDTH - 1]:<{_WIDTH - 1}}")
            self.stream.flush()
            self.shown = True

    def clear(self) -> None:
        """Leave no trace of the line."""
        if self.shown:
            self.stream.write("\r" + " " * (_WIDTH - 1) + "\r")
            self.stream.flush()
            self.shown = False

    def _show(self, result: RuleResult) -> None:
        if not self.terminal or result.id in self.known:
            return
        self.clear()
        label = self.style.paint(result.outcome.upper(), result.outcome)
        text = short_text(f"{result.id} ({result.level}): {result.summary}", _WIDTH - len(result.outcome) - 2)
        print(f"{label}  {text}", file=self.stream, flush=True)
