"""The pair form of a payload: how it is known, and what is inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def contents(payload: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What is inside a payload: its items, or those of a pair's first item, and a pair's keyword arguments."""
    if is_pair(payload):
        return tuple(payload[0]), dict(payload[1])
    return tuple(payload), {}


def is_pair(value: Any) -> bool:
    """Whether a value is a payload in pair form."""
    return (
        isinstance(value, (list, tuple))
        and len(value) == 2
        and isinstance(value[0], (list, tuple))
        and isinstance(value[1], Mapping)
    )
