"""Says in the words of the conformance suite what Repeater says in its own.

Written from the methods that were found, by

    taskloop-conformance init tests.command.skeletons.loops:Repeater

Read it, and mend what was guessed wrong. An adapter translates: what it would repair, it would hide. Then:

    taskloop-conformance check conformance_adapter:adapter
    taskloop-conformance run conformance_adapter:adapter
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from tests.command.skeletons.loops import Repeater


class Chain:
    """One started Repeater: the four signals, in the suite's names."""

    def __init__(self, own: Repeater) -> None:
        self._own = own

    def pause(self) -> None:
        """PAUSE."""
        self._own.pause()

    def task_continue(self) -> None:
        """CONTINUE."""
        self._own.resume()

    def stop(self) -> None:
        """STOP."""
        self._own.stop()

    def cancel(self) -> None:
        """CANCEL."""
        self._own.abort()


class Adapter:
    """What the suite asks for."""

    name = "tests.command.skeletons.loops:Repeater"
    version = ""
    profiles = frozenset({"control"})
    #: What Repeater has no notion of: rules about it are reported as not claimed. "payload" means that it calls its
    #: function with the same arguments for ever.
    without: frozenset[str] = frozenset({"payload"})
    #: How many seconds Repeater lets pass between two iterations.
    interval = 0.0

    def start(
        self,
        coro: Callable[..., Coroutine[Any, Any, Any]],
        args: Sequence[Any] | None,
        kwargs: Mapping[str, Any] | None,
        *,
        fargs: Callable[[Any, Any], Any],
        time_pause: float,
        default_loop: bool = False,
    ) -> tuple[Chain, object]:
        """Start a chain on the running event loop; gives it, and what stands for it in Repeater."""
        call = functools.partial(coro, *(args or ()), **(kwargs or {}))  # the same arguments at each call
        own = Repeater(
            func=call,
            interval=self.interval,
        )
        return Chain(own), own.start()


adapter = Adapter()
