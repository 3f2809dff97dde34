"""Whether failures are reported: what the exception handler was told, beside what the user's side went through.

Reports have no place in the transition table: whenever an iteration has failed its exception is to be reported, as
itself, and nothing else is to be, whatever the signals say.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.history import Divergence, History
from ..model.labels import parse_fargs
from .circumstances import Place, refined
from .positions import SAME


def judge_reports(history: History) -> list[Divergence]:
    """The divergences of what was reported, and of what wasn't."""
    kinds = {event.kind for event in history.events}
    if not kinds & {"report", "raise", "fargs"} or "masked" in kinds:
        return []
    found: list[Divergence] = []
    for chain in sorted({event.chain for event in history.events} - {""}):
        found += _of_chain(history, chain)
    if kinds & {"cancelled", "CANCEL", "KILL"} and "raise" not in kinds:
        found += _of_nobody(history)
    return found


def _of_chain(history: History, chain: str) -> Iterator[Divergence]:
    """A failure may be reported as often as one likes, but as itself."""
    failure, reported = "", False
    for index, event in enumerate(history.events):
        if event.kind in ("idle", "busy") and failure and not reported:
            rule = "PAYLOAD.ends-chain" if failure == "nothing" else "CHAIN.error-reported"
            yield Divergence(rule, index, event.at, chain, "a report of the exception", "it was lost", True)
        if event.chain != chain:
            continue
        if event.kind == "raise" or (event.kind == "fargs" and parse_fargs(event.detail).failed):
            nothing = event.kind == "fargs" and parse_fargs(event.detail).result == "nothing"
            failure, reported = "nothing" if nothing else "the error", False
        elif event.kind in ("call", "fargs"):
            # The chain goes on, or asks fargs once more, which is another rule's: a report is no longer owed.
            reported = bool(failure)
        elif event.kind == "report" and not reported:
            if failure and event.detail.startswith(failure):
                reported = True
                continue
            rule = (
                "CHAIN.error-reported" if failure else refined("CHAIN.cancelled-quietly", Place(history, chain, index))
            )
            yield Divergence(
                rule, index, event.at, chain, "a report of the error itself", f"report {event.detail}", True
            )
            reported = True


def _of_nobody(history: History) -> Iterator[Divergence]:
    """Where chains were cancelled and none has failed, nothing is to be reported in that instant.

    What is reported at another time is a crash that has to do with something else.
    """
    cancelled = [event.at for event in history.events if event.kind == "cancelled"]
    resting = [history.events[index].at for index in _cancelled_pauses(history)]
    for index, event in enumerate(history.events):
        if event.kind != "report" or event.chain:
            continue
        # Of a pause nothing but its cancellation can be reported; what else there is has to do with something else.
        moments = [*cancelled, *(resting if event.detail.startswith("CancelledError") else ())]
        if any(abs(event.at - at) <= SAME for at in moments):
            chain = next(e.chain for e in reversed(history.events[:index]) if e.chain)
            allowed, happened = "no report of a cancellation", f"report {event.detail}"
            rule = refined("CHAIN.cancelled-quietly", Place(history, chain, index))
            yield Divergence(rule, index, event.at, chain, allowed, happened, True)
            return


def _cancelled_pauses(history: History) -> Iterator[int]:
    """Where a cancellation, by CANCEL or by somebody else, came between two iterations of its chain."""
    inside: set[str] = set()
    for index, event in enumerate(history.events):
        if event.kind == "call":
            inside.add(event.chain)
        elif event.kind in ("fargs", "raise", "cancelled"):
            inside.discard(event.chain)
        elif event.kind in ("CANCEL", "KILL") and event.chain not in inside:
            yield index
