"""What a page asks of the suite: judge a text, show one history again, judge an exercise; answers are plain data.

A page runs Python in a web worker, in which there is one process without threads and sockets: everything is done in
this process, and what the page shows is sent while it is done.  Nothing here knows of a page, so tests judge in the
same way without one.  What can't be judged there is left out by the checks themselves (CONTROL.threads).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

from ..explore.examine import examine
from ..model.failures import AdapterError, RuleBroken, Unimplemented
from ..model.finding import Finding
from ..model.history import Divergence, History
from ..model.rules import load_areas, load_rules
from ..model.transitions import load_table
from ..pictures.state_diagram import state_diagram
from ..record.adapters import load
from ..record.tokens import from_token
from ..record.tracing import TracedRun
from ..report.history_page import stepper_html
from ..report.history_steps import Told
from ..report.html import finding_html
from ..run.records import Collected, Record
from ..teach.cells import cell_of
from ..teach.exercises import Exercise, answered, find, load_course
from ..teach.hints import picture_of
from .assess import assess
from .course_words import PARTS, heading, hints, said
from .validation import Options, validate

Data = dict[str, Any]
Send = Callable[[Data], None]

#: The reader's text becomes this file in the current folder; messages name it.
FILE = "implementation.py"


def judge(text: str, effort: str, send: Send) -> None:
    """Judge an implementation; ``effort`` is "none", "quick", "" or "thorough".

    ``send`` gets ``{"kind": "plan", ...}`` once, ``{"kind": "check", ...}`` for each finished check, and last
    ``{"kind": "report", ...}`` with the outcome of each rule.
    """
    sent: list[bool] = []

    def tell(record: Record, collected: Collected) -> None:
        if not sent:
            sent.append(True)
            plan = [{"check": check, "rules": rules} for check, rules in collected.plan]
            send({"kind": "plan", "areas": [area.id for area in load_areas()], "checks": plan})
        broken = [Finding.from_json(each).rule for each in record["findings"]]
        send({"kind": "check", "check": record["check"], "outcome": record["outcome"], "broken": broken})

    file = Path(FILE)
    file.write_text(text, "utf-8")
    report, _ = validate(Options(FILE, effort=effort, in_process=True, on_record=tell))
    rules = []
    for result in report.rules:
        shown = finding_data(result.finding, FILE) if result.finding and result.outcome != "passed" else None
        said = result.message.partition("\n")[0] if result.outcome != "passed" else ""
        rules.append(
            {
                "id": result.id,
                "level": result.level,
                "title": load_rules()[result.id].title,
                "outcome": result.outcome,
                "message": said,
                "finding": shown,
            }
        )
    send({"kind": "report", "verdict": report.verdict, "errors": list(report.errors), "rules": rules})


def replay(text: str, token: str, send: Send) -> None:
    """Run one history of an implementation again; ``send`` gets ``{"kind": "replayed", ...}``."""
    Path(FILE).write_text(text, "utf-8")
    try:
        history = examine(token, load(FILE))
    except RuleBroken as broken:
        send({"kind": "replayed", "broken": True, "finding": finding_data(broken.finding, FILE)})
    except (AdapterError, Unimplemented, ValueError) as error:
        send({"kind": "replayed", "broken": False, "html": f"<p>{escape(str(error))}</p>"})
    else:
        steps = stepper_html(_told(token, history, None, FILE), token)
        send({"kind": "replayed", "broken": False, "html": f"<p>This history is legal.</p>{steps}"})


def finding_data(finding: Finding, file: str = "") -> Data:
    """A finding for a page: the rule, the token, and as HTML its swimlane, the table's cell, and its steps.

    With the implementation's ``file`` the history runs once more, for the turns of the event loop between its events.
    """
    rule = load_rules()[finding.rule]
    html = finding_html(finding)
    if found := cell_of(finding):
        state, event, cell = found
        words = f"{event} while {state}: {load_table().actions[cell.action]}; then {cell.next}"
        html += (
            f"<details><summary>The table's cell: {escape(words)}</summary>"
            '<div class="tl-scroll" tabindex="0" role="group" aria-label="State diagram">'
            f"{state_diagram(path=[(state, event)]).html}</div></details>"
        )
    told = _told(finding.replay, finding.history, finding.divergence, file)
    steps = stepper_html(told, f"{rule.id} {finding.replay}")
    html += f"<details class=tl-stepping><summary>Step through this history</summary>{steps}</details>"
    return {"rule": rule.id, "title": rule.title, "text": rule.text, "token": finding.replay, "html": html}


def _told(token: str, history: History, divergence: Divergence | None, file: str) -> Told:
    """A history, with the diary of the event loop where a second run of it is the same."""
    told = Told(history, divergence)
    if not file or token.startswith("probe:"):
        return told
    try:
        run = TracedRun(from_token(token), load(file))
        again = run.record()
    except (AdapterError, Unimplemented, ValueError):
        return told
    return Told.of(run, again, divergence) if again == history else told


def course_data() -> Data:
    """The course for a page, without its solutions and the answers of its quizzes.

    ``{"parts": [{"kind", "title"}], "exercises": [...]}``: what a list of the exercises and the one at hand show.
    """
    parts = [{"kind": kind, "title": title} for kind, title in PARTS.items()]
    return {"parts": parts, "exercises": [_exercise_data(exercise) for exercise in load_course()]}


def _exercise_data(exercise: Exercise) -> Data:
    quiz = exercise.kind == "quiz"
    return {
        "name": exercise.name,
        "kind": exercise.kind,
        "number": exercise.number,
        "title": exercise.title,
        "heading": heading(exercise),
        "task": exercise.task,
        "lesson": exercise.lesson,
        "start": "" if quiz else exercise.start,
        "rules": [] if quiz else _titles(exercise.rules),
        "choices": _titles(exercise.choices),
        "code": exercise.code,
        "history": exercise.history,
    }


def _titles(rules: Iterable[str]) -> list[Data]:
    return [{"id": rule, "title": load_rules()[rule].title} for rule in rules]


def attempt(name: str, text: str, send: Send) -> None:
    """Judge an attempt at an exercise; for a quiz, ``text`` is the rule that the reader chose.

    ``send`` gets ``{"kind": "alive"}`` after each check, and last ``{"kind": "attempted", ...}``: ``said`` is what the
    terminal says, ``hints`` are its hints as ``{"text", "picture"}``, with SVG for its pictures made of characters.
    """
    exercise = find(name)
    file = Path(exercise.file)
    file.write_text(answered(exercise, text) if exercise.kind == "quiz" else text, "utf-8")
    result = assess(exercise, file, in_process=True, on_check=lambda: send({"kind": "alive"}))
    shown = [
        {"text": each, "picture": picture_of(level, result.finding)}
        for level, each in enumerate(hints(result, drawn=True), 1)
    ]
    send(
        {
            "kind": "attempted",
            "name": name,
            "done": result.done,
            "asked": result.asked,
            # Which rule a quiz is about is its question.
            "red": [] if exercise.kind == "quiz" else list(result.red),
            "said": said(result),
            "hints": shown,
        }
    )


def solution(name: str, send: Send) -> None:
    """Send ``{"kind": "solution", "text": ...}``: the model solution of an exercise, or a quiz's rule."""
    exercise = find(name)
    send({"kind": "solution", "text": exercise.rules[0] if exercise.kind == "quiz" else exercise.solution})
