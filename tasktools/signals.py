"""The four signals under their published names, the same for one chain and for a group of chains."""

from __future__ import annotations

from abc import ABC, abstractmethod

from tasktools.control import Control


class Signals(ABC):
    """Whatever can be given a signal; each method is one usual spelling of ``signal()``."""

    __slots__ = ()

    @abstractmethod
    def signal(self, control: Control) -> None:
        """Give one signal."""

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
