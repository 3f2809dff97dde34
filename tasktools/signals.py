"""The four signals under their published names, the same for one chain and for a group of chains."""

import asyncio
from abc import ABC, abstractmethod

from tasktools.control import Control
from tasktools.eventloop import runs_elsewhere


class Signals(ABC):
    """Whatever can be given a signal; each further method is one usual spelling of ``signal()``."""

    __slots__ = ()

    _loop: asyncio.AbstractEventLoop | None

    @abstractmethod
    def _take(self, control: Control) -> None:
        """Take one signal, in the thread of the event loop."""

    @abstractmethod
    async def _until_ended(self) -> None:
        """Wait for the end."""

    async def _leave(self, error: BaseException | None) -> BaseException | None:
        """Stop, or cancel for ``error``, and wait for the end; give the cancellation that came while this waited."""
        cancelled: BaseException | None = None
        self.signal(Control.STOP if error is None else Control.CANCEL)
        while True:
            try:
                await self._until_ended()
                return cancelled
            except asyncio.CancelledError as cancellation:
                # Leaving now would leave a task behind: hurry, and go on waiting.
                cancelled = cancellation
                self.cancel()

    def signal(self, control: Control) -> None:
        """Give one signal, from any thread: from another one than the event loop's with ``call_soon_threadsafe``.

        Of PAUSE and CONTINUE the latest wins; STOP and CANCEL are final.  A signal that asks nothing new, and any
        signal after the end, does nothing.  Raises ValueError for what is no control word (CONTROL.threads).
        """
        control = Control(control)
        loop = self._loop
        if loop is not None and runs_elsewhere(loop):
            loop.call_soon_threadsafe(self._take, control)
        elif loop is None or not loop.is_closed():
            self._take(control)

    def pause(self) -> None:
        """Hold the next user iteration back until ``task_continue()``; the running one completes."""
        self.signal(Control.PAUSE)

    def task_continue(self) -> None:
        """Let the next user iteration start, with the payload that the last one produced."""
        self.signal(Control.CONTINUE)

    def stop(self) -> None:
        """End the chain when the running iteration completes; from a pause without another user call."""
        self.signal(Control.STOP)

    finish = stop

    def cancel(self) -> None:
        """Cancel the active task now and end the chain, even if ``coro`` swallows the cancellation."""
        self.signal(Control.CANCEL)
