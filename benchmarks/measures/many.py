"""Measure: iterations per CPU second of very many loops, where the garbage collector weighs most.

One iteration of a hundred thousand loops takes a second or more, and every peer has to do some ten of them in a round.
So only those are compared that the reference is measured by.
"""

from __future__ import annotations

from benchmarks.harness.alternation import alternating
from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Section, at_least
from benchmarks.harness.processes import Job, Setting
from benchmarks.harness.progress import Progress
from benchmarks.measures.instead import INSTEAD, REFERENCE
from benchmarks.measures.throughput import FOUND, OURS, PEERS, RULED, Peer, ratio_or_absent, settings, speed_or_absent

#: The floor, the reference, and the chain by hand that it has to come up to: as such, and with what no rule asks for
#: but very many loops pay for, that a coroutine can find its chain.
FEW = (*(peer for peer in PEERS if peer.column in ("bare", RULED, OURS)), Peer(FOUND, "found"))

#: The chains by hand, and what is given as a share of the floor.
_HANDS = (RULED, FOUND)
_SHARES = (*_HANDS, OURS)


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Run a few peers in every setting, and in one what a user would take instead."""
    return [_chains(effort, progress), _instead(effort, progress)]


def _chains(effort: Effort, progress: Progress) -> Section:
    section = Section(
        "many",
        f"Speed of {effort.many:,} loops",
        "Iterations per CPU second: of the bare loop; of the chain by hand that keeps all rules, of the same that its"
        " coroutine can find, and of `TaskLoop`, as a share of that; and of `TaskLoop` divided by those of the two"
        " chains by hand.",
        ("Python, loop", "bare, 1/s", *_SHARES, *(f"{OURS} against {column}" for column in _HANDS)),
    )
    size = {"loops": effort.many, "seconds": effort.slice_seconds}
    jobs = [Job(peer.column, "throughput.throughput", {"peer": peer.starter, **size}) for peer in FEW]
    for setting in settings(effort, progress):
        speeds = alternating(jobs, setting, effort.rounds, effort.slices, progress)
        cells = [speed_or_absent(speeds, "bare")]
        cells += [ratio_or_absent(speeds, column, "bare") for column in _SHARES]
        cells += [ratio_or_absent(speeds, OURS, column, at_least(1.0)) for column in _HANDS]
        section.rows.append((str(setting), cells))
    return section


def _instead(effort: Effort, progress: Progress) -> Section:
    peers = [peer for peer in INSTEAD if peer.very_many]
    section = Section(
        "instead many",
        f"What you would take instead: speed of {effort.many:,} loops",
        "Iterations per CPU second, divided by those of `TaskLoop` in the same round. One iteration of all loops would"
        " take the others several seconds.",
        ("Python, loop", f"{OURS}, 1/s", *(peer.column for peer in peers)),
    )
    jobs = [
        peer.job("throughput.throughput", loops=effort.many, seconds=effort.slice_seconds)
        for peer in (REFERENCE, *peers)
    ]
    speeds = alternating(jobs, Setting(), effort.rounds, effort.slices, progress)
    cells = [speed_or_absent(speeds, OURS), *(ratio_or_absent(speeds, peer.column, OURS) for peer in peers)]
    section.rows.append((str(Setting()), cells))
    return section
