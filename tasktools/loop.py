"""TaskLoop: a controlled chain as its user sees it, to signal, to await and to look at."""

import asyncio
from collections.abc import Generator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from tasktools.control import ENDED, NEW, Control
from tasktools.controlled import ControlledChain
from tasktools.conventions import Options
from tasktools.current import chain_of_context
from tasktools.mask import simple_fargs_out
from tasktools.payload import Coro, Fargs, Payload, name_of


class TaskLoop(ControlledChain):
    """One chain: ``coro`` is called again and again, each time with the payload that its last result gave.

    Give the coroutine function ``coro``, its first positional arguments ``coro_args`` (list or tuple), its
    first keyword arguments ``coro_kwargs``, and:

    - ``fargs(args, obtained)``, which makes the next payload; by default that is what ``coro`` returned;
    - ``time_pause``: within how many seconds a pause has to see a signal; here it always sees one at once;
    - ``name``: of the chain and of its tasks; by default that of ``coro``;
    - ``loop``: the event loop, only needed when ``create()`` is called before it runs and it isn't set;
    - ``control``: a first signal.

    Raises TypeError or ValueError for what can't work.  Signals may come from any thread; all other methods belong
    to that of the event loop.

    Signals before ``create()`` are kept.  PAUSE and STOP let the first iteration run; CANCEL cancels its task
    as it starts, so that ``coro`` isn't called (an eager task still runs up to its first suspension).

    An exception of ``coro`` or ``fargs`` ends the chain.  It is raised where the chain is awaited; when
    nobody awaits it at that moment, the event loop's exception handler is told.  A cancelled chain ends
    quietly.
    """

    __slots__ = ("_time_pause",)

    def __init__(
        self,
        coro: Coro,
        coro_args: Sequence[Any] = (),
        coro_kwargs: Mapping[str, Any] | None = None,
        *published: Any,
        control: Control = Control.START,
        fargs: Fargs = simple_fargs_out,
        loop: asyncio.AbstractEventLoop | None = None,
        name: str | None = None,
        time_pause: float = 0.1,
    ) -> None:
        if not callable(coro):
            raise TypeError(f"TaskLoop: coro must be a coroutine function, not {type(coro).__name__}")
        if not isinstance(coro_args, (list, tuple)):
            raise TypeError(f"TaskLoop: coro_args must be a list or tuple, not {type(coro_args).__name__}")
        if coro_kwargs is not None and not isinstance(coro_kwargs, Mapping):
            raise TypeError(f"TaskLoop: coro_kwargs must be a mapping, not {type(coro_kwargs).__name__}")
        options = Options(control, fargs, loop, name, time_pause)
        if published:
            options = options.with_positional(published)
        options.check()
        payload = (coro_args, {} if coro_kwargs is None else coro_kwargs)
        name = name_of(coro) if options.name is None else options.name
        super().__init__(coro, payload, options.fargs, name, options.loop)
        self._time_pause = options.time_pause
        self._take(Control(options.control))

    async def _until_ended(self) -> None:
        """Wait for the end; the caller raises the error."""
        if self._phase is NEW or self._loop is None:
            raise RuntimeError(f"{self!r} was not started; call create() first")
        if self._phase is ENDED:
            return
        if self._task is asyncio.current_task():
            raise RuntimeError(f"{self!r}: its coroutine awaits its own chain, which would never end")
        if self._waiters is None:
            self._waiters = set()
        waiter = self._loop.create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            # Told of the end and cancelled in the same turn: this awaiter can't raise the error any more.
            if not waiter.cancelled() and self._owner is None:
                self._report()
            raise
        finally:
            if self._waiters is not None:
                self._waiters.discard(waiter)

    async def _outcome(self) -> Payload:
        await self._until_ended()
        return self.result()

    def __await__(self) -> Generator[Any, None, Payload]:
        """Wait for the end of the chain; give or raise what ``result()`` does.

        Cancelling the awaiter doesn't touch the chain.  Raises RuntimeError before ``create()``.
        """
        return self._outcome().__await__()

    def result(self) -> Payload:
        """Give the last payload that the chain produced, or its first one when it produced none.

        Raises the error that ended the chain, and asyncio.InvalidStateError before the end.
        """
        error = self.exception()
        if error is not None:
            # Each raise adds to the traceback of an exception: without this it would grow with every awaiter.
            raise error.with_traceback(self._raised)
        return self._payload

    async def run(self) -> Payload:
        """Start the chain, wait for its end, and give or raise what ``result()`` does.

        For ``asyncio.TaskGroup`` and ``asyncio.wait_for``: cancelled, it cancels the chain and waits for its end.
        """
        async with self:
            return await self

    async def sleep(self, seconds: float) -> bool:
        """Sleep, but at most until PAUSE, STOP, CANCEL or the end; gives whether it slept to the end.

        For the chain's own coroutine: ``await current().sleep(3600)``.  After such a signal it only yields.
        """
        if self._told is None:
            self._told = asyncio.Event()
            if self._phase is ENDED or self._wish >= Control.PAUSE:
                self._told.set()
        await asyncio.sleep(0)  # a coroutine that doesn't ask what this gave must not starve the others
        try:
            async with asyncio.timeout(seconds):
                await self._told.wait()
        except TimeoutError:
            return True
        return False

    async def __aenter__(self) -> Self:
        """Start the chain."""
        self.create()
        self._owner = lambda ended: None  # leaving the block raises the error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the chain, or cancel it when an exception leaves the block; wait, and raise its error.

        An exception that leaves the block goes on, and the chain's error goes to the exception handler.
        """
        cancelled = await self._leave(error)
        if cancelled is None and error is None:
            self.result()
            return
        if self._error is not error:
            self._report()
        if cancelled is not None:
            raise cancelled

    @property
    def name(self) -> str:
        """The name of the chain and of its tasks."""
        return self._name

    def set_name(self, name: str) -> None:
        """Rename the chain and its active task."""
        self._name = name
        if self._task is not None:
            self._task.set_name(name)

    def __repr__(self) -> str:
        coro = name_of(self._coro)
        return f"<TaskLoop {self._name!r} {self.state} coro={coro} iterations={self._iterations}>"


def current() -> TaskLoop:
    """Give a coroutine the TaskLoop that runs it, to signal, to ``sleep()`` or to look at.

    Also in ``fargs``, and in what the coroutine starts.  Raises RuntimeError elsewhere, and after the chain's end.
    """
    chain = chain_of_context()
    if not isinstance(chain, TaskLoop):
        raise RuntimeError("current() is for a coroutine that a TaskLoop runs")
    return chain
