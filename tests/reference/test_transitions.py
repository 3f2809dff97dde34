"""The transition table of the specification and TaskLoop are held together, cell by cell."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from taskloop_conformance.model.transitions import load_table
from tasktools.taskloop import Control, State, TaskLoop

from .conftest import Run
from .sources import Boom, Source, turns

TABLE = load_table()
POSSIBLE = [pytest.param(state, event, id=f"{state}+{event}") for state, event in TABLE.cells]


def path_to(state: str) -> list[str]:
    """The shortest way to a state from the initial one, with the table's own steps."""
    paths: dict[str, list[str]] = {TABLE.initial: []}
    queue = list(paths)
    for reached in queue:
        for (at, event), cell in TABLE.cells.items():
            if at == reached and cell.next not in paths:
                paths[cell.next] = [*paths[reached], event]
                queue.append(cell.next)
    return paths[state]


class Driver:
    """Makes each event of the table happen to one real chain."""

    def __init__(self) -> None:
        self.source = Source()
        self.source.swallow = True  # so that a cancelled iteration stays active until the test ends it
        self.loop = TaskLoop(self.source.read, [0], time_pause=3600)
        self.produced = 0

    async def happen(self, event: str) -> None:
        """Make one event happen; signals are given without letting the event loop turn."""
        if event in Control.__members__:
            self.loop.signal(Control[event])
            return
        if event == "cancelled":
            self.source.swallow = False
            for task in self.active_tasks():
                task.cancel()
        elif event == "pause-ended":
            if self.loop.state == State.PAUSED:  # a pause ends when it is woken: that needs a wish and its opposite
                self.loop.task_continue()
                self.loop.pause()
        else:
            await turns()  # a cancellation must reach the source before its answer does
            if event == "returned":
                self.produced += 1
                self.source.answer.set_result([self.produced])
            else:
                self.source.answer.set_exception(Boom())
        await turns()

    def active_tasks(self) -> list[asyncio.Task[Any]]:
        """The tasks of the chain that aren't done."""
        return [task for task in asyncio.all_tasks() if task.get_name() == self.loop.name]


def test_the_states_are_those_of_the_table() -> None:
    """TaskLoop knows the states of the table and no others but ``new``."""
    assert {*TABLE.states, "new"} == {str(state) for state in State}


@pytest.mark.parametrize(("state", "event"), POSSIBLE)
def test_cell(run: Run, state: str, event: str) -> None:
    """In each state each possible event leads to the state, and does the action, that the table names."""
    cell = TABLE.step(state, event)

    async def main() -> None:
        driver = Driver()
        source, loop = driver.source, driver.loop
        loop.create()
        await turns()
        for step in path_to(state):
            await driver.happen(step)
        if event not in Control.__members__ and state == "cancelling":
            await turns()  # its cancellation was delivered on the way to the state, not by this event
        assert state == loop.state
        calls, interrupted, reports = len(source.calls), source.interrupted, len(run.reports)
        await driver.happen(event)
        assert cell.next == loop.state
        action = cell.action
        started = {"start-user", "start-kept"}
        assert calls + (action in started) == len(source.calls)
        if action in started:
            assert (driver.produced,) == source.calls[-1]
        assert reports + (action == "end-and-report") == len(run.reports)
        if action == "cancel-task":
            paused = loop.state == State.PAUSED_CANCELLING
            await turns()
            assert (State.ENDED if paused else State.CANCELLING) == loop.state
            assert interrupted + (not paused) == source.interrupted
        elif event in Control.__members__:
            assert action == "nothing"
            assert interrupted == source.interrupted
        assert (0 if loop.state == State.ENDED else 1) == len(driver.active_tasks())
        source.swallow = False
        loop.cancel()
        for task in driver.active_tasks():
            task.cancel()
        await turns()
        assert State.ENDED == loop.state

    run(main())


def test_a_pause_lasts(run: Run) -> None:
    """A woken pause whose latest wish is PAUSE is followed by another pause, which waits again."""

    async def main() -> None:
        driver = Driver()
        driver.loop.create()
        await turns()
        for event in ("PAUSE", "returned"):
            await driver.happen(event)
        first = driver.active_tasks()
        await driver.happen("pause-ended")
        second = driver.active_tasks()
        assert first != second
        await driver.happen("CONTINUE")
        await turns()
        assert [(0,), (1,)] == driver.source.calls
        driver.source.swallow = False
        driver.loop.cancel()
        await turns()

    run(main())
