"""The channel from a worker to its parent: authenticated frames over a pipe that others may write to as well.

A pipe is inherited by whatever the implementation forks, and any code can write to any number. So the receiver takes
nothing on trust. Frame number ``n`` is::

    marker (16 bytes)   a keyed digest of n: only the holder of the key can make it, and it is good for once
    size   (2 bytes)    of the payload
    last   (1 byte)     1 when the message ends with this frame
    digest (16 bytes)   a keyed digest of n, last and payload
    payload             JSON; a long message goes over several frames

The receiver looks for the marker that is due and skips everything before it: other bytes cost nothing but their
reading, and how much of them is read at a time is bounded. A frame is never longer than ``PIPE_BUF``, because POSIX
promises that such a write isn't torn apart by the writes of others. (A Unix socket with message boundaries would save
the cutting, but macOS has none that is reliable.)

Keyed BLAKE2 is the digest: it is made for this use, needs no second pass as HMAC does, and is part of every Python.
"""

from __future__ import annotations

import json
import os
import select
import signal
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from .records import Record

KEY_SIZE = 32
_MARK = 16
_HEAD = _MARK + 2 + 1 + _MARK
#: 4096 on Linux, 512 on macOS; POSIX guarantees 512.
_FRAME = min(getattr(select, "PIPE_BUF", 512), 4096)
_PAYLOAD = _FRAME - _HEAD

#: The longest message (bytes). A finding holds its whole history, and one of ten thousand iterations has 2 MiB.
LONGEST = 32 << 20
#: How much is read of a channel before its worker's deadlines and the other workers get their turn (bytes).
_AT_A_TIME = 1 << 20
#: So many bytes that are no message are no accident any more: some child of the implementation writes for ever.
FLOOD = 256 << 20
#: The exit code of a worker that can't send: somebody has closed its channel. No program is known to use this code.
LOST = 113


class ChannelError(Exception):
    """A worker's channel can't be used any longer: the message says what is wrong with it."""


def _marker(key: bytes, number: int) -> bytes:
    return blake2b(number.to_bytes(8, "big"), digest_size=_MARK, key=key, person=b"marker").digest()


def _digest(key: bytes, number: int, last: bytes, payload: bytes) -> bytes:
    return blake2b(number.to_bytes(8, "big") + last + payload, digest_size=_MARK, key=key, person=b"frame").digest()


def open_sender(descriptor: int, key: bytes) -> Callable[[Record], None]:
    """What writes messages to this descriptor; the key stays in the closure.

    In a process that the implementation forks off, sending ends that process: it has no business going on with the
    checks. Where the parent is gone, or the descriptor, sending ends the process, too.
    """
    # Bound here, before the implementation is imported, which may replace what the modules offer.
    write, getpid, leave, dumps = os.write, os.getpid, os._exit, json.dumps
    block_again = os.set_blocking
    mask, block, restore = signal.pthread_sigmask, signal.SIG_BLOCK, signal.SIG_SETMASK
    every, owner, number = set(signal.valid_signals()), getpid(), 0
    os.set_inheritable(descriptor, False)

    def send(message: Record) -> None:
        nonlocal number
        if getpid() != owner:
            leave(0)
        data = dumps(message).encode()
        if len(data) > LONGEST:
            data = dumps({"suite-error": f"a message of {len(data) >> 20} MiB was too long to be sent"}).encode()
        # A handler of the implementation that raises between two frames would leave half a message.
        before = mask(block, every)
        try:
            for start in range(0, len(data) or 1, _PAYLOAD):
                payload = data[start : start + _PAYLOAD]
                last = bytes([start + _PAYLOAD >= len(data)])
                frame = _marker(key, number) + len(payload).to_bytes(2, "big") + last
                number += 1
                frame += _digest(key, number - 1, last, payload) + payload
                try:
                    write(descriptor, frame)
                except BlockingIOError:  # somebody made all descriptors non-blocking; what didn't fit wasn't written
                    block_again(descriptor, True)
                    write(descriptor, frame)
        except OSError:
            leave(LOST)
        finally:
            mask(restore, before)

    return send


class Receiver:
    """The parent's end: gives the messages, and skips what is none."""

    def __init__(self, descriptor: int, key: bytes) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor, self.closed = descriptor, False
        self.skipped = 0  # bytes that were no message
        self._key, self._number = key, 0
        self._due = _marker(key, 0)
        self._buffer = bytearray()
        self._message = bytearray()

    def read(self) -> list[Any]:
        """The messages that are there, not yet checked for their shape; never waits, and reads a bounded amount.

        Sets ``closed`` when no writer is left. Raises :class:`ChannelError` when the channel is flooded or damaged.
        """
        messages: list[Any] = []
        for _ in range(_AT_A_TIME >> 16):
            try:
                data = os.read(self.descriptor, 1 << 16)
            except BlockingIOError:
                break
            if not data:
                self.closed = True
                break
            self._buffer += data
            while self._take_frame(messages):
                pass
        if self.skipped > FLOOD:
            raise ChannelError(f"the channel to the suite was flooded with {FLOOD >> 20} MiB that are no message")
        return messages

    def _take_frame(self, messages: list[Any]) -> bool:
        """Take one whole frame out of the buffer; False when there is none."""
        buffer = self._buffer
        at = buffer.find(self._due)
        if at < 0:
            # The marker itself may have arrived in part.
            useless = max(0, len(buffer) - _MARK + 1)
            self.skipped += useless
            del buffer[:useless]
            return False
        self.skipped += at
        del buffer[:at]
        size = int.from_bytes(buffer[_MARK : _MARK + 2], "big")
        if len(buffer) < _HEAD or len(buffer) < _HEAD + size:
            return False
        last, payload = bytes(buffer[_MARK + 2 : _MARK + 3]), bytes(buffer[_HEAD : _HEAD + size])
        if bytes(buffer[_MARK + 3 : _HEAD]) != _digest(self._key, self._number, last, payload):
            raise ChannelError("the channel to the suite was damaged")
        del buffer[: _HEAD + size]
        self._number += 1
        self._due = _marker(self._key, self._number)
        self._message += payload
        if len(self._message) > LONGEST:
            raise ChannelError(f"a message to the suite was longer than {LONGEST >> 20} MiB")
        if last == b"\1":
            messages.append(json.loads(self._message))
            self._message.clear()
        return True
