"""The chains by hand with all rules, as the suite calls them."""

from __future__ import annotations

import asyncio
from typing import Any

from benchmarks.children.ruled import FoundByHand, RuledByHand


class RuledAdapter:
    """What the suite asks for; a default argument of the user's doesn't exist here."""

    version = ""
    profiles = frozenset({"control"})

    def __init__(self, kind: type[RuledByHand]) -> None:
        self.kind = kind
        self.name = kind.__name__

    def start(self, coro: Any, args: Any, kwargs: Any, *, fargs: Any, **_: Any) -> tuple[RuledByHand, object]:
        """Start a chain; its first task stands for it."""
        chain = self.kind(asyncio.get_running_loop(), coro, (args or [], kwargs or {}), fargs)
        return chain, chain.task


ruled, found = RuledAdapter(RuledByHand), RuledAdapter(FoundByHand)
