"""discord.py: `discord.ext.tasks.Loop`, which bots repeat their background work with.

Its stop() and cancel() are STOP and CANCEL. It knows no pause. It asks the wall clock when to call next: see
`surroundings`.
"""

from __future__ import annotations

from typing import Any

import discord.utils
from discord.ext import tasks

from . import INTERVAL, bound
from .surroundings import log_apart, on_loop_time

on_loop_time(tasks, discord.utils)
log_apart("discord.ext.tasks")


class Chain:
    """One started Loop."""

    def __init__(self, loop: Any) -> None:
        self._loop = loop

    def stop(self) -> None:
        """STOP."""
        self._loop.stop()

    def cancel(self) -> None:
        """CANCEL."""
        self._loop.cancel()


class Adapter:
    """What the suite asks for."""

    name = "discord.py: ext.tasks.Loop"
    version = discord.__version__
    profiles = frozenset({"control"})
    without = frozenset({"pause", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start a Loop; it takes nothing but functions written with `async def`."""
        loop = tasks.loop(seconds=INTERVAL)(bound(coro, args, kwargs))
        return Chain(loop), loop.start()


adapter = Adapter()
