"""The diary of an event loop: what is ready at the beginning of each turn, without what is the suite's own."""

from __future__ import annotations

import gc
import re

from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token
from taskloop_conformance.record.tracing import TracedRun
from taskloop_conformance.record.turns import Turns, WatchedLoop
from tests.faults.clean import Clean

TOKEN = "wait:1w=PAUSE,1+2=CONTINUE"


def traced(token: str = TOKEN) -> TracedRun:
    """A finished run of the clean implementation."""
    run = TracedRun(from_token(token), ModuleAdapter(Clean(), "clean"))
    run.record()
    return run


def test_the_done_callback_is_ready_in_the_turn_after_its_task() -> None:
    """The call of fargs ends the task in its turn; in the next one its done callback is ready."""
    run = traced()
    index = next(i for i, event in enumerate(run.events) if event.kind == "fargs")
    moment = run.turns.of(run.events[index])
    assert moment is not None
    (after,) = [turn for turn in run.turns.turns if turn.number == moment.turn + 1]
    assert (index + 1, 1.0) == (after.after, after.at)
    (ready,) = after.ready
    assert re.fullmatch(r"the done callback \S+ of task 1 \(.+\)", ready)


def test_the_task_at_work_is_named() -> None:
    """Each iteration has a task of its own, numbered as they are seen; a signal from a timer is given in no task."""
    run = traced()
    by_kind: dict[str, list[str]] = {}
    for event in run.events:
        if moment := run.turns.of(event):
            by_kind.setdefault(event.kind, []).append(moment.task.partition(" (")[0])
    assert by_kind["call"] == by_kind["return"]
    assert len(by_kind["call"]) == len(set(by_kind["call"]))
    assert [""] == by_kind["PAUSE"]


def test_nothing_of_the_suite_s_own() -> None:
    """Timers of the recorder, which give signals and end runs, aren't in the diary."""
    run = traced("wait:1w=PAUSE,1+2=CONTINUE,2w=STOP")
    ready = [text for turn in run.turns.turns for text in turn.ready]
    assert ready
    assert [] == [text for text in ready if "deliver" in text.lower() or "close" in text or "_begin" in text]


def test_the_diary_holds_no_task() -> None:
    """Once the run is over its tasks are gone, though the diary is kept."""
    run = traced()
    gc.collect()
    assert 0 == len(run.turns._numbers)


def test_a_watched_run_has_the_history_of_any_other() -> None:
    """Writing the diary changes nothing: the history is the recorder's own."""
    run = TracedRun(from_token(TOKEN), ModuleAdapter(Clean(), "clean"))
    assert record(from_token(TOKEN), ModuleAdapter(Clean(), "clean")) == run.record()


def test_what_refuses_to_be_named_ends_no_run() -> None:
    """A callback whose every attribute raises is in the diary without a name, and the run goes on."""

    class Hostile:
        def __getattribute__(self, name: str) -> object:
            raise ValueError("no name")

        def __call__(self, *arguments: object) -> None:
            """Called by the event loop."""

    loop, turns = WatchedLoop(), Turns()
    loop.turns = turns
    loop.call_soon(Hostile())
    loop.run_until_idle()
    loop.close()
    assert ("something that can't be named",) == turns.turns[0].ready
