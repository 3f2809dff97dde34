"""Who was told of an error, and whose failure it was.

A chain's failure has to reach somebody exactly once: the loop's exception handler, or whoever awaits the chain.  What
reaches them is an exception object, so a failure is known by identity; an implementation may also wrap it, or, where
the result was no payload, make an exception of its own.  Whatever belongs to no chain is the implementation's crash.
"""

from __future__ import annotations

import asyncio
import functools
import traceback
from collections.abc import Iterator
from typing import Any

from ..model.printable import text_of
from ..model.text import short
from .coroutines import NAMES
from .crashes import crash
from .garbage import collect_until
from .source import Source
from .state import State

#: How asyncio's own word to the exception handler begins when a task is lost, which a fact or a missing call tells.
_DESTROYED = "Task was destroyed"


class Reports:
    """The reports of one run."""

    def __init__(self, state: State) -> None:
        self._state = state

    def hear_early(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler until the chains have begun; nobody hears what it is told later."""
        if loop.get_exception_handler() == self.hear_early:
            self.hear(loop, context)

    def hear(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler, from the start of the chains on."""
        error, message = context.get("exception"), str(context.get("message"))
        if error is not None:
            self.told(error)
        elif not message.startswith(_DESTROYED):
            self._state.note("", "report", f"no exception: {short(message)}")

    def told(self, error: BaseException) -> None:
        """Somebody was told of an error: find out whose failure it is, and write that down."""
        note, sources = self._state.note, self._state.sources
        failed = [source for source in sources.values() if source.error is not None and error is source.error]
        if failed:  # where chains fail with one object, each has its own report
            first = next((source for source in failed if not self._reported(source.name)), failed[0])
            return note(first.name, "report", "the error")
        for source in sources.values():
            around = (error.__cause__, error.__context__, *error.args)
            if source.error is not None and any(each is source.error for each in around):
                return note(source.name, "report", f"wrapped in {type(error).__name__}")
            if source.kind == "bad" and source.failed and isinstance(error, TypeError):
                if self._reported(source.name) and any(
                    other.failed and not self._reported(other.name) for other in sources.values()
                ):
                    continue  # of several chains that fail alike each has its own report
                if self._reported(source.name) and any(self._lacking(source, error)):
                    continue  # it was told of before; this TypeError is of something else
                for missing in self._lacking(source, error):
                    note(source.name, "fact", missing)
                return note(source.name, "report", f"nothing: {short(error)}")
        note("", "report", crash(error))

    def fits(self, chain: str, error: BaseException | None, asked: bool) -> bool:
        """Whether what an awaiter got (None: nothing was raised) is what the end of this chain asks for.

        A chain that was not ``asked`` to end, and whose coroutine didn't fail, was ended by a crash of the
        implementation: then that is the error that ended it.
        """
        source = self._state.sources[chain]
        if source.error is not None:
            return error is source.error
        if source.failed:
            return isinstance(error, TypeError)
        return error is None or isinstance(error, asyncio.CancelledError) or not asked

    def collect(self) -> None:
        """Look where a failure may still surface: in tasks and chains that are let go unawaited."""
        state = self._state
        for name, source in state.sources.items():
            if source.failed and not self._reported(name):
                if hasattr(type(state.chains.get(name)), "__await__") and state.scenario.surface == "loop":
                    continue  # what can be awaited has to be told of at its end, not when it is thrown away
                state.forget(name)
                if source.error is not None:
                    # The source remembers the error, and its traceback the frames of the implementation: what a method
                    # of a chain has in them would keep the very task that has to be let go.
                    traceback.clear_frames(source.error.__traceback__)
                collect_until(functools.partial(self._reported, name))
                state.loop.run_until_idle(state.loop.time() + 1)

    def _lacking(self, source: Source, error: TypeError) -> Iterator[str]:
        """What the message for a result that is no payload should say and doesn't, as details of facts."""
        for part in (NAMES.get(self._state.scenario.values.coro, ""), type(source.nothing).__name__):
            if part not in text_of(error):
                yield f"message without {part}: {short(error)}"

    def _reported(self, chain: str) -> bool:
        """Whether a failure of this chain was reported already."""
        return any(event.kind == "report" and event.chain == chain for event in self._state.events)
