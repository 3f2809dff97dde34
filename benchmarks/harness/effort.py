"""How much is measured: the sizes of a full run, of a quick one, and of the tests of the machinery."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """Sizes and times (seconds) of all measures; the defaults are those of a full run."""

    rounds: int = 5
    loops: tuple[int, ...] = (1, 1_000)
    many: int = 100_000
    slices: int = 12
    slice_seconds: float = 0.05
    both_pythons: bool = True
    uvloop: bool = True
    idle: int = 100_000
    iterations: int = 10_000_000
    pauses: tuple[float, ...] = (0.01, 0.1, 1.0, 10.0)
    samples: int = 500
    paused: int = 10_000
    watch: float = 3.0
    groups: tuple[int, ...] = (1_000, 10_000, 100_000)
    signals: int = 1_000_000  # to all loops of a group together, so that a small one is measured as long
    started: int = 100_000
    depth: str = "default"
    shards: int = 4
    workers: bool = True
    suite: str = ""
    counted: tuple[tuple[int, int, int], ...] = ((1, 200, 1_200), (1_000, 2_000, 6_000))  # loops, two run lengths
    bounds: tuple[str, ...] = ("--quick", "", "--thorough")


FULL = Effort()
QUICK = Effort(
    rounds=3,
    many=20_000,
    slices=8,
    idle=20_000,
    iterations=300_000,
    pauses=(0.1, 10.0),
    samples=100,
    watch=1.0,
    groups=(1_000, 10_000, 50_000),
    started=20_000,
    shards=1,
    suite="--quick",
    bounds=("--quick", ""),
)
TINY = Effort(
    rounds=1,
    loops=(1, 3),
    many=5,
    slices=2,
    slice_seconds=0.001,
    both_pythons=False,
    uvloop=False,
    idle=50,
    iterations=2_000,
    pauses=(0.01,),
    samples=3,
    paused=20,
    watch=0.02,
    groups=(10, 20),
    signals=100,
    started=50,
    depth="quick",
    shards=1,
    workers=False,
    counted=((1, 10, 20),),
    bounds=("--quick",),
)
