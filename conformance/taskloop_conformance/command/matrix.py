"""``matrix TARGET...``: validate several implementations or releases side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from ..model.rules import load_rules
from ..report import matrix as report_matrix
from ..report.report import Report
from ..report.text import Style
from .arguments import add_effort, check_writable, describe, options_of
from .output import write_files
from .several import run_matrix

HELP = "validate several side by side"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``matrix``."""
    describe(
        parser,
        "Validate several targets; a target may also be a requirement such as tasktools==1.2.0.",
        "taskloop-conformance matrix tasktools==1.1.0 tasktools==1.2.0 mine.py",
        "taskloop-conformance matrix tasktools==1.1.0 mine.py --cluster 'local[2]'     # each as a task of dask",
    )
    parser.add_argument("targets", nargs="+", metavar="TARGET")
    parser.add_argument("--path", metavar="DIR", help="put DIR first on the import path")
    parser.add_argument("--json", metavar="FILE", help="write all reports as JSON")
    parser.add_argument("--html", metavar="FILE", help="write a self-contained page: rules by targets")
    add_effort(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Validate them, a line for each; gives the most serious exit code."""
    options = options_of(arguments, "")
    check_writable(arguments.json, arguments.html)
    style = Style(sys.stdout)
    width = max(map(len, arguments.targets))

    def show(report: Report) -> None:
        passed = sum(result.outcome == "passed" for result in report.rules)
        summary = f"{passed:>3} of {report.planned} passed" if report.rules else "; ".join(report.errors)
        verdict = style.paint(f"{report.verdict:<23}", report.verdict)
        print(f"{report.target:<{width}}  {verdict}  {summary}", flush=True)

    reports = run_matrix(arguments.targets, options, load_rules(), show)
    write_files(_files(arguments, reports))
    return report_matrix.exit_code(reports)


def _files(arguments: argparse.Namespace, reports: Sequence[Report]) -> Iterator[tuple[str, str]]:
    if arguments.json:
        yield arguments.json, report_matrix.dumps(reports)
    if arguments.html:
        yield arguments.html, report_matrix.to_html([report.to_json() for report in reports])
