"""Says in the words of the conformance suite what Conveyor says in its own.

Written from the methods that were found, by

    taskloop-conformance init tests.command.skeletons.loops:Conveyor

Read it, and mend what was guessed wrong. An adapter translates: what it would repair, it would hide. Then:

    taskloop-conformance check conformance_adapter:adapter
    taskloop-conformance run conformance_adapter:adapter
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from tests.command.skeletons.loops import Conveyor


class Chain:
    """One started Conveyor: the four signals, in the suite's names."""

    def __init__(self, own: Conveyor) -> None:
        self._own = own

    def pause(self) -> None:
        """PAUSE."""
        raise NotImplementedError("Conveyor has no such method; see Adapter.without")

    def task_continue(self) -> None:
        """CONTINUE."""
        raise NotImplementedError("Conveyor has no such method; see Adapter.without")

    def stop(self) -> None:
        """STOP."""
        self._own.finish()

    def cancel(self) -> None:
        """CANCEL."""
        self._own.cancel()


class Adapter:
    """What the suite asks for."""

    name = "tests.command.skeletons.loops:Conveyor"
    version = ""
    profiles = frozenset({"control"})
    #: What Conveyor has no notion of: rules about it are reported as not claimed. "payload" means that it calls its
    #: function with the same arguments for ever.
    without: frozenset[str] = frozenset({"pause"})
    #: How many seconds Conveyor lets pass between two iterations.
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
        """Start a chain on the running event loop; gives it, and what stands for it in Conveyor."""
        own = Conveyor(
            job=coro,
            arguments=[] if args is None else args,
            keywords={} if kwargs is None else kwargs,
            fargs=fargs,
        )
        own.launch()
        return Chain(own), own


adapter = Adapter()
