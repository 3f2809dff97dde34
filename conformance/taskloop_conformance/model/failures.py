"""How a check says that a rule is broken, can't be judged, or isn't implemented."""

from __future__ import annotations

from .finding import Finding


class RuleBroken(AssertionError):
    """The implementation broke at least one rule: the findings, the one to tell first.

    The first finding's rule need not be one that the check was written for.  Its text is one line; the story with the
    history is told where it is read (``report.narrative``).  ``at_the_end`` says that nothing was wrong before the run
    was brought to its end, so that what the check is about was judged, unless it is about the end.
    """

    def __init__(self, *findings: Finding, at_the_end: bool = False) -> None:
        first = findings[0]
        super().__init__(f"{first.rule}: {first.divergence.happened}; allowed: {first.divergence.allowed}")
        self.findings, self.at_the_end = findings, at_the_end

    @property
    def finding(self) -> Finding:
        """The finding to tell first."""
        return self.findings[0]


class Unimplemented(Exception):
    """The implementation lacks something that a rule needs.

    ``missing`` names it as a user would write it (``TaskLoop.cancel``); ``signal`` is the one of pause, cancel and
    stop that can't be given without it, or "".
    """

    def __init__(self, missing: str, signal: str = "") -> None:
        super().__init__(f"the implementation has no {missing}")
        self.missing, self.signal = missing, signal


class NotClaimed(Exception):
    """The scenario needs something that the library behind an adapter has no notion of, as the adapter says.

    ``notion`` is one of pause, cancel, payload and stop.
    """

    def __init__(self, notion: str) -> None:
        super().__init__(f"the adapter says that its library has no notion of: {notion}")
        self.notion = notion


class NotStarted(Exception):
    """A chain that a probe needs can't be started, or never calls its coroutine: nothing else can be judged there.

    ``crash`` is what was raised, as a history writes it; "" where nothing was.
    """

    def __init__(self, crash: str = "") -> None:
        super().__init__(f"no chain starts: {crash or 'the coroutine is never called'}")
        self.crash = crash


class NotReached(Exception):
    """What a probe is about doesn't come about, since the chain does something else: other checks say whether it may.

    Such a probe has judged nothing. Had it passed, a rule whose other checks are blocked would seem to be kept.
    """


class Mistake(Exception):
    """What a user can mend: the program says it in one line, without a traceback, and ends with exit code 2."""


class AdapterError(Mistake):
    """The target can't be loaded, or what it offers can't be used: the message says what to do."""
