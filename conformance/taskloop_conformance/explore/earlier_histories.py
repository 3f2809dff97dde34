"""What earlier histories in a process have to do with a failure: the same scenario is run where there were none.

Every history has an event loop, chains and values of its own.  An implementation that keeps something beyond that, in a
module, in a class or in a default argument, may go wrong only because another history came before; a token of it
replays something legal then, and the rule that it seems to break isn't the one that it breaks.  So what is about to be
told is run once more in a process that has run nothing yet.  Where it is legal there, and illegal here again, earlier
chains have disturbed it.

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
from ..record.tokens import from_token

#: Says of a token whether it is legal in a process that has run nothing before; None: that can't be said.
IsLegal = Callable[[str], bool | None]

#: What is essential to such a failure, in words: "... it passes".
IN_FRESH_PROCESS = "in a process that has run nothing before"


def _unknown(token: str) -> None:
    """Nobody can say."""


_ask: IsLegal = _unknown
_answers: dict[str, bool] = {}


def use(ask: IsLegal | None) -> None:
    """Ask this from now on; None: nobody."""
    global _ask  # noqa: PLW0603  # one implementation a process, like the board of its progress
    _ask = ask or _unknown
    _answers.clear()


def caused_by_earlier(finding: Finding, adapter: Adapter) -> bool:
    """Whether a finding needs what other histories have left in this process; asked once for each token."""
    if _ask is _unknown or load_rules()[finding.rule].level != "MUST":
        return False  # of a recommendation nothing more is to be said than that it isn't followed
    token = finding.replay
    if token not in _answers:
        _answers[token] = bool(_ask(token)) and bool(judge_all(record(from_token(token), adapter)))
    return _answers[token]


def disturbed(finding: Finding, rule: str) -> Finding:
    """The finding, told as one of another rule: earlier chains have disturbed this one."""
    divergence = finding.divergence
    if rule != divergence.rule:
        divergence = replace(divergence, rule=rule, base=divergence.rule)
    return replace(finding, divergence=divergence, essential=(*finding.essential, IN_FRESH_PROCESS))
