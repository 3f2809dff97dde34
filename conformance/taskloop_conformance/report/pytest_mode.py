"""What becomes of a finding where the checks are run by a user's own pytest.

``run`` collects findings and judges rules when all is done; pytest wants each check's outcome at once.  So that both
agree on every rule, a check fails here if, and only if, it found a rule broken that would keep the implementation from
conforming: a MUST that isn't in the list of known failures.  A broken SHOULD is a warning, and a known failure an
expected one (xfail).  That the list is strict needs the end of the run: :class:`KnownFailure` is a last item for each
entry, which fails when nothing was found broken about it.
"""

from __future__ import annotations

import contextlib
import shlex
import warnings
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ReprFileLocation, TerminalRepr
from _pytest._io import TerminalWriter

from ..model.failures import RuleBroken, Unimplemented
from ..model.finding import Finding
from ..model.rules import load_rules
from ..plugin import BrokenShould
from . import known_failures
from .narrative import narrate
from .selection import SelectionError, select


class PytestMode:
    """What a user's pytest asked for, and what was found so far.

    Raises :class:`pytest.UsageError` for a list of known failures or a rule that can't be used.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.target = str(config.getoption("--implementation"))
        self.path: str | None = config.getoption("--implementation-path")
        self.list: str = config.getoption("--known-failures", default=None) or ""
        rules = load_rules()
        try:
            self.selected = select(config.getoption("--rule", default=[]))
            self.known = known_failures.read(self.list, rules) if self.list else {}
        except (SelectionError, known_failures.KnownFailuresError) as error:
            raise pytest.UsageError(str(error)) from None
        #: The rules about which something was found, and the checks that have run.
        self.broken: set[str] = set()
        self.ran: set[str] = set()

    def first(self, rules: Collection[str]) -> bool:
        """Whether a check of these rules is one of those asked for, which run first."""
        return bool(self.selected) and not set(self.selected or ()).isdisjoint(rules)

    def judge(self, error: Exception, item: pytest.Item, rules: Collection[str]) -> None:
        """Let a check's exception pass as a warning or as an expected failure, or raise what keeps it a failure."""
        error = _broken_rule(error) or error
        if isinstance(error, RuleBroken):
            self.broken.update(finding.rule for finding in error.findings)
            counting = [finding for finding in error.findings if not self._is_pardoned(finding)]
            for finding in error.findings:
                if finding.rule not in self.known and finding not in counting:
                    # Where warnings are errors, a broken required rule is still what is told.
                    with contextlib.suppress(*([BrokenShould] if counting else [])):
                        self._warn_of(finding, item)
            if counting:
                raise RuleBroken(*counting) from None
            self._expect(finding.rule for finding in error.findings)
            return
        # An implementation that lacks something, or fails in a way that leaves no history, fails the check's own rules.
        self.broken.update(rules)
        levels = {load_rules()[rule].level for rule in rules}
        if isinstance(error, Unimplemented) and "MUST" not in levels:
            self._warn(f"{', '.join(rules)}: {error}", item)
            return
        if self.known.keys() >= set(rules):
            self._expect(iter(rules))
        raise error

    def _is_pardoned(self, finding: Finding) -> bool:
        rule = load_rules().get(finding.rule)
        return finding.rule in self.known or (rule is not None and rule.level != "MUST")

    def _warn_of(self, finding: Finding, item: pytest.Item) -> None:
        level = load_rules()[finding.rule].level
        self._warn(f"{finding.rule} ({level}): {finding.divergence.happened}", item, finding)

    def _warn(self, text: str, item: pytest.Item, *findings: Finding) -> None:
        # Whoever turns the warning into an error sees the history, too.
        warning = BrokenShould(text, findings)
        line = item.reportinfo()[1] or 0
        warnings.warn_explicit(warning, BrokenShould, str(item.path), line + 1)

    def _expect(self, rules: Iterator[str]) -> None:
        excused = [rule for rule in rules if rule in self.known]
        if excused:
            pytest.xfail("; ".join(f"known failure of {rule}: {self.known[rule].reason}" for rule in excused))

    def items(self, session: pytest.Session, checks: Mapping[str, Collection[str]]) -> list[pytest.Item]:
        """The last items of a run with a list of known failures: one for each entry.

        ``checks`` are the rules of each check that was collected, by its node id.
        """
        file = Path(self.list)
        return [
            KnownFailure.from_parent(
                session,
                name=rule,
                nodeid=f"{self.list}::{rule}",
                path=file.resolve(),
                mode=self,
                checks={check for check, rules in checks.items() if rule in rules},
                everything=set(checks),
            )
            for rule in self.known
        ]

    def representation(self, error: BaseException, item: pytest.Item) -> TerminalRepr | None:
        """How a check's failure is shown: by its findings, where it has some; None leaves it to pytest."""
        if isinstance(error, Unimplemented):
            return Shown(str(error), f"unimplemented: {error}", item)
        findings = error.findings if isinstance(error, RuleBroken) else getattr(error, "findings", ())
        if not findings:
            return None
        first = findings[0]
        story = "\n\n".join(self._narrate(finding, item) for finding in findings)
        others = ", ".join(finding.rule for finding in findings[1:])
        return Shown(story, f"{first.rule}: {first.divergence.happened}" + (f" (and {others})" if others else ""), item)

    def _narrate(self, finding: Finding, item: pytest.Item) -> str:
        check = f"taskloop_conformance.checks.{item.path.stem}::{item.name}"
        words = ["pytest", "--pyargs", check, "--implementation", self.target]
        words += ["--implementation-path", self.path] if self.path else []
        return narrate(finding, self.target, self.path, again=shlex.join(words))


def _broken_rule(error: BaseException) -> RuleBroken | None:
    """The broken rule among what was raised: asyncio and Hypothesis may raise groups."""
    if isinstance(error, BaseExceptionGroup):
        return next((found for member in error.exceptions if (found := _broken_rule(member))), None)
    return error if isinstance(error, RuleBroken) else None


class Shown(TerminalRepr):
    """What pytest shows of a failure: a story, and one line for the short summary."""

    def __init__(self, story: str, summary: str, item: pytest.Item) -> None:
        self.story, self.reprcrash = story, ReprFileLocation(str(item.path), 1, summary)

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write the stories."""
        tw.line(self.story)

    def __str__(self) -> str:
        return self.story


class StaleEntry(Exception):
    """An entry of the list of known failures that excuses nothing any more."""


class KnownFailure(pytest.Item):
    """An entry of the list of known failures: passes when its rule was found broken in this run."""

    def __init__(
        self, *, mode: PytestMode, checks: Collection[str], everything: Collection[str], **parent: Any
    ) -> None:
        super().__init__(**parent)
        self.mode, self.checks, self.everything = mode, checks, everything

    def runtest(self) -> None:
        """Fail for an entry whose rule passes now, or that matches nothing that is checked."""
        if not self.checks:
            raise StaleEntry(f"{self.name} matches no rule that is checked here: remove the entry")
        if self.name in self.mode.broken:
            return
        if left := len(set(self.everything) - self.mode.ran):
            pytest.skip(f"{left} checks were left out, and one of them might have found {self.name} broken")
        reason = self.mode.known[self.name].reason
        raise StaleEntry(f"{self.name} is listed as a known failure ({reason}), but it passes now: remove the entry")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """One line instead of a traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, StaleEntry) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands: in the list."""
        return self.path, None, f"known failure {self.name}"
