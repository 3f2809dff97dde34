"""What a worker is told to do: one JSON object on its standard input."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Orders:
    """One worker's orders.

    ``selected`` are rules and ``first`` checks that come before all others; ``profile`` narrows the target to it.
    ``only`` holds the checks to run (None: the shard's share of all); ``memory`` is in bytes, 0 for no limit;
    ``channel`` and ``board`` are the numbers of inherited descriptors; ``scratch`` is a folder of the run for what
    tools insist on writing down.
    """

    target: str
    path: str | None
    checks: str
    effort: str
    selected: list[str] | None
    only: list[str] | None
    shard: tuple[int, int]
    skip_smoke: bool
    memory: int
    channel: int
    board: int
    scratch: str
    profile: str = ""
    first: list[str] = field(default_factory=list)

    def to_json(self, key: bytes) -> str:
        """The text for the worker's standard input; the key is in it and in no field."""
        return json.dumps({"key": key.hex(), "orders": asdict(self)})


def read_orders(text: str) -> tuple[Orders, bytes]:
    """The orders and the key."""
    values: dict[str, Any] = json.loads(text)
    orders = values["orders"]
    return Orders(**{**orders, "shard": tuple(orders["shard"])}), bytes.fromhex(values["key"])
