"""A user's side that only counts: for probes that ask whether a chain gets on, and not with what."""

from __future__ import annotations

import asyncio
from typing import Any


class CountedSource:
    """A user coroutine that counts its calls, and ends its chain once the probe is over."""

    def __init__(self) -> None:
        self.calls, self.over = 0, False

    async def read(self, *args: Any, **kwargs: Any) -> int:
        """Read once; raises once the probe is over."""
        self.calls += 1
        await asyncio.sleep(1)
        if self.over:
            raise ValueError("the end")
        return self.calls


def output_as_argument(given: Any, obtained: Any) -> Any:
    """A fargs: the output is the one argument of the next call."""
    return [obtained], {}
