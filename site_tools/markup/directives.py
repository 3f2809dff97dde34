"""What a hand-written page may ask for: pictures and outputs that are made while the site is built.

Each stands on a line of its own.  ``<!-- swimlane: TOKEN -->`` becomes the picture of the reference running
that scenario, ``<!-- diagram: TOKEN -->`` its way through the state diagram, ``<!-- badge: -->`` a badge,
``<!-- output: taskloop-conformance ARGUMENTS -->`` what the program prints,
``<!-- program: FILE | TITLE -->`` a program with its output and its picture,
``<!-- bars: TABLE | row LABEL | TITLE -->`` a picture of measured figures, ``<!-- include: FILE -->`` a Markdown
file of the root, ``<!-- illegal: RULE -->`` the smallest history that breaks a rule, ``<!-- course: KIND -->`` the
exercises of one kind, and ``<!-- floors: -->`` the packages of the suite, one above the other.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable

from site_tools.markup.course import exercises
from site_tools.markup.figure_bars import figure_bars
from site_tools.markup.floors import floor_picture
from site_tools.markup.histories import box, example, one_line
from site_tools.markup.programs import program
from site_tools.paths import ROOT
from taskloop_conformance.judge import oracle
from taskloop_conformance.model.history import History
from taskloop_conformance.model.rules import PROFILES, load_rules
from taskloop_conformance.pictures.lanes import steps_of
from taskloop_conformance.pictures.state_diagram import state_diagram
from taskloop_conformance.pictures.swimlane import swimlane
from taskloop_conformance.record import adapters
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token
from taskloop_conformance.report.badge import badge_svg
from taskloop_conformance.report.outcomes import RuleResult
from taskloop_conformance.report.report import Report

_DIRECTIVE = re.compile(
    r"^<!-- (swimlane|diagram|program|output|badge|bars|course|floors|illegal|include): ?(.*?) -->$", re.M
)
REFERENCE = "tasktools.taskloop"


class DirectiveError(Exception):
    """A directive can't be carried out: the message names it and says why."""


def expand(markdown: str) -> str:
    """Carry out every directive of a page; raise :class:`DirectiveError` when one fails."""

    def one(match: re.Match[str]) -> str:
        try:
            return _KINDS[match[1]](match[2].strip())
        except DirectiveError:
            raise
        except Exception as error:
            raise DirectiveError(f"{match[0]}: {type(error).__name__}: {error}") from error

    return _DIRECTIVE.sub(one, markdown)


def _history(token: str) -> History:
    """The reference's history of a scenario; the site shows none that breaks a rule."""
    history = record(from_token(token), adapters.load(REFERENCE))
    if divergence := oracle.judge(history):
        raise DirectiveError(f"{token} breaks {divergence.rule}: {divergence.happened}")
    return history


def _swimlane(token: str) -> str:
    return box(swimlane(_history(token)).html, "Swimlane")


def _diagram(token: str) -> str:
    path = steps_of(_history(token)) if token else ()
    return box(state_diagram(path=path).html, "State diagram")


def _output(line: str) -> str:
    program, *arguments = shlex.split(line)
    if program != "taskloop-conformance":
        raise DirectiveError(f"only taskloop-conformance is run, not {program}")
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "88"}
    done = subprocess.run(
        [sys.executable, "-m", "taskloop_conformance", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1) or done.stderr.strip():
        raise DirectiveError(f"{line} ended with {done.returncode}: {done.stderr.strip()}")
    printed = "\n".join(text.rstrip() for text in done.stdout.strip("\n").splitlines())
    return f"```text\n$ {line}\n{printed}\n```"


def _illegal(rule: str) -> str:
    return example(load_rules()[rule].illegal, rule, legal=False)


def _include(name: str) -> str:
    """A Markdown file of the root, whose links into docs/ lead to the same pages of the site."""
    return (ROOT / name).read_text("utf-8").replace("](docs/", "](")


def _floors(_: str) -> str:
    return box(floor_picture().html, "Packages")


def _badge(_: str) -> str:
    """The badge of a report in which every rule passed."""
    results = tuple(RuleResult(rule.id, rule.level, rule.profile, "passed") for rule in load_rules().values())
    report = Report(REFERENCE, "", "", PROFILES, "conformant", len(results), 0, 0.0, results)
    return one_line(badge_svg(report).strip())


_KINDS: dict[str, Callable[[str], str]] = {
    "swimlane": _swimlane,
    "diagram": _diagram,
    "course": exercises,
    "illegal": _illegal,
    "include": _include,
    "program": program,
    "output": _output,
    "badge": _badge,
    "bars": figure_bars,
    "floors": _floors,
}
