"""The quizzes of the course, made from the catalogue: a fault's code, a history that shows it, and the rule.

    python -m tests.faults.quizzes        write conformance/taskloop_conformance/teach/course/quizzes.json

Code and history are taken from the fault itself, so that neither can be wrong; what is chosen by hand is which fault
and which scenario teach something.  The wheel of the suite holds the result, because it doesn't hold the catalogue.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from pathlib import Path
from typing import Any

from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token
from taskloop_conformance.report.narrative import events_table

from .fault import load_catalogue

FILE = Path(__file__).parents[2] / "conformance" / "taskloop_conformance" / "teach" / "course" / "quizzes.json"

#: Which faults are asked about, and the scenario that shows each: easy ones first.
ASKED = {
    "start-late": "limit2/wait:",
    "payload-one-late": "limit4/wait:",
    "pause-ignored": "wait:1w=PAUSE,1+2=CONTINUE",
    "error-retried": "raise@2:",
    "continue-ignored": "wait:1w=PAUSE,1+2=CONTINUE",
    "kept-pause-result": "wait:1w=PAUSE,1+2=CONTINUE",
    "stop-interrupts": "wait:1w=STOP",
    "cancel-waits-for-the-end": "wait:1w=CANCEL",
    "continue-undoes-stop": "wait:1w=STOP,1l=CONTINUE",
    "kept-of-the-first-pause": "wait:1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=CONTINUE",
    "task-left": "limit4/wait:",
    "cancel-in-pause-lost": "wait:1w=PAUSE,1+2=CANCEL",
}
#: How many rules one chooses among.
CHOICES = 4


def quizzes() -> list[dict[str, Any]]:
    """Every quiz as data; raises AssertionError where a scenario doesn't show the fault's own rule."""
    return [_quiz(name, token) for name, token in ASKED.items()]


def dumps() -> str:
    """The text of the file."""
    return json.dumps(quizzes(), indent=1, ensure_ascii=False) + "\n"


def _quiz(name: str, token: str) -> dict[str, Any]:
    fault = load_catalogue()[name]
    history = record(from_token(token), ModuleAdapter(fault.implementation(), name))
    found = judge_all(history)
    rule = fault.breaks[0]
    assert found, f"{name}: {token} breaks no rule"
    assert rule == found[0].rule, f"{name}: {token} shows {found[0].rule} before {rule}"
    # The arrow at the first divergence stays: where it is, is what the question is about.
    return {
        "fault": name,
        "rule": rule,
        "choices": _choices(rule),
        "code": _code(fault.kind),
        "history": events_table(history, found[0]),
    }


def _choices(rule: str) -> list[str]:
    """The rule and its neighbours in the specification, in the specification's order."""
    rules = [each.id for each in load_rules().values() if not each.retired]
    at = rules.index(rule)
    first = min(max(0, at - at % CHOICES), len(rules) - CHOICES)
    return rules[first : first + CHOICES]


def _code(kind: type) -> str:
    """A class without its decorator, which names the rule, and without the docstrings, which say what is wrong."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    (found,) = tree.body
    assert isinstance(found, ast.ClassDef)
    found.decorator_list = []
    for node in ast.walk(found):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
            del node.body[0]
    found.name = "Faulty"
    return ast.unparse(found)


if __name__ == "__main__":
    FILE.write_text(dumps(), "utf-8")
