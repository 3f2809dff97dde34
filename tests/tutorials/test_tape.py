"""The tape: what the chains of a program on the stage did, as a history, a picture and steps."""

from __future__ import annotations

import asyncio
import re

import pytest

from taskloop_conformance.model.notation import format_history
from taskloop_conformance.pictures.state_diagram import state_diagram
from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import TaskLoop, simple_fargs, simple_fargs_out


async def count(number: int) -> list[int]:
    """A source that takes a second and counts."""
    await asyncio.sleep(1)
    return [number + 1]


def events(tape: Tape) -> list[str]:
    """The tape's events as the lines of the notation, without what stands before them."""
    lines = format_history(tape.history()).splitlines()
    return [" ".join(line.split()) for line in lines if line and not line.startswith(("#", "time_pause"))]


def test_a_tape_writes_a_chains_history() -> None:
    """Calls, returns, payloads and signals stand on the tape in their order, with labelled payloads."""
    tape = Tape(time_pause=0.25)

    async def main() -> None:
        chain = tape.chain("A", TaskLoop, count, [1], fargs=simple_fargs_out, time_pause=0.25)
        chain.create()
        await asyncio.sleep(0.5)
        chain.pause()
        await asyncio.sleep(2)
        chain.task_continue()
        await asyncio.sleep(0.5)
        chain.stop()
        await chain
        tape.end()

    run(main())
    assert [
        "0 call p0",
        "0.5 PAUSE",
        "1 return",
        "1 fargs p0 -> p1",
        "2.5 CONTINUE",
        "2.5 call p1",
        "3 STOP",
        "3.5 return",
        "3.5 fargs p1 -> p2",
        "3.5 idle tasks 0 timers 0",
    ] == [line.replace("* ", "") for line in events(tape)]
    assert tape.verdict() is None


def test_a_tape_knows_a_wrong_payload() -> None:
    """A call with another payload than the latest is labelled as what it is; the verdict names the rule."""
    tape = Tape()

    async def main() -> None:
        coro, fargs = tape.coro("A", count), tape.fargs("A", simple_fargs_out)
        for _ in range(2):
            fargs([1], await coro(1))

    run(main())
    assert ["0 call p0", "1 return", "1 fargs p0 -> p1", "1 call p0"] == events(tape)[:4]
    verdict = tape.verdict()
    assert "CHAIN.next-payload" == (verdict and verdict.rule)


def test_a_tape_marks_when_a_cancellation_arrives_and_when_it_leaves() -> None:
    """Between the arrival of a cancellation and its end lies the coroutine's clean-up."""
    tape = Tape()

    async def careful() -> None:
        try:
            await asyncio.sleep(9)
        finally:
            await asyncio.sleep(0.5)

    async def main() -> None:
        chain = tape.chain("A", TaskLoop, careful, [], fargs=simple_fargs)
        chain.create()
        await asyncio.sleep(1)
        chain.cancel()
        await chain

    run(main())
    assert ["0 call p0", "1 CANCEL", "1 interrupted", "1.5 cancelled"] == events(tape)


def test_a_tape_notes_a_swallowed_cancellation() -> None:
    """A coroutine that swallows its cancellation was interrupted and returned."""
    tape = Tape()

    async def stubborn() -> list[int]:
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            return []
        return []

    async def main() -> None:
        chain = tape.chain("A", TaskLoop, stubborn, [], fargs=simple_fargs_out)
        chain.create()
        await asyncio.sleep(1)
        chain.cancel()
        await chain

    run(main())
    assert ["0 call p0", "1 CANCEL", "1 interrupted", "1 return", "1 fargs p0 -> p1"] == events(tape)


def test_a_time_limit_inside_a_coroutine_is_its_own_affair() -> None:
    """A cancellation that ``asyncio.timeout`` makes and takes back again isn't one of the chain."""
    tape = Tape()

    async def limited(number: int) -> list[int]:
        try:
            async with asyncio.timeout(0.5):
                return await count(number)
        except TimeoutError:
            return [number]

    async def main() -> None:
        tape.chain("A", TaskLoop, limited, [1], fargs=simple_fargs_out).create()
        await asyncio.sleep(0.75)

    run(main())
    assert ["0 call p0", "0.5 return", "0.5 fargs p0 -> p1", "0.5 call p1"] == events(tape)
    assert tape.verdict() is None


