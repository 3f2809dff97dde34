"""A chain under control: the signals, and the one decision when the active task finishes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Mapping, Sequence
from types import TracebackType
from typing import Any

from tasktools.chain import report
from tasktools.control import ENDED, NEW, PAUSE, USER, Control, State
from tasktools.conventions import Options
from tasktools.mask import coromask, simple_fargs_out
from tasktools.payload import Coro, Fargs, Payload, name_of

# Invariant: the chains that were started and have not ended.  An event loop keeps only weak references to its tasks;
# one entry for each chain, not one for each iteration, keeps the active task alive through its TaskLoop.
_chains: set[TaskLoop] = set()

# Plain names, because Python 3.11 looks up a member of an enum class slowly and every iteration asks for these.
CONTINUE, CANCEL = Control.CONTINUE, Control.CANCEL


async def _pause(gate: asyncio.Future[None]) -> None:
    """The pause coroutine: it ends at once when a signal opens the gate, and until then costs no timer and no poll."""
    await gate


class TaskLoop:
    """One chain: ``coro`` is called again and again, each time with the payload that its last result gave.

    Give the coroutine function ``coro``, its first positional arguments ``coro_args`` (list or tuple), its first keyword
    arguments ``coro_kwargs``, and:

    - ``fargs(args, obtained)``: makes the next payload; by default what ``coro`` returned is the next payload;
    - ``time_pause``: within how many seconds a pause has to see a signal; here it always sees one at once;
    - ``name``: of the chain and of its tasks; by default that of ``coro``;
    - ``loop``: the event loop, only needed when ``create()`` is called before it runs;
    - ``control``: a first signal.

    Raises TypeError or ValueError for arguments that can't work.  All methods belong to the event loop's thread.

    A signal only sets what the decision at the end of the active task sees; CANCEL alone also cancels that task.
    Of PAUSE and CONTINUE the latest wins; STOP and CANCEL are final.  A signal that asks nothing new does nothing.
    Signals before ``create()`` are kept: PAUSE and STOP let the first iteration run, CANCEL cancels its task as it is
    started, so that ``coro`` isn't called (an eager task factory still runs it up to its first suspension).

    An exception of ``coro`` or ``fargs`` ends the chain.  It is raised where the chain is awaited; when nobody awaits it
    at that moment, the event loop's exception handler is told.  A cancelled chain ends quietly.
    """

    __slots__ = (
        "__weakref__",
        "_coro",
        "_error",
        "_fargs",
        "_gate",  # what the active pause waits for; None while a user iteration is active
        "_iterations",
        "_loop",
        "_name",
        "_owner",  # told of the end; it has promised to raise the error itself
        "_payload",  # the last one produced, so the one kept during a pause
        "_phase",
        "_task",  # the active task: the only one of this chain that isn't done
        "_time_pause",
        "_waiters",  # made when somebody waits: most chains never have any
        "_wish",
    )

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
        options.checked()
        self._coro = coro
        self._payload: Payload = (coro_args, {} if coro_kwargs is None else coro_kwargs)
        self._fargs = options.fargs
        self._loop = options.loop
        self._name = name_of(coro) if options.name is None else options.name
        self._time_pause = options.time_pause
        self._iterations = 0
        self._phase = NEW
        self._wish = Control.CONTINUE
        self._task: asyncio.Task[Any] | None = None
        self._gate: asyncio.Future[None] | None = None
        self._error: BaseException | None = None
        self._waiters: set[asyncio.Future[None]] | None = None
        self._owner: Callable[[TaskLoop], None] | None = None
        self.signal(Control(options.control))

    # -- signals

    def signal(self, control: Control) -> None:
        """Give one signal; the methods below are its usual spellings.  Never raises, also after the end."""
        wish = Control.CONTINUE if control is Control.START else control
        if self._phase is ENDED or (self._wish >= Control.STOP and wish <= self._wish):
            return
        self._wish = wish
        if wish is Control.CANCEL:
            if self._task is not None:
                self._task.cancel()
        elif wish is not Control.PAUSE and self._gate is not None and not self._gate.done():
            self._gate.set_result(None)

    def pause(self) -> None:
        """Hold the next user iteration back until ``task_continue()``; the running one completes."""
        self.signal(Control.PAUSE)

    def task_continue(self) -> None:
        """Let the next user iteration start, with the payload that the last one produced."""
        self.signal(Control.CONTINUE)

    def stop(self) -> None:
        """End the chain when the active task completes; during a pause at once, without another user call."""
        self.signal(Control.STOP)

    finish = stop

    def cancel(self) -> None:
        """Cancel the active task now and end the chain, even when the user coroutine swallows the cancellation."""
        self.signal(Control.CANCEL)

    # -- the chain

    def create(self) -> asyncio.Task[Payload]:
        """Start the chain and give the task of its first iteration.

        Raises RuntimeError when it was started before, and when neither an event loop runs nor ``loop`` was given.
        """
        if self._phase is not NEW:
            raise RuntimeError(f"{self!r} was started before; make a new TaskLoop to start again")
        if self._loop is None:
            try:
                self._loop = asyncio.get_running_loop()
            except RuntimeError:
                raise RuntimeError(
                    "TaskLoop.create() needs a running event loop or the argument loop="
                ) from None
        _chains.add(self)
        self._phase = USER
        return self._iterate()

    def _iterate(self) -> asyncio.Task[Payload]:
        """Start the user coroutine with the last payload."""
        assert self._loop is not None
        args, kwargs = self._payload
        # The name is fixed because asyncio would format a new one for each iteration.
        task = self._loop.create_task(coromask(self._coro, args, kwargs, self._fargs), name=self._name)
        self._task = task
        if self._wish is CANCEL:
            # Given before create(), or by the user coroutine's first step inside create_task (an eager task factory).
            task.cancel()
        # Also when the task is already done, the callback runs in a later turn: the chain yields at every renewal.
        task.add_done_callback(self._decide)
        return task

    def _hold(self) -> None:
        """Start a pause."""
        assert self._loop is not None
        self._phase = PAUSE
        self._gate = self._loop.create_future()
        self._task = self._loop.create_task(_pause(self._gate), name=self._name)
        self._task.add_done_callback(self._decide)

    def _decide(self, task: asyncio.Task[Any]) -> None:
        """The done callback of every task of the chain: the only place where it goes on, pauses or ends."""
        if task.cancelled():
            self._end(None)
            return
        error = task.exception()
        if error is not None:
            self._end(error)
            return
        if self._gate is None:
            self._payload = task.result()
            self._iterations += 1
        else:
            self._gate = None
            self._phase = USER
        if self._wish is CONTINUE:
            self._iterate()
        elif self._wish is Control.PAUSE:
            self._hold()
        else:
            self._end(None)

    def _end(self, error: BaseException | None) -> None:
        """Start nothing more, let go of everything, and hand the error to whoever waits or else to the event loop."""
        self._phase = ENDED
        self._task = self._gate = None
        self._error = error
        _chains.discard(self)
        # A waiter that is done was cancelled: it will not hear the error.
        waiters = [waiter for waiter in self._waiters or () if not waiter.done()]
        self._waiters = None
        for waiter in waiters:
            waiter.set_result(None)
        if self._owner is not None:
            self._owner(self)
        elif not waiters:
            self._report()

    def _report(self) -> None:
        if self._error is not None and self._loop is not None:
            report(self._loop, self._coro, self._error)

    # -- the end, and what there is to see

    async def _wait(self) -> None:
        """Wait for the end; the caller raises the error."""
        if self._phase is NEW or self._loop is None:
            raise RuntimeError(f"{self!r} was not started; call create() first")
        if self._phase is ENDED:
            return
        if self._waiters is None:
            self._waiters = set()
        waiter = self._loop.create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            if self._waiters is not None:
                self._waiters.discard(waiter)

    async def _outcome(self) -> Payload:
        try:
            await self._wait()
        except asyncio.CancelledError:
            # Cancelled in the very turn in which the chain ended, the awaiter can't raise the error any more.
            if self._owner is None:
                self._report()
            raise
        return self.result()

    def __await__(self) -> Generator[Any, None, Payload]:
        """Wait for the end of the chain; give or raise what ``result()`` does.

        Cancelling the awaiter doesn't touch the chain.  Raises RuntimeError before ``create()``.
        """
        return self._outcome().__await__()

    async def __aenter__(self) -> TaskLoop:
        """Start the chain."""
        self._owner = _promise
        self.create()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the chain (cancel it when an exception leaves the block), wait for its end and raise its error.

        An exception that leaves the block goes on instead, and the chain's error goes to the exception handler.
        """
        cancelled: BaseException | None = None
        self.signal(Control.STOP if error is None else Control.CANCEL)
        while self._phase is not ENDED:
            try:
                await self._wait()
            except asyncio.CancelledError as cancellation:
                # Leaving now would leave a task behind: hurry the chain up and go on waiting.
                cancelled = cancellation
                self.cancel()
        if cancelled is None and error is None:
            self.result()
            return
        if self._error is not error:
            self._report()
        if cancelled is not None:
            raise cancelled

    def result(self) -> Payload:
        """The last payload that the chain produced, or its first one when it produced none.

        Raises the error that ended the chain, and asyncio.InvalidStateError before the end.
        """
        if self._phase is not ENDED:
            raise asyncio.InvalidStateError(f"{self!r} has not ended")
        if self._error is not None:
            raise self._error
        return self._payload

    @property
    def state(self) -> State:
        """The state, under its name in ``spec/transitions.toml``; ``new`` before the start."""
        return self._phase[self._wish]

    @property
    def iterations(self) -> int:
        """How many iterations have completed with a payload."""
        return self._iterations

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
        return (
            f"<TaskLoop {self._name!r} {self.state} coro={name_of(self._coro)} iterations={self._iterations}>"
        )


def _promise(ended: TaskLoop) -> None:
    """The owner of a chain in ``async with``: leaving the block raises the error, so nothing is to be done here."""
