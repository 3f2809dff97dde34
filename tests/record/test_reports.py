"""Who is told of an error: what the suite itself holds must not hide a report."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token


class OwnTask:
    """A chain whose own method is the coroutine of its task: the frame of a raised error refers to the chain."""

    def __init__(self, coro: Any, args: Any) -> None:
        self.coro, self.args, self.over = coro, args, False
        self.task = asyncio.get_running_loop().create_task(self.repeat())

    async def repeat(self) -> None:
        """Call until STOP."""
        while not self.over:
            await self.coro(*self.args)

    def stop(self) -> None:
        """STOP."""
        self.over = True


class OwnTaskAdapter:
    """What the suite asks for."""

    name, version, profiles = "a chain that keeps its task", "", frozenset({"control"})
    without = frozenset({"pause", "payload", "cancel"})

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[OwnTask, object]:
        """Start a chain."""
        chain = OwnTask(lambda *given: coro(*given, **(kwargs or {})), args or ())
        return chain, chain.task


def test_an_error_that_the_suite_remembers_keeps_no_chain_alive() -> None:
    """A task that nobody awaits is told of when it is thrown away, also where the error's frames refer to it."""
    history = record(from_token("limit5/raise@1:"), cast(Adapter, OwnTaskAdapter()))
    assert ["the error"] == [event.detail for event in history.events if event.kind == "report"]
    assert [] == judge_all(history)


class ClosingAdapter(OwnTaskAdapter):
    """One that has to close what it keeps beside its chains."""

    def __init__(self) -> None:
        self.closed: list[object] = []

    def close(self, chain: object) -> None:
        """Remember what was closed."""
        self.closed.append(chain)


@pytest.mark.parametrize("token", ["limit5/raise@1:", "keep-nobody/limit5/raise@1:"])
def test_a_chain_is_closed_as_itself(token: str) -> None:
    """An adapter's close() gets its own chain, never a reference to it, also where nobody keeps the chain."""
    adapter = ClosingAdapter()
    record(from_token(token), cast(Adapter, adapter))
    assert [OwnTask] == [type(chain) for chain in adapter.closed]