@pytest.mark.parametrize("awaited", [True, False])
def test_a_tape_notes_that_an_error_was_reported(awaited: bool) -> None:
    """An error is reported on the tape when it is raised to an awaiter and when the handler hears of it."""
    tape = Tape()

    async def fail() -> None:
        raise LookupError("nothing there")

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        chain = tape.chain("A", TaskLoop, fail, [], fargs=simple_fargs)
        chain.create()
        if awaited:
            with pytest.raises(LookupError):
                await chain
        else:
            await asyncio.sleep(1)

    run(main())
    assert ["0 call p0", "0 raise", "0 report the error"] == events(tape)


@pytest.mark.parametrize(
    ("result", "written"), [(None, "p0 -> nothing"), ([3], "p0 -> p1"), ([[3], {"unit": "m"}], "p0 -> p1")]
)
def test_a_tape_tells_payloads_from_what_is_none(result: object, written: str) -> None:
    """A list or tuple, in either form, is a payload; anything else is nothing."""
    tape = Tape()

    async def main() -> None:
        coro, fargs = tape.coro("A", count), tape.fargs("A", lambda args, obtained: result)
        fargs([1], await coro(1))

    run(main())
    assert written == tape.events[-1].detail


def test_without_watched_fargs_calls_are_labelled_with_their_arguments() -> None:
    """A call in a chain without watched fargs shows its arguments, and such a tape isn't judged."""
    tape = Tape()

    async def read(name: str, *, period: float) -> None:
        await asyncio.sleep(period)

    async def main() -> None:
        await tape.coro("wind", read)("north wind", period=2)

    run(main())
    assert ("northwind,period=2", None) == (tape.events[0].detail, tape.verdict())


def test_what_is_cleared_away_after_the_program_is_not_on_its_tape() -> None:
    """The cancellation of what still runs at the end belongs to no history."""
    tape = Tape()

    async def main() -> None:
        tape.chain("A", TaskLoop, count, [1], fargs=simple_fargs_out).create()
        await asyncio.sleep(0.5)

    run(main())
    assert ["0 call p0"] == events(tape)


def test_a_diagram_shows_the_way_of_a_chain() -> None:
    """The arrows that a chain took stand out; those of another chain don't."""
    tape = Tape()

    async def main() -> None:
        chain = tape.chain("A", TaskLoop, count, [1], fargs=simple_fargs_out)
        chain.create()
        await asyncio.sleep(0.5)
        chain.stop()
        await chain

    run(main())
    assert state_diagram(path=[("running", "STOP"), ("stopping", "returned")]).svg == tape.diagram().svg
    assert state_diagram().svg == tape.diagram("B").svg


def test_a_tape_refuses_a_real_event_loop() -> None:
    """On real time a history would differ each time, so a tape says what to do instead."""

    async def main() -> None:
        await Tape().coro("A", count)(1)

    with pytest.raises(RuntimeError, match=r"taskloop_conformance\.teach\.stage\.run"):
        asyncio.run(main())


def test_the_steps_of_a_tape() -> None:
    """A tape with a diary shows the turns between its events; one without shows the events alone."""

    async def main(tape: Tape) -> None:
        tape.chain("A", TaskLoop, count, [1], fargs=simple_fargs_out).create()
        await asyncio.sleep(2.5)

    with_turns, without = Tape(turns=True), Tape()
    for tape in (with_turns, without):
        run(main(tape))
    assert with_turns.events == without.events
    shown = with_turns.steps("two iterations")._repr_html_()
    assert "The event loop runs: the done callback" in shown
    assert 'aria-label="Steps of two iterations"' in shown
    assert re.search(r"<li>1 s, turn \d+: The user coroutine returns\.", shown)
    assert "The event loop runs" not in without.steps()._repr_html_()


def test_the_program_is_named_in_the_diary() -> None:
    """The program's own task, which has its turns between those of a chain, is called so."""
    tape = Tape(turns=True)

    async def main() -> None:
        TaskLoop(tape.coro("A", count), [1], fargs=simple_fargs_out).create()
        await asyncio.sleep(0)
        for _ in range(3):
            await asyncio.sleep(0.5)

    run(main())
    assert tape.turns is not None
    assert any("(the program)" in text for turn in tape.turns.turns for text in turn.ready)
