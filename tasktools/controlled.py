"""A chain under control: the signals, and the one decision when the active task finishes."""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

from tasktools.control import ENDED, NEW, PAUSE, USER, Control, EndedBy, State
from tasktools.current import as_current, leave
from tasktools.eventloop import chains_on, current_loop, makes_plain_tasks, runs_elsewhere
from tasktools.mask import coromask
from tasktools.payload import Coro, Fargs, Payload, name_of
from tasktools.signals import Signals

# Plain names: Python 3.11 looks up a member of an enum class slowly, and every iteration asks for these.
Task = asyncio.Task
CONTINUE, CANCEL = Control.CONTINUE, Control.CANCEL


async def _pause(gate: asyncio.Future[None]) -> None:
    """Last until a signal opens the gate: it wakes at once, and costs no timer and no poll until then."""
    await gate


def report(loop: asyncio.AbstractEventLoop, name: str, error: BaseException) -> None:
    """Tell the event loop's exception handler what ended a chain, as asyncio does for a lost task."""
    loop.call_exception_handler({"message": f"an iteration of {name} failed; its chain has ended", "exception": error})


def without_this_frame(error: BaseException) -> BaseException:
    """Give the error as it was raised: a traceback with the callback that found it would keep the chain alive."""
    raised = error.__traceback__
    return error.with_traceback(raised and raised.tb_next)


