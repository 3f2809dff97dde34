"""Context variables: a chain sees what was set where it was started, and its iterations don't see each other."""

from __future__ import annotations

import asyncio
import contextvars
from typing import Any

from tasktools.taskloop import TaskLoop, simple_fargs_out

from .conftest import Run
from .sources import start_renew, stop_everything, turns

SETTING: contextvars.ContextVar[str] = contextvars.ContextVar("SETTING", default="nothing")


async def read_and_set(seen: list[str], number: int) -> Any:
    """Note what is set, set something else, also in fargs."""
    seen.append(SETTING.get())
    SETTING.set(f"iteration {number}")
    await asyncio.sleep(0)
    assert f"iteration {number}" == SETTING.get()
    return seen, number + 1


def test_no_iteration_sees_another(run: Run) -> None:
    """What an iteration sets is seen by no later one, by no other chain, and not by who started them."""
    seen: dict[str, list[str]] = {"taskloop": [], "renew": [], "later": []}

    async def main() -> None:
        SETTING.set("where it was started")
        loop = TaskLoop(read_and_set, [seen["taskloop"], 0], name="chain")
        loop.create()
        start_renew(read_and_set, [seen["renew"], 0], {}, simple_fargs_out)
        SETTING.set("afterwards")
        await turns(20)
        TaskLoop(read_and_set, [seen["later"], 0], name="chain").create()
        await turns(20)
        loop.pause()
        await turns(20)
        SETTING.set("while paused")
        before = len(seen["taskloop"])
        loop.task_continue()
        await turns(20)
        assert before < len(seen["taskloop"])
        assert "while paused" == SETTING.get()
        await stop_everything()

    run(main())
    assert {"where it was started"} == {*seen["taskloop"], *seen["renew"]}
    assert {"afterwards"} == {*seen["later"]}
    assert min(len(noted) for noted in seen.values()) > 2


def test_fargs_sets_for_nobody(run: Run) -> None:
    """What fargs sets is gone with its iteration."""
    seen: list[str] = []

    def fargs(args: Any, obtained: Any) -> Any:
        SETTING.set("by fargs")
        return args

    async def read() -> None:
        seen.append(SETTING.get())
        await asyncio.sleep(0)

    async def main() -> None:
        TaskLoop(read, fargs=fargs, name="chain").create()
        start_renew(read, [], {}, fargs)
        await turns(20)
        await stop_everything()

    run(main())
    assert {"nothing"} == set(seen)
    assert len(seen) > 4
