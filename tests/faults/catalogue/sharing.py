"""Faults of chains that share an object: arguments, keyword arguments, or the moment in which one signals another."""

from __future__ import annotations

import asyncio
from typing import Any

from ..clean import Chain
from ..fault import fault


@fault("payload-kept-by-arguments", "ISOLATION.payloads")
class PayloadKeptByArguments(Chain):
    """A pause keeps the payload in a table by the list of first arguments, which chains may share."""

    def table(self) -> dict[int, Any]:
        """The payloads of all paused chains."""
        kept: dict[int, Any] = self.owner.__dict__.setdefault("kept_payloads", {})
        return kept

    def begin_pause(self) -> None:
        if not self.pausing:
            self.table()[id(self.first[0])] = self.kept
        super().begin_pause()

    def end(self) -> None:
        super().end()
        self.table().pop(id(self.first[0]), None)

    def payload(self) -> Any:
        return self.table().pop(id(self.first[0]), self.kept) if self.pauses and self.first[0] else self.kept


@fault("pause-by-keywords", "ISOLATION.signals")
class PauseByKeywords(Chain):
    """Whether a chain is paused stands in a table by its dictionary of keyword arguments, which chains may share."""

    def table(self) -> list[Any]:
        """The dictionaries of paused chains; an empty one may be anybody's, and isn't in it."""
        paused: list[Any] = self.owner.__dict__.setdefault("paused", [])
        return paused

    def decide(self) -> None:
        if self.first[1]:
            self.held_back = any(each is self.first[1] for each in self.table())
        super().decide()

    def pause(self) -> None:
        super().pause()
        if self.first[1]:
            self.table().append(self.first[1])

    def task_continue(self) -> None:
        super().task_continue()
        self.leave()

    def end(self) -> None:
        super().end()
        self.leave()

    def leave(self) -> None:
        """Take the dictionary out of the table."""
        self.table()[:] = [each for each in self.table() if each is not self.first[1]]


@fault("signal-from-fargs-is-its-own", "ISOLATION.signals")
class SignalFromFargsIsItsOwn(Chain):
    """A STOP that is given inside a fargs means the chain whose fargs it is, whichever chain is stopped."""

    def begin(self) -> None:
        given = self.given = vars(self).get("given", self.fargs)

        def noted(args: Any, obtained: Any) -> Any:
            self.owner.__dict__["in_fargs"] = self
            try:
                return given(args, obtained)
            finally:
                self.owner.__dict__["in_fargs"] = None

        self.fargs = noted
        super().begin()

    def stop(self) -> None:
        inside = self.owner.__dict__.get("in_fargs")
        if inside is None or inside is self:
            super().stop()
        else:
            inside.stop()


@fault("pauses-of-one-instant-share-a-task", "ISOLATION.signals")
class PausesOfOneInstantShareATask(Chain):
    """Pauses that begin in one instant are one task: CANCEL of one chain ends them all."""

    def begin_pause(self) -> None:
        loop = asyncio.get_running_loop()
        task, gate, begun = self.owner.__dict__.get("pause", (None, None, ()))
        if task is None or task.done() or begun != (loop, loop.time()):
            super().begin_pause()
            self.owner.__dict__["pause"] = self.task, self.signalled, (loop, loop.time())
            assert self.task is not None
            self.task.add_done_callback(self.forget)
            return
        self.pauses += 1
        self.pausing = True
        self.loop, self.task, self.signalled = loop, task, gate
        task.add_done_callback(self.finished)

    def forget(self, task: asyncio.Task[Any]) -> None:
        """A pause that is over is shared no more."""
        if self.owner.__dict__.get("pause", (None,))[0] is task:
            del self.owner.__dict__["pause"]
