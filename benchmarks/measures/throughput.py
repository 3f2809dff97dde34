"""Measure: iterations per CPU second, as a ratio to the floor and to the peers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks.harness.alternation import Slices, alternating, ratio, speed
from benchmarks.harness.effort import Effort
from benchmarks.harness.environments import OWN, Absent, newest_python
from benchmarks.harness.figures import Figure, Section, Wanted, at_least
from benchmarks.harness.processes import Job, Setting
from benchmarks.harness.progress import Progress


class Peer(NamedTuple):
    """A column: its name, who runs in it, of the published package or not, and whether its tasks start eagerly."""

    column: str
    starter: str
    published: bool = False
    eager: bool = False


HAND, CHECKED, RULED, FOUND, PUBLISHED_RENEW, PUBLISHED, OURS, EAGER = (
    "+ mask, name, control",
    "+ payload check",
    "by hand, all rules",
    "by hand, and current()",
    "1.2.0 renew",
    "1.2.0 TaskLoop",
    "TaskLoop",
    "TaskLoop, eager",
)
PEERS = (
    Peer("bare", "bare"),
    Peer("chain by hand", "chain"),
    Peer(HAND, "controlled"),
    Peer(CHECKED, "checked"),
    Peer(RULED, "ruled"),
    Peer(PUBLISHED_RENEW, "renew", published=True),
    Peer(PUBLISHED, "taskloop", published=True),
    Peer("renew", "renew"),
    Peer(OURS, "taskloop"),
    Peer(EAGER, "taskloop", eager=True),
)
#: The first Python whose tasks can start eagerly.
EAGER_SINCE = 12
#: What the reference is compared with: the column, which peer is divided by which, and what is wanted.
_PAIRS = (
    (RULED, OURS, RULED, at_least(1.0)),
    ("chain by hand with mask, name, control", OURS, HAND, None),
    (CHECKED, OURS, CHECKED, None),
    (PUBLISHED, OURS, PUBLISHED, None),
    (PUBLISHED_RENEW, OURS, PUBLISHED_RENEW, None),
    ("1.2.0 TaskLoop, tasks here eager", EAGER, PUBLISHED, None),
)


def settings(effort: Effort, progress: Progress) -> list[Setting]:
    """Every interpreter and event loop that is measured; what is absent is noted."""
    pythons = [OWN]
    if effort.both_pythons:
        try:
            pythons.append(newest_python())
        except Absent as absent:
            progress.note(f"left out: a newer Python: {absent}")
    return [
        Setting(python, loop) for python in pythons for loop in (["stock", "uvloop"] if effort.uvloop else ["stock"])
    ]


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Run all peers in every setting with every number of loops."""
    floor = Section(
        "throughput",
        "Iterations per CPU second, as a share of the bare loop",
        "Each loop awaits `asyncio.sleep(0)` and goes on with the payload `([], {})`. 1 would be as fast as a single"
        " task with `while True`; every chain pays for a new task each iteration. Eager: with a task factory that"
        f" starts tasks eagerly, from Python 3.{EAGER_SINCE} on.",
        ("Python, loop, loops", "bare, 1/s", *(peer.column for peer in PEERS[1:])),
    )
    against = Section(
        "throughput wanted",
        "TaskLoop against its peers",
        "Iterations per CPU second of the reference's `TaskLoop`, divided by the peer's in the same round. Wanted is"
        " to be no slower than the chain by hand that keeps the same rules.",
        ("Python, loop, loops", *(column for column, _, _, _ in _PAIRS)),
    )
    for setting in settings(effort, progress):
        for loops in effort.loops:
            peers = [peer for peer in PEERS if not peer.eager or setting.python.minor >= EAGER_SINCE]
            size = {"loops": loops, "seconds": effort.slice_seconds}
            jobs = [
                Job(
                    peer.column,
                    "throughput.throughput",
                    {"peer": peer.starter, "eager": peer.eager, **size},
                    peer.published,
                )
                for peer in peers
            ]
            speeds = alternating(jobs, setting, effort.rounds, effort.slices, progress)
            label = f"{setting}, {loops:,}"
            cells = [speed_or_absent(speeds, "bare")]
            floor.rows.append((label, cells + [ratio_or_absent(speeds, peer.column, "bare") for peer in PEERS[1:]]))
            against.rows.append(
                (label, [ratio_or_absent(speeds, over, under, wanted) for _, over, under, wanted in _PAIRS])
            )
    return [floor, against]


def speed_or_absent(speeds: Mapping[str, Slices], peer: str) -> Figure | str:
    """Iterations per CPU second of a peer, where it could be run."""
    return speed(speeds[peer]) if peer in speeds else "absent"


def ratio_or_absent(speeds: Mapping[str, Slices], over: str, under: str, wanted: Wanted | None = None) -> Figure | str:
    """The ratio of two peers, where both could be run."""
    if over not in speeds or under not in speeds:
        return "absent"
    return ratio(speeds[over], speeds[under], wanted)
