"""An adapter for a library with names of its own.

Validate it with ``taskloop-conformance run repeater_adapter:adapter --path docs/examples``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasktools.taskloop import TaskLoop


class Repeater:
    """The library: here, for the sake of a short example, a thin layer on the reference."""

    def __init__(self, function: Callable[..., Any], then: Callable[[Any, Any], Any], patience: float) -> None:
        self.function, self.then, self.patience = function, then, patience

    def go(self, *args: Any, **kwargs: Any) -> object:
        """Begin."""
        self.loop = TaskLoop(self.function, args, kwargs, fargs=self.then, time_pause=self.patience)
        return self.loop.create()

    def hold(self, yes: bool) -> None:
        """Hold, or go on."""
        if yes:
            self.loop.pause()
        else:
            self.loop.task_continue()

    def end(self, *, now: bool) -> None:
        """End at once, or after the running iteration."""
        if now:
            self.loop.cancel()
        else:
            self.loop.stop()


class RepeaterChain:
    """The four signals in the library's words; each returns at once."""

    def __init__(self, repeater: Repeater) -> None:
        self.repeater = repeater

    def pause(self) -> None:
        """PAUSE."""
        self.repeater.hold(True)

    def task_continue(self) -> None:
        """CONTINUE."""
        self.repeater.hold(False)

    def stop(self) -> None:
        """STOP."""
        self.repeater.end(now=False)

    def cancel(self) -> None:
        """CANCEL."""
        self.repeater.end(now=True)


class RepeaterAdapter:
    """Claims the profile ``control`` alone, so only ``start`` is needed."""

    name = "repeater"
    version = "1.0"
    profiles = frozenset({"control"})

    def start(
        self,
        coro: Callable[..., Any],
        args: Sequence[Any] | None,
        kwargs: Mapping[str, Any] | None,
        *,
        fargs: Callable[[Any, Any], Any],
        time_pause: float,
        default_loop: bool = False,
    ) -> tuple[RepeaterChain, object]:
        """Start a chain on the running loop; give what takes the signals, and what can be awaited."""
        repeater = Repeater(coro, fargs, time_pause)
        return RepeaterChain(repeater), repeater.go(*(args or ()), **(kwargs or {}))


adapter = RepeaterAdapter()
