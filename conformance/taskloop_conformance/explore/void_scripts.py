"""Scripts of signals that change nothing: given again and again, or in a state in which they mean nothing.

A signal is void in most states: CONTINUE while the chain runs, PAUSE while it is paused, anything after STOP.  What a
void signal does wrong often shows only in what comes after it, or at its n-th repetition.  So each is repeated up to
nine times and followed by an input that tells the states apart; and a round may be reached through rounds that are full
of void signals.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator

from ..model.history import SIGNALS
from ..record.scenario import Step
from .rounds import INPUTS

_Script = tuple[Step, ...]
_Combination = tuple[tuple[str, ...], _Script]

#: How often a void signal is repeated before an input that tells, at most.  Nine is one more than the rounds of the
#: default exploration: whatever counts to eight is beyond its count.  What goes wrong at one repetition may be right
#: again at the next, so that a whole exploration takes each number, and a quick one these, an even and an odd one.
_MOST, _FEW = 9, (2, 9)
#: The inputs that tell where a signal was repeated in another number than these: one that starts, one that ends, and
#: none at all, so that the iteration's end tells.
_TELLING = ("CONTINUE", "STOP", "")

#: So many looks of one long pause, each a ``time_pause`` after the other, get an input behind them.
_LOOKS = 9

#: A state in the first round: the inputs that lead there, where void signals come, and where the telling input.
_STATES: dict[str, tuple[tuple[tuple[str, str], ...], str, str]] = {
    "running": ((), "c", "w"),
    "pausing": ((("c", "PAUSE"),), "c", "w"),
    "stopping": ((("c", "STOP"),), "c", "w"),
    "paused": ((("w", "PAUSE"),), "+0.5", "+1.5"),
    "resuming": ((("w", "PAUSE"), ("+0.5", "CONTINUE")), "+0.5", "+0.5"),
    "paused-stopping": ((("w", "PAUSE"), ("+0.5", "STOP")), "+0.5", "+0.5"),
    "paused-cancelling": ((("w", "PAUSE"), ("+0.5", "CANCEL")), "+0.5", "+1.5"),
    "ended": ((("w", "STOP"),), "+3", "+4"),
}


def void_scripts(far: tuple[int, ...] = (), *, few: bool = False, look: float = 1.0) -> Iterator[_Combination]:
    """Behaviours and scripts of void signals; ``far`` are rounds that are reached through void signals alone.

    With ``few`` a signal isn't repeated in every number; ``look`` is after how many ``time_pause`` a pause looks for
    its signal first.
    """
    counts = _FEW if few else range(1, _MOST + 1)
    yield from _repeated(counts, _FEW[1:] if few else _FEW)
    yield from _after_cancel(counts, look)
    yield from _alternating(counts)
    yield from _in_a_second_piece(counts)
    yield from _before_a_failure(counts)
    yield from _long_pauses()
    for number in (2, 3, 8, *far):
        for point, signal in (("w", "STOP"), ("w", "CANCEL"), ("w", "PAUSE"), ("w", "KILL")):
            yield ("wait",), (*void_way(number), Step("A", number, point, signal))


def void_way(number: int) -> _Script:
    """The way to a round through iterations and pauses that are full of void signals."""
    signals = (
        *(("c", "CONTINUE"), ("c", "PAUSE"), ("w", "PAUSE"), ("w", "CONTINUE"), ("l", "PAUSE")),
        *(("+0.5", "PAUSE"), ("+0.5", "CONTINUE"), ("+0.5", "PAUSE"), ("+1.5", "CONTINUE"), ("+1.5", "CONTINUE")),
    )
    return tuple(Step("A", n, point, signal) for n in range(1, number) for point, signal in signals)


def _repeated(counts: Collection[int], all_told: Collection[int]) -> Iterator[_Combination]:
    """Each signal again and again in each state; after each number in ``all_told`` every input tells."""
    for reach, at, then in _STATES.values():
        reached = tuple(Step("A", 1, point, signal) for point, signal in reach)
        for signal, count, telling in itertools.product(SIGNALS, counts, (*INPUTS, "")):
            if signal == "CANCEL" and at == "+0.5" and reach[-1][1] != "CANCEL":
                continue  # the pause is being cancelled: what comes in the same instant can't be told apart
            if telling not in (INPUTS if count in all_told else _TELLING):
                continue
            if count in _FEW and not telling:
                continue  # after these the inputs tell, and one more of the same is one of them
            last = (Step("A", 1, then, telling),) if telling else ()
            script = (*reached, *(Step("A", 1, at, signal) for _ in range(count)), *last)
            if telling != "KILL" or then not in ("+0.5",):
                yield ("wait",), script


def _after_cancel(counts: Collection[int], look: float) -> Iterator[_Combination]:
    """Void signals between CANCEL and the end of what it cancels; then perhaps one that would start the chain again.

    The coroutine cleans up, returns all the same or fails, and a pause may be over in the very turn in which it is
    cancelled: what was forgotten of CANCEL shows in one of these.
    """
    for signal, count, telling in itertools.product(SIGNALS, counts, ("CONTINUE", "")):
        end = (Step("A", 1, "+1.5", telling),) if telling else ()
        void = [Step("A", 0, "s5", signal)] * count
        yield ("clean",), (Step("A", 0, "s3", "CANCEL"), *void, *end)
        if not telling and signal != "CANCEL":  # whether CANCEL was forgotten shows in the next one
            yield ("clean",), (Step("A", 0, "s3", "CANCEL"), *void, Step("A", 0, "s8", "CANCEL"))
        void = [Step("A", 1, "w", signal)] * count
        for behaviour in ("swallow", "fail"):
            yield (behaviour,), (Step("A", 1, "w", "CANCEL"), *void, *end)
        end = (Step("A", 1, "+3", telling),) if telling else ()
        for point in (f"+{look:g}", f"+{look:g}s1", f"+{look:g}s2"):
            void = [Step("A", 1, point, signal)] * count
            yield ("wait",), (Step("A", 1, "w", "PAUSE"), Step("A", 1, point, "CANCEL"), *void, *end)


def _alternating(counts: Collection[int]) -> Iterator[_Combination]:
    """PAUSE and CONTINUE in turns, in an iteration and in a pause: the latest counts, however many there were."""
    for count in counts:
        for point, (one, two) in (("c", ("PAUSE", "CONTINUE")), ("+0.5", ("CONTINUE", "PAUSE"))):
            before = () if point == "c" else (Step("A", 1, "w", "PAUSE"),)
            pairs = [Step("A", 1, point, signal) for _ in range(count) for signal in (one, two)]
            yield ("wait",), (*before, *pairs, Step("A", 1, "+1.5", "CONTINUE"))
            yield ("wait",), (*before, *pairs, Step("A", 1, point, one), Step("A", 1, "+1.5", "CONTINUE"))


def _in_a_second_piece(counts: Collection[int]) -> Iterator[_Combination]:
    """PAUSE again and again, alone or after a CONTINUE of the same instant, in a pause that has begun anew by then.

    What its first piece gave back may be mistaken for the payload now.  The last CONTINUE comes so late that an
    iteration that mustn't have begun is over: until then it looks like one that began between CONTINUE and PAUSE.
    """
    for count, signals in itertools.product(counts, (("PAUSE",), ("CONTINUE", "PAUSE"))):
        void = [Step("A", 1, "+1.5", signal) for _ in range(count) for signal in signals]
        yield ("wait",), (Step("A", 1, "w", "PAUSE"), *void, Step("A", 1, "+9", "CONTINUE"))


def _before_a_failure(counts: Collection[int]) -> Iterator[_Combination]:
    """Void signals, and then the iteration fails: the error still has to be reported."""
    for final, void, count in itertools.product(("STOP", "PAUSE"), SIGNALS[:3], counts):
        yield ("raise@1",), (Step("A", 1, "c", final), *[Step("A", 1, "w", void)] * count)
    for void in SIGNALS:
        yield ("fail",), (Step("A", 1, "c", void), Step("A", 1, "w", "CANCEL"))
        yield ("clean",), (Step("A", 1, "w", "CANCEL"), Step("A", 1, "w", void))


def _long_pauses() -> Iterator[_Combination]:
    """One long pause, and an input after each of its looks."""
    for looks, signal in itertools.product(range(2, _LOOKS + 1), ("CONTINUE", "STOP", "CANCEL", "KILL")):
        yield ("wait",), (Step("A", 1, "w", "PAUSE"), Step("A", 1, f"+{looks - 0.5:g}", signal))