class ControlledChain(Signals):
    """The callback chain of one user coroutine and its control; ``TaskLoop`` is what users see of it.

    A signal only sets what the decision at the end of the active task sees; CANCEL also cancels that task.
    """

    __slots__ = (
        *("__weakref__", "_callback", "_context", "_coro", "_ended_by", "_error", "_fargs", "_gate", "_iterations"),
        *("_loop", "_name", "_owner", "_payload", "_phase", "_plain", "_raised", "_task", "_told", "_waiters", "_wish"),
    )

    _loop: Any  # an event loop, or None before the start
    # From the start to the end: the method that decides, bound once, and the context in which it does.
    _callback: Callable[[asyncio.Task[Any]], None]
    _context: contextvars.Context

    def __init__(
        self, coro: Coro, payload: Payload, fargs: Fargs, name: str, loop: asyncio.AbstractEventLoop | None
    ) -> None:
        self._coro = coro
        self._payload = payload  # the last one produced, so the one kept during a pause
        self._fargs = fargs
        self._name = name
        self._loop = loop
        self._plain = False  # whether a task can be made without asking the event loop
        self._iterations = 0
        self._phase = NEW
        self._wish = CONTINUE
        self._task: asyncio.Task[Any] | None = None  # the active one: the only one of this chain that isn't done
        self._gate: asyncio.Future[None] | None = None  # what the active pause waits for; None in a user iteration
        self._error: BaseException | None = None  # what ended the chain, if something did
        self._raised: TracebackType | None = None  # the traceback with which it came
        self._ended_by: EndedBy | None = None
        # Told of the end; it has promised to raise the error itself.
        self._owner: Callable[[Any], None] | None = None
        # Both are made when somebody waits for the end, or sleeps until a signal: most chains never need them.
        self._waiters: set[asyncio.Future[None]] | None = None
        self._told: asyncio.Event | None = None  # set while PAUSE, STOP or CANCEL, or the end, is to be seen

    def _take(self, control: Control) -> None:
        """Set what the next decision sees; CANCEL also acts at once, and what ends a pause wakes it."""
        wish = CONTINUE if control is Control.START else control
        if self._phase is ENDED or (self._wish >= Control.STOP and wish <= self._wish):
            return
        self._wish = wish
        if self._told is not None:
            self._told.clear() if wish is CONTINUE else self._told.set()
        if wish is CANCEL:
            if self._task is not None:
                self._task.cancel()
        elif wish is not Control.PAUSE and self._gate is not None and not self._gate.done():
            self._gate.set_result(None)

    def create(self) -> asyncio.Task[Payload]:
        """Start the chain and give the task of its first iteration.

        The event loop is the one given, or else the running one, or else the one that is set for the thread.  Raises
        RuntimeError where that doesn't exist, is closed, or runs in another thread, and what it raises when it makes
        no task: the chain is as new then.  Raises RuntimeError, too, when the chain was started before.
        """
        if self._phase is not NEW:
            raise RuntimeError(f"{self!r} was started before; make a new TaskLoop to start again")
        given = self._loop
        loop = current_loop() if given is None else given
        if loop is None:
            raise RuntimeError(
                "create() needs an event loop: a running one, one set for the thread, or the option loop"
            )
        if loop.is_closed():
            raise RuntimeError(f"{self!r} can't be started: its event loop is closed")
        if runs_elsewhere(loop):
            raise RuntimeError("create() belongs to the thread of its event loop: loop.call_soon_threadsafe(create)")
        self._loop = loop
        self._plain = makes_plain_tasks(loop)
        self._context = as_current(self, chains_on(loop))
        self._phase = USER
        # A chain refers to its callback and that to the chain: a cycle, which the end breaks.
        self._callback = self._decide
        try:
            return self._context.run(self._iterate)
        except BaseException:
            # The loop's task factory refused, or an eager first step left the loop, as Ctrl-C does.
            leave(self._context)
            del self._callback, self._context
            self._phase, self._loop = NEW, given
            raise

    def _start(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        # The name is fixed because asyncio would format a new one for each iteration.
        task: asyncio.Task[Any] = self._loop.create_task(coroutine, name=self._name)
        self._task = task
        if self._wish is CANCEL:
            # Given before create(), or inside create_task by the first step of an eager task.
            task.cancel()
        # Even when the task is done already, the callback runs in a later turn: every renewal yields.  It is given
        # its context because asyncio would copy one for each iteration.
        task.add_done_callback(self._callback, context=self._context)
        return task

    def _iterate(self) -> asyncio.Task[Payload]:
        """Start the user coroutine with the last payload."""
        args, kwargs = self._payload
        return self._start(coromask(self._coro, args, kwargs, self._fargs))

    def _hold(self) -> None:
        """Start a pause: a task, so that whoever cancels all tasks, as asyncio.run does, ends it too."""
        self._phase = PAUSE
        self._gate = self._loop.create_future()
        self._start(_pause(self._gate))

    def _decide(self, task: asyncio.Task[Any]) -> None:
        """Decide, as the done callback of every task of the chain, whether it goes on, pauses or ends."""
        try:
            produced = task.result()
        except asyncio.CancelledError:
            self._end(None, EndedBy.CANCEL if self._wish is CANCEL else EndedBy.CANCELLED)
            return
        except BaseException as error:
            self._end(without_this_frame(error), EndedBy.ERROR)
            return
        if self._gate is None:
            self._payload = produced
            self._iterations += 1
        else:
            self._gate = None
            self._phase = USER
            produced = self._payload
        # The usual case, written out for speed: what create_task would do if there is no task factory (yet).
        if self._wish is CONTINUE and self._plain and self._loop.get_task_factory() is None:
            args, kwargs = produced
            following = Task(coromask(self._coro, args, kwargs, self._fargs), loop=self._loop, name=self._name)
            self._task = following
            following.add_done_callback(self._callback, context=self._context)
            return
        try:
            if self._wish is CONTINUE:
                self._iterate()
                return
            if self._wish is Control.PAUSE:
                self._hold()
                return
        except BaseException as refused:
            # The loop's task factory made no task: without this whoever waits would wait for ever.
            self._end(without_this_frame(refused), EndedBy.ERROR)
            if not isinstance(refused, Exception):
                raise  # an eager first step leaves the event loop, as Ctrl-C does
        else:
            self._end(None, EndedBy.STOP if self._wish is Control.STOP else EndedBy.CANCEL)

    def _end(self, error: BaseException | None, ended_by: EndedBy) -> None:
        """Let go of everything, and hand the error to whoever waits or else to the exception handler."""
        self._phase, self._ended_by = ENDED, ended_by
        self._task = self._gate = None
        leave(self._context)
        del self._callback, self._context
        self._error = error
        self._raised = None if error is None else error.__traceback__  # an exception may be false
        # A waiter that is done was cancelled: it will not hear the error.
        waiters = [waiter for waiter in self._waiters or () if not waiter.done()]
        self._waiters = None
        if self._told is not None:
            self._told.set()
        for waiter in waiters:
            waiter.set_result(None)
        if self._owner is not None:
            self._owner(self)
        elif not waiters:
            self._report()

    def _report(self) -> None:
        """Tell the event loop's exception handler of the error, if there is one."""
        if self._error is not None and self._loop is not None:
            report(self._loop, name_of(self._coro), self._error)

    def owned_by(self, owner: Callable[[Any], None]) -> None:
        """Tell ``owner``, a function of the chain, of the end; it answers for the error, which nobody else reports."""
        self._owner = owner

    def exception(self) -> BaseException | None:
        """Give the error that ended the chain, or None; raises asyncio.InvalidStateError before the end."""
        if self._phase is not ENDED:
            raise asyncio.InvalidStateError(f"{self!r} has not ended")
        return self._error

    @property
    def state(self) -> State:
        """The state, under its name in ``spec/transitions.toml``; ``new`` before the start."""
        return self._phase[self._wish]

    @property
    def ended_by(self) -> EndedBy | None:
        """What ended the chain, or None before the end."""
        return self._ended_by

    @property
    def iterations(self) -> int:
        """How many iterations have completed with a payload."""
        return self._iterations
