"""The stepper's model, run as the JavaScript that it is, against the oracle.

QuickJS comes from the package index as a wheel for every Python, so that these tests need no other program.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import quickjs

from site_tools.pages.scripts import plain, stepper, table_data
from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.history import SIGNALS
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.model.transitions import Table, load_table

Script = list[tuple[float, str]]

SCRIPTS = 1_000
#: Waits between two signals, in virtual seconds: within an iteration, at its end, within and between pieces of a pause.
WAITS = (0, 0.1, 0.25, 0.5, 0.75, 1, 1.1, 2.3)


@cache
def scripts() -> tuple[Script, ...]:
    """Random scripts, the same in every run; the last signal is one that ends the chain."""
    chance = random.Random(18)
    return tuple(
        [(chance.choice(WAITS), chance.choice(SIGNALS)) for _ in range(chance.randrange(8))]
        + [(chance.choice(WAITS), chance.choice(["STOP", "CANCEL"])), (3, "STOP")]
        for _ in range(SCRIPTS)
    )


def played(table: Table, some: tuple[Script, ...]) -> list[dict[str, Any]]:
    """Play scripts in JavaScript: of each the history, the steps through the table and the last state."""
    context = quickjs.Context()
    context.eval(plain("model.js"))
    context.eval(f"const TABLE = {json.dumps(table_data(table))};")
    context.eval(
        "function all(scripts) { return JSON.stringify(JSON.parse(scripts).map((script) => {"
        " const chain = play(TABLE, script);"
        " return { history: chain.notation(), steps: chain.steps, state: chain.state, over: chain.over }; })); }"
    )
    answer: list[dict[str, Any]] = json.loads(context.get("all")(json.dumps(some)))
    return answer


def test_every_history_is_legal() -> None:
    """A thousand random scripts give histories that the oracle finds legal, up to the chain's end."""
    runs = played(load_table(), scripts())
    assert SCRIPTS == len(runs)
    assert [] == [run["history"] for run in runs if judge(parse_history(run["history"])) or not run["over"]]


def test_states_are_those_of_the_table() -> None:
    """Following the table from its first state, event by event, gives the states that the model was in."""
    table = load_table()
    for run in played(table, scripts()):
        state = table.initial
        for at, event in run["steps"]:
            assert state == at
            state = table.step(state, event).next
        assert state == run["state"]


def test_the_scripts_come_by_every_reachable_cell() -> None:
    """The scripts use every cell of the table that a chain without errors can come to."""
    used = {tuple(step) for run in played(load_table(), scripts()) for step in run["steps"]}
    unused = {cell for cell in load_table().cells if cell[0] != "ended" and cell[1] != "raised"} - used
    # CANCEL is carried out at once, so nothing can happen between it and the task's end; nobody else cancels here.
    aside = {cell for cell in unused if cell[1] == "cancelled" or cell[0] in ("cancelling", "paused-cancelling")}
    assert set() == unused - aside


@pytest.mark.parametrize(
    ("state", "event", "change"),
    [
        ("running", "returned", {"action": "keep-and-pause", "next": "paused"}),
        ("pausing", "returned", {"action": "start-user", "next": "running"}),
        ("stopping", "returned", {"action": "start-user", "next": "running"}),
        ("paused", "pause-ended", {"action": "start-kept", "next": "running"}),
        ("resuming", "pause-ended", {"action": "pause-again", "next": "paused"}),
        ("paused-stopping", "pause-ended", {"action": "start-kept", "next": "running"}),
        ("stopping", "CONTINUE", {"next": "running"}),
        ("pausing", "CONTINUE", {"next": "pausing"}),
        ("running", "PAUSE", {"next": "running"}),
        ("running", "CANCEL", {"action": "nothing", "next": "running"}),
    ],
)
def test_another_table_is_noticed(state: str, event: str, change: dict[str, str]) -> None:
    """With one cell altered some history is illegal: the model does what the table says, and the oracle sees it."""
    table = load_table()
    altered = table.altered(state, event, replace(table.cells[state, event], **change))
    runs = played(altered, scripts()[:200])
    assert any(judge(parse_history(run["history"])) or not run["over"] for run in runs)


def test_the_joined_script_is_one_that_runs() -> None:
    """The script of the page has no import left, and is JavaScript that can be read."""
    text = stepper()
    assert "import " not in text.replace("// import", "")
    quickjs.Context().eval(f"(function () {{ return; {text} }})")
