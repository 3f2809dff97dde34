"""A group of chains: the list of sources, each at its own frequency."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from tasktools.control import Control, State
from tasktools.controlled import report
from tasktools.loop import TaskLoop
from tasktools.signals import Signals


class TaskLoopGroup(Signals):
    """Start many chains, signal all of them or one, wait for all; use it with ``async with``.

    Entering starts ``loops``; ``add`` starts more.  Leaving stops all (cancels them when an exception leaves
    the block) and waits until every chain has ended, so no task is left behind.  One chain's failure doesn't
    touch the others, unless ``on_error`` names the signal that they then get: STOP or CANCEL.

    The errors of the chains are raised together as one exception group, by ``wait()`` or on leaving.  An
    exception that leaves the block goes on instead, and errors not yet raised go to the exception handler.
    """

    def __init__(self, loops: Iterable[TaskLoop] = (), *, on_error: Control | None = None) -> None:
        self._waiting = deque(loops)  # to be started on entering
        # Invariant: the started chains that have not ended, in the order of their start.
        self._active: dict[TaskLoop, None] = {}
        self._errors: list[tuple[str, BaseException]] = []  # still to be raised, with the names of their chains
        self._on_error = on_error
        self._open = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._empty = asyncio.Event()

    def add(self, loop: TaskLoop) -> TaskLoop:
        """Start one more chain in the group and give it back.

        Raises RuntimeError outside the ``async with`` block, and for a chain that was started before.
        """
        if not self._open:
            raise RuntimeError("a TaskLoopGroup starts chains only inside its 'async with' block")
        if loop.state is not State.NEW:
            raise RuntimeError(f"{loop!r} was started before; a group starts its chains itself")
        self._active[loop] = None
        self._empty.clear()
        try:
            loop.create()
        except BaseException:
            self._active.pop(loop, None)
            raise
        # Not earlier: a chain that couldn't be started tells the exception handler itself.  It ends in a later turn.
        loop.owned_by(self._ended)
        return loop

    def _ended(self, loop: TaskLoop) -> None:
        """Told by each chain when it ends."""
        self._active.pop(loop, None)
        error = loop.exception()
        if error is not None:
            self._errors.append((loop.name, error))
            if self._on_error is not None:
                self.signal(self._on_error)
        if not self._active:
            self._empty.set()

    def _take(self, control: Control) -> None:
        """Give every chain of the group the same signal."""
        # A copy: an eager task factory lets user code add chains while this runs.
        for loop in list(self._active):
            loop.signal(control)

    async def _until_ended(self) -> None:
        while self._active:
            await self._empty.wait()

    async def wait(self) -> None:
        """Wait until every chain has ended, then raise the errors not yet raised as one exception group."""
        await self._until_ended()
        errors, self._errors = self._errors, []
        if errors:
            raise BaseExceptionGroup("chains of the group failed", [error for _, error in errors])

    async def shutdown(self, timeout: float) -> list[TaskLoop]:
        """Stop every chain, wait so many seconds, cancel those that have not ended, give these, and wait for them.

        No chain can be added any more.  Raises what ``wait()`` raises.
        """
        self._open = False
        self.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._until_ended()
        late = list(self)
        self.cancel()
        await self.wait()
        return late

    def __iter__(self) -> Iterator[TaskLoop]:
        """The chains that have not ended, in the order of their start."""
        return iter(list(self._active))

    def __len__(self) -> int:
        """How many chains have not ended."""
        return len(self._active)

    async def __aenter__(self) -> Self:
        """Start the chains that the group was made with; raises RuntimeError when it was entered before."""
        if self._loop is not None:
            raise RuntimeError("this TaskLoopGroup was entered before; make a new one")
        self._open = True
        self._loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                self.add(self._waiting.popleft())
        except BaseException as error:
            await self.__aexit__(type(error), error, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop or cancel every chain, wait for all, and raise their errors."""
        self._open = False
        cancelled = await self._leave(error)
        if cancelled is None and error is None:
            await self.wait()
        for name, lost in self._errors:
            report(asyncio.get_running_loop(), name, lost)
        if cancelled is not None:
            raise cancelled
