"""A child process: one job, given as JSON in the only argument; its figures are one line of JSON on standard output.

A job that is a generator gives a line for each line on standard input, and uses no time in between.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any


def new_loop(kind: str) -> asyncio.AbstractEventLoop:
    """A fresh event loop: ``stock`` or ``uvloop``."""
    if kind == "uvloop":
        loop: asyncio.AbstractEventLoop = importlib.import_module("uvloop").new_event_loop()
        return loop
    return asyncio.new_event_loop()


def run(job: dict[str, Any]) -> Any:
    """Do a job: ``{"do": "MODULE.FUNCTION", "loop": "stock", "with": {...}}``, a module of ``benchmarks.children``."""
    module, _, function = job["do"].partition(".")
    loop = new_loop(job.get("loop", "stock"))
    asyncio.set_event_loop(loop)
    return getattr(importlib.import_module(f"benchmarks.children.{module}"), function)(loop, **job["with"])


def main() -> None:
    """Run the job of the command line; what it prints itself is thrown away."""
    answer = sys.stdout
    with open(os.devnull, "w", encoding="utf-8") as sys.stdout:
        figures = run(json.loads(sys.argv[1]))
        if isinstance(figures, Iterator):
            for _ in sys.stdin:
                print(json.dumps(next(figures)), file=answer, flush=True)
        else:
            print(json.dumps(figures), file=answer, flush=True)
        # A hundred thousand loops are still running: taking them apart is no part of any measure.
        os._exit(0)


if __name__ == "__main__":
    main()
