"""What a worker process shows of its progress, in memory that it shares with its parent.

The parent reads it when the worker is silent, hangs or has crashed: which history is in hand (as the token that
replays it), how many histories have begun, and whether time passes on the worker's event loop. It is memory and no
message because it has to be current when the process is gone, and because it is written once a history, thousands of
times a second.
"""

from __future__ import annotations

import mmap
import os
import struct
from typing import NamedTuple

#: The longest token is that of a drawn run with hundreds of signals: about 20 kB. A token that doesn't fit isn't
#: written at all, for a part of it would be another scenario. Memory that isn't touched costs nothing.
SIZE = 256 << 10

#: Histories begun, beats, length of the token; the token follows.
_HEAD = struct.Struct("<QQI")
_LENGTH = struct.Struct("<I")
_LENGTH_AT = 16
#: One of so many moves of a virtual clock is written down: a run that polls makes a hundred thousand a second.
_STRIDE = 64


class Progress(NamedTuple):
    """One reading: histories begun, how often time passed on the loop (coarsely), the token of the history in hand."""

    histories: int = 0
    beats: int = 0
    token: str = ""


class Board:
    """The shared memory, laid out; one process writes, another reads."""

    def __init__(self, memory: mmap.mmap) -> None:
        self.memory = memory
        self.histories = 0

    def begin(self, token: str) -> None:
        """A history begins; the length goes in last, so that no reader takes half a token for one."""
        data = token.encode(errors="replace")
        self.histories += 1
        fits = len(data) <= SIZE - _HEAD.size
        _LENGTH.pack_into(self.memory, _LENGTH_AT, 0)
        if fits:
            self.memory[_HEAD.size : _HEAD.size + len(data)] = data
        struct.pack_into("<Q", self.memory, 0, self.histories)
        _LENGTH.pack_into(self.memory, _LENGTH_AT, len(data) if fits else 0)

    def beat(self, count: int) -> None:
        """Time has passed on the event loop ``count`` times so far."""
        struct.pack_into("<Q", self.memory, 8, count)

    def read(self) -> Progress:
        """What was written last."""
        histories, beats, length = _HEAD.unpack_from(self.memory)
        token = self.memory[_HEAD.size : _HEAD.size + min(length, SIZE)]
        return Progress(histories, beats, token.decode(errors="replace"))


_board: Board | None = None
_beats = 0


def use(board: Board | None) -> None:
    """Write to this board from now on; None: nowhere."""
    global _board  # noqa: PLW0603  # one run a process, and the hot path must not look further
    _board = board


def current_history(token: object) -> None:
    """Say which scenario begins now; its ``str`` is its replay token.  Without a board it costs nothing."""
    if _board is not None:
        _board.begin(str(token))


def beat() -> None:
    """Say that virtual time has moved: a sign of life."""
    global _beats  # noqa: PLW0603  # as above
    _beats += 1
    if _board is not None and not _beats % _STRIDE:
        _board.beat(_beats)


def interrupted() -> None:
    """Say that what blocked the event loop was interrupted: time doesn't pass, and yet this is no silence."""
    for _ in range(_STRIDE):  # so that it is written down whatever came before
        beat()


# What an implementation forks off is no sign of life of its parent.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: use(None))
