"""The steps of a history as data, and as a list in a page that holds the data for its script."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.history import KINDS, Event
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.record.tokens import from_token
from taskloop_conformance.record.tracing import TracedRun
from taskloop_conformance.record.turns import Turn, Turns
from taskloop_conformance.report.event_words import event_words
from taskloop_conformance.report.history_page import render_page, stepper_html
from taskloop_conformance.report.history_steps import Told, steps_data
from tests.faults.clean import Clean

TEXT = "0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n2 call p1\n3 return\n"


def told(text: str) -> Told:
    """A history without a diary of its loop."""
    history = parse_history(text)
    return Told(history, judge(history))


@pytest.fixture(scope="module")
def traced() -> Told:
    """A legal run with its diary."""
    run = TracedRun(from_token("wait:1w=PAUSE,1+2=CONTINUE"), ModuleAdapter(Clean(), "clean"))
    return Told.of(run, run.record(), None)


def step_at(data: dict[str, Any], event: str) -> dict[str, Any]:
    """The first step of an event."""
    found: dict[str, Any] = next(step for step in data["steps"] if step.get("event") == event)
    return found


def test_a_step_says_what_is_known() -> None:
    """Time, event, states, wish, kept payload and cell are the oracle's; no turn where nobody counted turns."""
    step = step_at(steps_data(told(TEXT)), "PAUSE")
    assert (0.5, "A", "PAUSE is given.") == (step["at"], step["chain"], step["words"])
    (position,) = step["possible"]["A"]
    assert ("pausing", "the user coroutine", "PAUSE") == (position["state"], position["task"], position["wish"])
    assert [("running", "PAUSE", "pausing")] == [(c["state"], c["event"], c["next"]) for c in step["cells"]]
    assert set() == {"turn", "task", "ready", "raised"} & step.keys()
    assert "kept" not in position


def test_the_divergence_is_a_step() -> None:
    """The step that breaks the rule is numbered, and no explanation is left at it."""
    data = steps_data(told(TEXT))
    broken = data["steps"][data["broken"]]
    assert ("PAUSE.lasts", "call p1", []) == (data["rule"], broken["event"], broken["possible"]["A"])
    assert broken["said"].endswith("no explanation is left.")


def test_what_never_happens_is_missed_at_the_end() -> None:
    """Where something owed doesn't come, the step is the end of the history."""
    data = steps_data(told("0 call p0\n1 return\n1 fargs p0 -> p1\n5 idle tasks 0 timers 0"))
    assert "idle tasks 0 timers 0" == data["steps"][data["broken"]]["event"]


def test_turns_between_two_events_are_steps(traced: Told) -> None:
    """The turn in which the done callback is ready stands behind the end of its task, where the decision may be due."""
    data = steps_data(traced)
    number = next(n for n, step in enumerate(data["steps"]) if step.get("event", "").startswith("fargs p0"))
    turn = data["steps"][number + 1]
    assert ("turn", data["steps"][number]["turn"] + 1) == (turn["kind"], turn["turn"])
    assert turn["ready"][0].startswith("the done callback ")
    assert {"pausing", "paused"} == {position["state"] for position in turn["possible"]["A"]}
    assert "broken" not in data


def test_a_pause_keeps_its_payload(traced: Told) -> None:
    """While it is paused each explanation names the payload that is kept."""
    step = step_at(steps_data(traced), "CONTINUE")
    assert [("resuming", "p1", "CONTINUE")] == [(p["state"], p["kept"], p["wish"]) for p in step["possible"]["A"]]


def test_the_end_of_the_run_is_that_of_the_chain(traced: Told) -> None:
    """Nothing follows the end of a run, so what was due then has been decided: the chain has ended."""
    last = steps_data(traced)["steps"][-1]
    assert ["ended"] == [position["state"] for position in last["possible"]["A"]]


def test_steps_come_in_the_order_of_time(traced: Told) -> None:
    """Neither time nor turn nor the place in the picture goes back."""
    steps = steps_data(traced)["steps"]
    for key in ("at", "turn", "x"):
        values = [step[key] for step in steps if key in step]
        assert sorted(values) == values


