"""The Python side of the page's worker: calls into the suite while the browser's own event loop steps aside."""

import asyncio
import contextlib
import importlib
import json
import os
import sys

import page_cells

importlib.invalidate_caches()
os.makedirs("/reader", exist_ok=True)
os.chdir("/reader")
sys.path.insert(0, "/reader")
sys.dont_write_bytecode = True
# A browser has no sockets, of which the usual loops need two.
asyncio.new_event_loop = asyncio.events.new_event_loop = page_cells.PageLoop


@contextlib.contextmanager
def _aside():
    """Let another event loop run although the browser's is the running one."""
    outer = asyncio._get_running_loop()
    task = asyncio.current_task(outer) if outer else None
    if task:
        asyncio.tasks._leave_task(outer, task)
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(outer)
        if task:
            asyncio.tasks._enter_task(outer, task)


def prepare():
    """Import what judges, for which a browser takes seconds; the page shows its progress meanwhile."""
    from taskloop_conformance.command import page  # noqa: F401 -- `call` imports it again
    from taskloop_conformance.run.session import import_tools

    import_tools()


def call(name, arguments, send):
    """Call a function of the suite's page module, or run cells; what it sends goes out as JSON."""
    function = page_cells.run
    if name != "cells":
        from taskloop_conformance.command import page

        function = getattr(page, name)
    with _aside():
        function(*json.loads(arguments), lambda data: send(json.dumps(data)))
