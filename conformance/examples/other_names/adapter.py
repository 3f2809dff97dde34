"""The adapter: says in the suite's words what `repeater` says in its own.

It claims the profile `control` alone, since `repeater` has no bare functions. From the root of the checkout::

    taskloop-conformance run other_names.adapter:adapter --path conformance/examples
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .repeater import Repeater


class RepeaterChain:
    """One started chain: the four signals, in the suite's names."""

    def __init__(self, repeater: Repeater) -> None:
        self._repeater = repeater

    def pause(self) -> None:
        """PAUSE."""
        self._repeater.hold()

    def task_continue(self) -> None:
        """CONTINUE."""
        self._repeater.hold(False)

    def stop(self) -> None:
        """STOP."""
        self._repeater.finish()

    def cancel(self) -> None:
        """CANCEL."""
        self._repeater.abort()


class RepeaterAdapter:
    """What the suite asks for, see ``taskloop_conformance.record.protocols.Adapter``."""

    name = "repeater"
    version = "1.0"
    profiles = frozenset({"control"})

    def start(
        self,
        coro: Any,
        args: Sequence[Any] | None,
        kwargs: Mapping[str, Any] | None,
        *,
        fargs: Any,
        time_pause: float,
        default_loop: bool = False,
    ) -> tuple[RepeaterChain, object]:
        """Start a chain; ``default_loop`` means nothing here, since a Repeater always uses the running loop."""

        def plan(result: Any, arguments: Any, keywords: Any) -> tuple[Any, Any]:
            """A payload in the suite's two forms, as the pair that a Repeater wants."""
            payload = fargs(arguments, result)
            if not isinstance(payload, (list, tuple)):
                name = getattr(coro, "__qualname__", repr(coro))
                raise TypeError(f"{name} can't be repeated with {type(payload).__name__}, only with a list or tuple")
            if len(payload) == 2 and isinstance(payload[0], (list, tuple)) and isinstance(payload[1], Mapping):
                return payload[0], payload[1]
            return payload, keywords

        repeater = Repeater(
            coro, plan, arguments=() if args is None else args, keywords=kwargs or {}, patience=time_pause
        )
        repeater.launch()
        return RepeaterChain(repeater), repeater


adapter = RepeaterAdapter()
