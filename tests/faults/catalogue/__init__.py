"""The faults, by subject: importing this package enters all of them into the list."""

from . import (
    beside,
    chain,
    continuing,
    ends,
    final,
    isolation,
    mask,
    memory,
    nth,
    others,
    pause,
    payload,
    rare,
    signals,
    stop_cancel,
    usage,
)

__all__ = [
    "beside",
    "chain",
    "continuing",
    "ends",
    "final",
    "isolation",
    "mask",
    "memory",
    "nth",
    "others",
    "pause",
    "payload",
    "rare",
    "signals",
    "stop_cancel",
    "usage",
]
