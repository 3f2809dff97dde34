"""Legal: signals are letters to an actor, which reads them some turns of the event loop later in the same instant."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Mapping
from typing import Any

_actors: set[asyncio.Task[None]] = set()


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs = coro, fargs
        self.payload = (coro_args, coro_kwargs or {})
        self.letters: collections.deque[str] = collections.deque()
        self.bell = asyncio.Event()
        self.over = False

    def create(self) -> asyncio.Task[None]:
        actor = asyncio.get_running_loop().create_task(self.act())
        _actors.add(actor)
        actor.add_done_callback(_actors.discard)
        return actor

    def read(self, read_before: dict[str, bool]) -> dict[str, bool]:
        """All letters so far: what they ask for together."""
        self.bell.clear()
        wishes = dict(read_before)
        while self.letters:
            letter = self.letters.popleft()
            if letter in ("pause", "continue"):
                wishes["pause"] = letter == "pause"
            else:
                wishes[letter] = wishes["stop"] = True
        return wishes

    async def act(self) -> None:
        wishes: dict[str, bool] = {}
        try:
            while True:
                wishes = self.read(wishes)
                if wishes.get("cancel"):
                    return
                wishes = await self.watch(asyncio.ensure_future(self.iterate()), wishes)
                while wishes.get("pause") and not wishes.get("stop"):
                    await self.bell.wait()
                    wishes = self.read(wishes)
                if wishes.get("stop"):
                    return
        except asyncio.CancelledError:
            pass
        finally:
            self.over = True

    async def watch(self, task: asyncio.Future[Any], wishes: dict[str, bool]) -> dict[str, bool]:
        """Wait for an iteration and pass a cancellation on to it meanwhile."""
        done: set[asyncio.Future[Any]] = set()
        while task not in done:
            ring: asyncio.Future[Any] = asyncio.ensure_future(self.bell.wait())
            done, _ = await asyncio.wait([task, ring], return_when=asyncio.FIRST_COMPLETED)
            ring.cancel()
            before, wishes = wishes, self.read(wishes)
            if wishes.get("cancel") and not before.get("cancel"):
                task.cancel()
        await task
        return self.read(wishes)

    async def iterate(self) -> None:
        args, kwargs = self.payload
        result = self.fargs(args, await self.coro(*args, **kwargs))
        if not isinstance(result, (list, tuple)):
            raise TypeError(
                f"{getattr(self.coro, '__name__', self.coro)} wants a list or a tuple, not {type(result).__name__}"
            )
        pair = len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping)
        self.payload = (result[0], result[1]) if pair else (result, kwargs)

    def post(self, letter: str) -> None:
        if not self.over:
            self.letters.append(letter)
            self.bell.set()

    def pause(self) -> None:
        self.post("pause")

    def task_continue(self) -> None:
        self.post("continue")

    def stop(self) -> None:
        self.post("stop")

    def cancel(self) -> None:
        self.post("cancel")
