"""What a library takes from its surroundings instead of from the event loop: the wall clock, and a log for its errors.

The suite's clock is virtual. A library that asks `datetime.now()` when to call next would see no time pass; in its
modules `datetime` is replaced by one that reads the running event loop's clock. Nothing else of a library is altered.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import types
from typing import Any

#: What the wall clock shows when the loop's clock shows 0: after 1970, for that clock may start below 0; and
#: not long after, or a float has no room for microseconds.
EPOCH = 10_000_000.0


class LoopDatetime(datetime.datetime):
    """A datetime whose now() is the running event loop's time."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> LoopDatetime:
        """The time in ``tz``, as the loop's clock has it."""
        return cls.fromtimestamp(EPOCH + asyncio.get_running_loop().time(), tz)


def on_loop_time(*modules: types.ModuleType) -> None:
    """Give modules that imported datetime (the module or the class) the one above."""
    stand_in = types.ModuleType("datetime")
    vars(stand_in).update({**vars(datetime), "datetime": LoopDatetime})
    for module in modules:
        for name, value in list(vars(module).items()):
            if value is datetime:
                setattr(module, name, stand_in)
            elif value is datetime.datetime:
                setattr(module, name, LoopDatetime)


def tell_loop(error: BaseException) -> None:
    """Tell the running event loop's exception handler of an error: there the suite looks for what a library reports."""
    asyncio.get_running_loop().call_exception_handler({"message": "reported by the library", "exception": error})


async def tell_loop_of(_: object, context: Any) -> None:
    """An error handler of python-telegram-bot: tell the loop."""
    tell_loop(context.error)


def log_apart(*names: str, tell: bool = False) -> None:
    """Let nothing of these logs out; with ``tell`` the event loop is told of each error in them.

    A program that uses the library has set logging up. Where nobody has, Python prints warnings to standard error, and
    the pytest around the suite's checks keeps what is logged: either would be charged to the library.
    """

    def take(record: logging.LogRecord) -> bool:
        if tell and record.exc_info and record.exc_info[1]:
            tell_loop(record.exc_info[1])
        return False

    for name in names:  # a filter and no handler: a handler of somebody else may stand behind any other
        logging.getLogger(name).addFilter(take)
