"""In a child process: the chain by hand that keeps the rules of the model, and nothing that no rule asks for.

It is the peer to which `TaskLoop` has to come up. So it is written for speed as far as a careful hand would: one entry
in a set for a chain instead of one for each task, a plain word for the control, the usual pair told first. It has no
options, cannot be awaited and is for one thread: none of that is asked for in an iteration. A test has the oracle
judge it.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import itertools
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from benchmarks.children.peers import PAYLOAD, Work, output

#: A dictionary first: whether something is a mapping of another kind takes longer to find out.
_MAPPINGS = (dict, Mapping)


async def ruled_mask(work: Work, args: Any, kwargs: Any, fargs: Callable[[Any, Any], Any]) -> tuple[Any, Any]:
    """Be the mask that takes a payload in each of its forms; TypeError says that something is none."""
    obtained = await work(*args, **kwargs)
    produced = fargs(args, obtained)
    if produced is args:
        return args, kwargs
    if isinstance(produced, (list, tuple)):
        if len(produced) == 2:
            following_args, following_kwargs = produced
            if isinstance(following_args, (list, tuple)) and isinstance(following_kwargs, _MAPPINGS):
                return produced if isinstance(produced, tuple) else (following_args, following_kwargs)
        return produced, kwargs
    raise TypeError(f"{name_of(work)}: {type(produced).__name__!r} is no payload")


def name_of(work: Work) -> str:
    """Name a coroutine function, also behind partials, or the class of what else can be called."""
    while isinstance(work, functools.partial):
        work = work.func
    return str(getattr(work, "__qualname__", type(work).__qualname__))


async def held_back(gate: asyncio.Future[None]) -> None:
    """Be a pause: a task, which whoever cancels all tasks ends too."""
    await gate


class RuledByHand:
    """A chain by hand with payload check, references, reported errors, a count of iterations and four signals."""

    __slots__ = ("error", "fargs", "gate", "iterations", "loop", "payload", "task", "word", "work")

    #: An event loop holds only weak references to its tasks: without this a chain may be collected while it waits.
    running: ClassVar[set[RuledByHand]] = set()

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Work,
        payload: tuple[Any, Any] = PAYLOAD,
        fargs: Callable[[Any, Any], Any] = output,
    ) -> None:
        self.loop = loop
        self.work = work
        self.fargs = fargs
        self.payload = payload
        self.word = "continue"
        self.iterations = 0
        self.error: BaseException | None = None
        self.gate: asyncio.Future[None] | None = None
        self.running.add(self)
        self.iterate()

    def iterate(self) -> None:
        """Start one iteration with the last payload."""
        args, kwargs = self.payload
        self.task: asyncio.Task[Any] = self.loop.create_task(
            ruled_mask(self.work, args, kwargs, self.fargs), name="chain"
        )
        self.task.add_done_callback(self.renew)

    def hold(self) -> None:
        """Start a pause, which lasts until a signal."""
        self.gate = self.loop.create_future()
        self.task = self.loop.create_task(held_back(self.gate), name="chain")
        self.task.add_done_callback(self.renew)

    def renew(self, task: asyncio.Task[Any]) -> None:
        """Decide, when the active task is done, what comes next."""
        try:
            produced = task.result()
        except asyncio.CancelledError:
            self.end()
            return
        except BaseException as error:
            self.end(error)
            return
        if self.gate is None:
            self.payload = produced
            self.iterations += 1
        else:
            self.gate = None
        if self.word == "continue":
            self.iterate()
        elif self.word == "pause":
            self.hold()
        else:
            self.end()

    def end(self, error: BaseException | None = None) -> None:
        """End the chain; an error is reported as asyncio reports one that nobody retrieved."""
        self.word = "ended"
        self.error = error
        self.gate = None
        self.running.discard(self)
        if error is not None:
            message = f"an iteration failed after {self.iterations} others"
            self.loop.call_exception_handler({"message": message, "exception": error})

    def pause(self) -> None:
        """PAUSE: hold the next iteration back."""
        if self.word == "continue":
            self.word = "pause"

    def task_continue(self) -> None:
        """CONTINUE: let the next iteration start."""
        if self.word == "pause":
            self.word = "continue"
            self.open()

    def stop(self) -> None:
        """STOP: end after the running iteration."""
        if self.word in ("continue", "pause"):
            self.word = "stop"
            self.open()

    def cancel(self) -> None:
        """CANCEL: cancel the active task and end, even if the coroutine swallows that."""
        if self.word not in ("cancel", "ended"):
            self.word = "cancel"
            self.task.cancel()

    def open(self) -> None:
        """Wake a pause."""
        if self.gate is not None and not self.gate.done():
            self.gate.set_result(None)


class FoundByHand(RuledByHand):
    """The same chain, which its coroutine and every task started by that can find, as `current()` finds a `TaskLoop`.

    No rule asks for that, and it is what very many loops pay for: the table of a context and its node are two objects
    for each chain, at which the garbage collector looks. A context holds the chain's number, since a task that lives
    longer than the chain must not keep it alive.
    """

    __slots__ = ("context", "number")

    found: ClassVar[contextvars.ContextVar[int]] = contextvars.ContextVar("chain by hand")
    by_number: ClassVar[dict[int, FoundByHand]] = {}
    numbers: ClassVar[itertools.count[int]] = itertools.count()

    def __init__(self, *made_of: Any) -> None:
        self.number = next(self.numbers)
        self.by_number[self.number] = self
        self.context = contextvars.copy_context()
        self.context.run(self.found.set, self.number)
        self.context.run(super().__init__, *made_of)

    def iterate(self) -> None:
        """Start one iteration with the last payload; its callback is given its context, or a copy would be made."""
        args, kwargs = self.payload
        self.task = self.loop.create_task(ruled_mask(self.work, args, kwargs, self.fargs), name="chain")
        self.task.add_done_callback(self.renew, context=self.context)

    @classmethod
    def current(cls) -> FoundByHand | None:
        """Give the chain of the coroutine that asks, or None where there is none, or it has ended."""
        return cls.by_number.get(cls.found.get(-1))

    def end(self, error: BaseException | None = None) -> None:
        """End the chain, and be found no more."""
        self.by_number.pop(self.number, None)
        super().end(error)
