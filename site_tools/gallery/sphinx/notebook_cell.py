"""The first cell of every notebook: it says what is missing, and lets cells run an event loop.

A notebook runs its cells inside an event loop, which steps aside here while a cell runs one of its own.
"""

import asyncio
import functools
from collections.abc import Callable
from typing import Any

try:
    import taskloop_conformance  # noqa: F401 - only whether it is there
    from tasktools.taskloop import TaskLoopGroup  # noqa: F401 - another package called tasktools has none
except ImportError as missing:
    raise ImportError(
        "this notebook needs taskloop-reference and taskloop-conformance in its kernel's environment; the page "
        "'Get it' of the site that it comes from says how to install them (pip install tasktools gets another package)"
    ) from missing


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
