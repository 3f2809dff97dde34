"""The command line: choose measures, run them, print tables, write JSON and the docs' page."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.harness import page, tables
from benchmarks.harness.effort import FULL, QUICK, TINY, Effort
from benchmarks.harness.figures import MISSED, Figure, Section
from benchmarks.harness.progress import Progress
from benchmarks.measures.catalogue import MEASURES, Measure
from benchmarks.soak.command_line import main as soak

_EXAMPLES = """\
measures:
{measures}
  soak          10,000 chains with random signals, real and virtual time: `python -m benchmarks soak --help`

examples:
  python -m benchmarks --quick                       a first look, in about five minutes
  python -m benchmarks throughput pause              two measures, in full
  python -m benchmarks --json figures.json           all, and the figures as JSON; takes an hour
  python -m benchmarks --markdown docs/performance.md    write the generated part of that page

Every peer runs in a child process of its own, one at a time and that in several interleaved rounds. A figure is the
median of the rounds with the lowest and the highest beside it; what is wanted stands behind it, with a mark. The
published package and the libraries of requirements/peers.txt are installed into .cache/benchmarks, never into the
environment; what can't be installed is absent, with the reason. The exit code is 0 whatever the numbers: noise is no
defect. It is 2 for a usage error."""


def make_parser() -> argparse.ArgumentParser:
    """The parser; its help teaches."""
    measures = "\n".join(f"  {measure.name:<12}  {measure.tells}" for measure in MEASURES)
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description="Measure the reference against peers written by hand, the published package and other libraries.",
        epilog=_EXAMPLES.format(measures=measures),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", dest="effort", action="store_const", const=QUICK, default=FULL, help="smaller sizes")
    effort.add_argument("--tiny", dest="effort", action="store_const", const=TINY, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", metavar="N", type=_rounds, help="so many interleaved rounds (5; with --quick 3)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures as JSON")
    parser.add_argument(
        "--markdown", metavar="FILE", type=Path, help="write the tables into this page; others on it stay"
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="measure only these (default: all)")
    return parser


def _rounds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rounds from 1 to 100")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; give the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if arguments[:1] == ["soak"]:
        return soak(arguments[1:])
    parser = make_parser()
    asked = parser.parse_args(arguments)
    known = {measure.name: measure for measure in MEASURES}
    for name in asked.names:
        if name not in known:
            parser.error(f"no measure is called {name!r}; there are {', '.join(known)}")
    for file in (asked.json, asked.markdown):
        if file is not None and not file.resolve().parent.is_dir():
            parser.error(f"{file}: there is no folder {file.parent}")
    effort = asked.effort if asked.rounds is None else replace(asked.effort, rounds=asked.rounds)
    progress = Progress()
    sections = run([known[name] for name in asked.names] or MEASURES, effort, progress)
    print(tables.as_text(sections))
    print(f"\n{summary(sections)}")
    if asked.json is not None:
        asked.json.write_text(json.dumps(as_json(sections, progress), indent=2) + "\n", encoding="utf-8")
    if asked.markdown is not None:
        page.write(asked.markdown, sections, f"{machine()}, {effort.rounds} rounds", progress.notes)
    return 0


def run(measures: Sequence[Measure], effort: Effort, progress: Progress) -> list[Section]:
    """Run measures one after the other."""
    sections: list[Section] = []
    for measure in measures:
        progress.begin(measure.name)
        sections += measure.run(effort, progress)
    progress.clear()
    return sections


def summary(sections: Sequence[Section]) -> str:
    """One line: how many wanted values were met, and where the others stand."""
    marks = [
        cell.mark for section in sections for _, cells in section.rows for cell in cells if isinstance(cell, Figure)
    ]
    wanted = [mark for mark in marks if mark]
    return f"{len(wanted) - wanted.count(MISSED)} of {len(wanted)} wanted values met."


def machine() -> str:
    """What the figures were taken on, and when."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {time.strftime('%Y-%m-%d')}"


def as_json(sections: Sequence[Section], progress: Progress) -> dict[str, Any]:
    """All figures as one JSON object."""
    return {
        "schema": 1,
        "machine": machine(),
        "notes": progress.notes,
        "sections": [section.as_json() for section in sections],
    }
