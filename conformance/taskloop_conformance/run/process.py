"""One worker process as the parent sees it: started with its orders, read from, and ended."""

from __future__ import annotations

import contextlib
import mmap
import os
import secrets
import signal
import subprocess
import tempfile
import time
from typing import Any

from ..record.progress import SIZE, Board, Progress
from . import keeper
from .channel import KEY_SIZE, Receiver
from .orders import Orders
from .records import Request


class Process:
    """A started worker.  What it takes of descriptors is given back by :meth:`end`, or at once when starting fails."""

    def __init__(
        self, request: Request, shard: tuple[int, int], only: list[str] | None, skip_smoke: bool, scratch: str
    ) -> None:
        with contextlib.ExitStack() as undo:
            reading, writing = os.pipe()
            undo.callback(os.close, reading)
            with contextlib.ExitStack() as handed_over:
                handed_over.callback(os.close, writing)
                file = handed_over.enter_context(tempfile.TemporaryFile())
                file.truncate(SIZE)
                memory = mmap.mmap(file.fileno(), SIZE)
                undo.callback(memory.close)
                orders = Orders(
                    target=request.target,
                    path=request.path,
                    checks=str(request.checks),
                    effort=request.effort,
                    selected=request.selected,
                    only=only,
                    shard=(0, 1) if only is not None else shard,
                    skip_smoke=skip_smoke,
                    memory=request.memory,
                    channel=writing,
                    board=file.fileno(),
                    scratch=scratch,
                    profile=request.profile,
                    first=request.first,
                )
                key = secrets.token_bytes(KEY_SIZE)
                self._process = subprocess.Popen(
                    keeper.command_of("__import__('taskloop_conformance.run.worker', fromlist=['main']).main"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(writing, file.fileno()),
                    cwd=request.folder,
                    start_new_session=True,
                )
            self._board, self._receiver = Board(memory), Receiver(reading, key)
            self._exit_code: int | None = None
            self._resources = undo.pop_all()
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(orders.to_json(key).encode())

    @property
    def descriptor(self) -> int:
        """What becomes readable when the worker has sent something."""
        return self._receiver.descriptor

    @property
    def closed(self) -> bool:
        """Whether the channel is closed: mostly, the worker is just ending."""
        return self._receiver.closed

    def read(self) -> list[Any]:
        """The messages that have arrived; raises :class:`.channel.ChannelError`."""
        return self._receiver.read()

    def progress(self) -> Progress:
        """What the worker shows on its board; the last state once it has ended."""
        return self._last if self._exit_code is not None else self._board.read()

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._exit_code is not None or self._process.poll() is not None

    def ends_soon(self) -> bool:
        """Whether it ends within the fifth of a second that may pass between closing the channel and ending."""
        for _ in range(20):
            if self.has_ended():
                return True
            time.sleep(0.01)
        return False

    def end(self) -> int:
        """End it with all that it has started; gives the exit code, negative for a signal.  May be called again."""
        if self._exit_code is None:
            code = keeper.end(self._process)
            self._last = self._board.read()
            self._exit_code = code
            self._resources.close()
        return self._exit_code


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"the process was ended by {signal.Signals(-code).name}"
    return f"the process ended with exit code {code}"
