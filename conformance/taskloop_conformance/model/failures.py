"""How a check says that a rule is broken, can't be judged, or isn't implemented."""

from __future__ import annotations

from .history import Divergence, History


class RuleBroken(AssertionError):
    """The implementation broke a rule: the history that shows it, and where it diverges.

    ``divergence.rule`` is the rule that was broken first; it need not be one that the check was
    written for.  ``replay`` is a token that `taskloop-conformance replay` understands.
    """

    def __init__(self, divergence: Divergence, history: History, replay: str) -> None:
        super().__init__(f"{divergence.rule}: {divergence.happened}")
        self.divergence = divergence
        self.history = history
        self.replay = replay
        self.also: tuple[RuleBroken, ...] = ()  # further rules that the same check found broken

    def __str__(self) -> str:
        from ..report.narrative import narrate  # pictures of a failure are not needed to raise one

        return narrate(self.divergence, self.history, self.replay)


class Unimplemented(Exception):
    """The implementation lacks something that a rule needs.

    ``missing`` names it as a user would write it (``TaskLoop.cancel``).
    """

    def __init__(self, missing: str) -> None:
        super().__init__(f"the implementation has no {missing}")
        self.missing = missing


class AdapterError(Exception):
    """The target can't be loaded, or what it offers can't be used: the message says what to do."""
