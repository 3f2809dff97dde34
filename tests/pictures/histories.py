"""The histories that the pictures are tried on."""

from __future__ import annotations

from taskloop_conformance.model.history import Divergence, History
from taskloop_conformance.model.notation import parse_history

PAUSE_TEXT = """
0 call p0
0.5 PAUSE
1 return
1 fargs p0 -> p1
3 CONTINUE
3.25 call p1
4.25 return
4.25 fargs p1 -> p2
4.25 call p2
4.75 STOP
5.25 return
5.25 fargs p2 -> p3
5.25 idle tasks 0 timers 0
"""

PAUSED = parse_history(PAUSE_TEXT)
WRONG = parse_history(PAUSE_TEXT.replace("call p1", "call p0"))
DIVERGENCE = Divergence("CONTINUE.kept-payload", 5, 3.25, "A", "call p1 at 3 to 3.25 s", "call p0 at 3.25 s")
SHORT = parse_history("0 call p0\n1 return\n1 fargs p0 -> p1")
CANCELLED = parse_history("0 call p0\n0.5 CANCEL\n0.5 interrupted\n1 cancelled\n1 idle tasks 0 timers 0")
HOURS = parse_history("0 call p0\n9000 return\n9000 fargs p0 -> p1\n9000 idle tasks 0 timers 0")
OVERLAP = parse_history("0 call p0\n1 return\n1 fargs p0 -> p1\n1 call p1\n1.5 CONTINUE\n1.6 call p1\n2 return")
LAST = parse_history("0 call p0\n1 return\n1 fargs p0 -> p1\n1 CONTINUE\n1 call p1\n1 CONTINUE")
DAY = parse_history("0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n86401 CONTINUE\n86401.2 call p1\n86402.2 return")
TWO = parse_history(
    "0 A call p0\n0 B call p0\n0.5 A PAUSE\n1 A return\n1 A fargs p0 -> p1\n1.5 B return\n"
    "1.5 B fargs p0 -> p1\n1.5 B call p1\n2 A CONTINUE\n2.2 A call B:p1\n3 A return"
)


def long_history(iterations: int = 20) -> History:
    """Sixty events of one chain, a PAUSE and a CONTINUE in every fourth iteration."""
    lines = []
    for i in range(iterations):
        lines.append(f"{i} call p{i}")
        if i % 4 == 3:
            lines += [f"{i + 0.5} PAUSE", f"{i + 0.6} CONTINUE"]
        lines += [f"{i + 1} return", f"{i + 1} fargs p{i} -> p{i + 1}"]
    return parse_history("\n".join(lines))


def twenty_chains() -> History:
    """A signal and an iteration in each of twenty chains."""
    names = "ABCDEFGHIJKLMNOPQRST"
    kinds = ("call p0", "PAUSE", "return", "fargs p0 -> p1")
    lines = [f"{at} {name} {kind}" for at, kind in enumerate(kinds) for name in names]
    return parse_history("\n".join(lines))


ALL: dict[str, tuple[History, Divergence | None]] = {
    "paused": (PAUSED, None),
    "wrong": (WRONG, DIVERGENCE),
    "short": (SHORT, None),
    "cancelled": (CANCELLED, None),
    "overlap": (OVERLAP, None),
    "day": (DAY, None),
    "last": (LAST, None),
    "two": (TWO, None),
    "long": (long_history(), None),
    "twenty": (twenty_chains(), None),
}
