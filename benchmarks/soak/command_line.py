"""`python -m benchmarks soak`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness.progress import Progress
from benchmarks.soak.run import real, soak, virtual

_EXPLANATION = """\
Very many chains at mixed frequencies get random signals; real TCP sources are among them on the real clock. Watched
all the while: payloads without a gap, no two iterations of a chain at once, no call while a chain is paused and none
after its end; at the end: every chain that may go on does, no line of a TCP source is lost, no task, timer or chain
is left."""

_EXAMPLES = """\
examples:
  python -m benchmarks soak                          five minutes of real time, then a year of virtual time
  python -m benchmarks soak --real 30 --virtual 0    half a minute of real time only
  python -m benchmarks soak --seed 7                 other signals; the same seed gives the same signals again

exit codes: 0 every invariant held, 1 one was broken, 2 a usage error"""


def make_parser() -> argparse.ArgumentParser:
    """The parser of the soak."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks soak",
        description=_EXPLANATION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--real", type=_amount, default=300.0, metavar="SECONDS", help="real time (default: 300)")
    parser.add_argument("--virtual", type=_amount, default=365.0, metavar="DAYS", help="virtual time (default: 365)")
    parser.add_argument("--chains", type=int, default=10_000, metavar="N", help="chains at a time (default: 10,000)")
    parser.add_argument("--sources", type=int, default=100, metavar="N", help="TCP sources (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the signals and frequencies (default: 1)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures as JSON")
    return parser


def _amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount of time from 0 on")
    return value


def main(arguments: Sequence[str]) -> int:
    """Run the soaks that the command line asks for; give the exit code."""
    parser = make_parser()
    asked = parser.parse_args(arguments)
    if asked.chains < 1 or asked.sources < 0:
        parser.error("--chains must be at least 1 and --sources at least 0")
    plans = []
    if asked.real:
        plans.append(real(asked.real, asked.chains, asked.sources, asked.seed))
    if asked.virtual:
        plans.append(virtual(asked.virtual, asked.chains, asked.seed))
    progress = Progress()
    figures = []
    for plan in plans:
        progress.begin("soak")
        figures.append(soak(plan, progress.show))
        progress.clear()
        print("\n".join(as_lines(figures[-1])), flush=True)
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 1 if any(each["broken"] for each in figures) else 0


def as_lines(figures: dict[str, Any]) -> list[str]:
    """One soak's figures as a person reads them."""
    seconds = figures["seconds"]
    time = f"{seconds / 86_400:,.0f} days" if figures["clock"] == "virtual" else f"{seconds:,.0f} s"
    title = f"Soak on the {figures['clock']} clock: {time}, {figures['chains']:,} chains, seed {figures['seed']}"
    lines = ["", title, "=" * len(title)]
    lines += [f"{name:<26}{number:>14,}" for name, number in figures["counts"].items()]
    lines += [f"{'left: ' + name:<26}{number:>14,}" for name, number in figures["left"].items()]
    lines.append(f"took {figures['wall_seconds']:.0f} s, {figures['cpu_seconds']:.0f} s of CPU time")
    lines += [f"BROKEN: {words}" for words in figures["broken"]]
    lines.append("an invariant was broken" if figures["broken"] else "every invariant held")
    return lines
