"""A notebook runs its cells inside an event loop, which steps aside here while a cell runs one of its own."""

import asyncio
import functools
from collections.abc import Callable
from typing import Any


def _aside(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def run(*args: Any, **kwargs: Any) -> Any:
        outer = asyncio._get_running_loop()
        if outer is None:
            return method(*args, **kwargs)
        task = asyncio.current_task(outer)
        if task is not None:
            asyncio.tasks._leave_task(outer, task)
        asyncio._set_running_loop(None)
        try:
            return method(*args, **kwargs)
        finally:
            asyncio._set_running_loop(outer)
            if task is not None:
                asyncio.tasks._enter_task(outer, task)

    return run


for _owner, _name in (
    (asyncio, "run"),
    (asyncio.BaseEventLoop, "run_until_complete"),
    (asyncio.BaseEventLoop, "run_forever"),
):
    setattr(_owner, _name, _aside(getattr(_owner, _name)))
