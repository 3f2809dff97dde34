"""What earlier histories in a process have to do with a failure: the same scenario is run where there were none.

Every history has an event loop, chains and values of its own.  An implementation that keeps something beyond that, in a
module, in a class or in a default argument, may go wrong only because another history came before; a token of it
replays something legal then, and the rule that it seems to break isn't the one that it breaks.  So what is about to be
told is run once more in a process that has run nothing yet.  Where it is legal there, and illegal here again, earlier
chains have disturbed it.

What is left of earlier chains misleads shrinking, too: a part of a scenario may fail only because of them, where the
whole fails by itself.  Such a part shows nobody anything, so it doesn't count as smaller then.

Only somebody who has such a process can say so (``run/fresh.py``).  Where nobody has, in a browser for example, a
failure is told as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..judge.oracle import judge_all
from ..model.finding import Finding
from ..model.rules import load_rules
from ..record.adapters import Adapter
from ..record.recorder import record
from ..record.scenario import Scenario
from ..record.tokens import from_token

#: Says of a token whether it is legal in a process that has run nothing before; None: that can't be said.
IsLegal = Callable[[str], bool | None]

#: What is essential to such a failure, in words: "... it passes".
IN_FRESH_PROCESS = "in a process that has run nothing before"


def _unknown(token: str) -> None:
    """Nobody can say."""


_ask: IsLegal = _unknown
_answers: dict[str, bool | None] = {}
#: Whether what is legal by itself fails in this process once more.
_again: dict[str, bool] = {}


def use(ask: IsLegal | None) -> None:
    """Ask this from now on; None: nobody."""
    global _ask  # noqa: PLW0603  # one implementation a process, like the board of its progress
    _ask = ask or _unknown
    _answers.clear()
    _again.clear()


def _legal_by_itself(token: str) -> bool | None:
    """Whether a scenario is legal in a process that has run nothing; each token is asked about once."""
    if token not in _answers:
        _answers[token] = _ask(token)
    return _answers[token]


def fails_by_itself(scenario: Scenario) -> bool:
    """Whether a scenario that fails here fails in a process that has run nothing; so it does where nobody can say."""
    return not _legal_by_itself(str(scenario))


def caused_by_earlier(finding: Finding, adapter: Adapter) -> bool:
    """Whether a finding needs what other histories have left in this process; asked once for each token."""
    if not _legal_alone(finding):
        return False
    token = finding.replay
    if token not in _again:
        _again[token] = bool(judge_all(record(from_token(token), adapter)))
    return _again[token]


def shrunk_too_far(finding: Finding, whole: Scenario) -> bool:
    """Whether what is about to be told is legal by itself, and the scenario that it was found in isn't."""
    return _legal_alone(finding) and _legal_by_itself(str(whole)) is False


def _legal_alone(finding: Finding) -> bool:
    # Of a recommendation nothing more is to be said than that it isn't followed.
    return load_rules()[finding.rule].level == "MUST" and bool(_legal_by_itself(finding.replay))


def disturbed(finding: Finding, rule: str) -> Finding:
    """The finding, told as one of another rule: earlier chains have disturbed this one."""
    divergence = finding.divergence
    if rule != divergence.rule:
        divergence = replace(divergence, rule=rule, base=divergence.rule)
    return replace(finding, divergence=divergence, essential=(*finding.essential, IN_FRESH_PROCESS))