def test_a_history_without_a_table_has_no_states() -> None:
    """The mask has no control: its steps are events alone."""
    data = steps_data(told("surface: mask\n0 call p0\n1 return\n1 fargs p0 -> p1\n1 masked p1"))
    assert [] == [step for step in data["steps"] if "possible" in step]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_has_words(kind: str) -> None:
    """Each kind that a history may hold is a sentence, with the chain's name where that is asked for."""
    detail = {"fargs": "p0 -> p1", "idle": "tasks 0 timers 0", "busy": "tasks 1 timers 0"}.get(kind, "STOP x")
    words = event_words(Event(1.0, "B", kind, detail), named=True)
    assert words.startswith("Chain B: ")
    assert words.endswith(".")
    assert not event_words(Event(1.0, "B", kind, detail), named=False).startswith("Chain B")


def test_the_list_needs_no_script() -> None:
    """Every step is an item of the list, with what it says, and the wrong one is marked."""
    text = stepper_html(told(TEXT))
    data = steps_data(told(TEXT))
    items = re.findall(r"<li( class=tl-wrong)?>(.*?)</li>", text)
    assert [step["said"] for step in data["steps"]] == [html.unescape(item).partition("<br>")[0] for _, item in items]
    assert [data["broken"]] == [number for number, (wrong, _) in enumerate(items) if wrong]


def test_the_script_gets_the_same_data() -> None:
    """The JSON in the element is the data, whatever a detail holds, and nothing in it is markup."""
    history = parse_history("0 call p0\n0.5 report </script>`&amp;x`\n1 return\n1 fargs p0 -> p1")
    text = stepper_html(Told(history))
    (data,) = re.findall(r'<script type="application/json">(.*?)</script>', text)
    assert steps_data(Told(history)) == json.loads(data)
    assert [] == [letter for letter in "<>&`\n" if letter in data]


def test_two_histories_share_no_id() -> None:
    """Two elements of a page have ids of their own, though their diagrams are the same."""
    one, other = stepper_html(told(TEXT), "one"), stepper_html(told(TEXT), "other")
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in (one, other)]
    assert ids[0]
    assert set() == ids[0] & ids[1]
    used = {name for text in re.findall(r'aria-labelledby="([^"]+)"', one) for name in text.split()}
    assert used | set(re.findall(r"url\(#([^)]+)\)", one)) <= ids[0]


def test_a_page_needs_nothing_else() -> None:
    """The page of a history holds its style, script and pictures, the verdict, and how to see it again."""
    page = render_page(told(TEXT), "wait:1w=PAUSE", "mine.py")
    assert "PAUSE.lasts" in page
    assert "taskloop-conformance replay wait:1w=PAUSE mine.py" in page
    assert [] == re.findall(r'(?:src|href)="(?!data:)', page)
    assert 2 == page.count("<svg ")


def test_what_is_allowed_is_said_once(traced: Told) -> None:
    """The call that is due is one sentence, though it is possible before the decision and after it."""
    turns = [step for step in steps_data(traced)["steps"] if step["kind"] == "turn"]
    assert any("allowed next: call p2 at 2.5 s." in step["said"] for step in turns)
    assert [] == [step["said"] for step in turns if "call p2; or" in step["said"] or "; or call p2." in step["said"]]


def test_what_is_left_out_is_said() -> None:
    """Of a long history the events around the divergence are steps, and the number of the others is said."""
    lines = [f"{n} call p{n}\n{n + 1} return\n{n + 1} fargs p{n} -> p{n + 1}" for n in range(100)]
    text = "\n".join([*lines[:50], "50 call p7", *lines[51:]])
    data = steps_data(told(text))
    events = told(text).history.events
    assert (110, len(events)) == (data["earlier"], data["earlier"] + len(data["steps"]) + data["later"])
    assert events[110].kind in data["steps"][0]["event"]
    page = stepper_html(told(text))
    assert f"110 earlier and {data['later']} later events" in page
    assert "earlier and" not in stepper_html(told(TEXT))


def test_a_pause_of_many_turns_is_cut_short(traced: Told) -> None:
    """Of many turns without an event the first ones are steps, and the last of these says how many follow."""
    assert traced.turns is not None
    diary = Turns()
    diary.turns = [Turn(number, 0.6 + number / 1000, 2, ("the end of a sleep",)) for number in range(30)]
    steps = steps_data(Told(traced.history, None, diary))["steps"]
    turns = [step for step in steps if step["kind"] == "turn"]
    assert 12 == len(turns)
    assert [11] == [
        number for number, step in enumerate(turns) if "18 more turns without an event follow" in step["said"]
    ]
