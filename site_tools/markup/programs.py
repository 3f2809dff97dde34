"""A program of a hand-written page: its text, what it prints, and the picture of that very run.

The program is a file that a reader can copy and start as it is.  Here it runs on the virtual clock, where the same
happens without waiting: ``asyncio.run`` and ``TaskLoop`` are exchanged for watched ones while it is imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import runpy
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import tasktools.taskloop
from site_tools.markup.histories import box
from site_tools.paths import ROOT
from taskloop_conformance.pictures.svg import Picture
from taskloop_conformance.teach import stage


def watched(tape: stage.Tape) -> type[tasktools.taskloop.TaskLoop]:
    """A TaskLoop that writes its calls, payloads and signals on a tape, under the name of its coroutine."""

    class Watched(tasktools.taskloop.TaskLoop):
        __slots__ = ()

        def __init__(
            self,
            coro: Callable[..., Any],
            *arguments: Any,
            fargs: Callable[[Any, Any], Any] = tasktools.taskloop.simple_fargs_out,
            **options: Any,
        ) -> None:
            name = coro.__name__
            super().__init__(tape.coro(name, coro), *arguments, fargs=tape.fargs(name, fargs), name=name, **options)

        def signal(self, control: tasktools.taskloop.Control) -> None:
            if control is not tasktools.taskloop.Control.START:
                tape.note(self.name, control.name)
            super().signal(control)

    return Watched


@contextlib.contextmanager
def _on_stage(tape: stage.Tape) -> Iterator[io.StringIO]:
    """Exchange what a program imports, and catch what it prints."""
    with (
        mock.patch.object(asyncio, "run", stage.run),
        mock.patch.object(tasktools.taskloop, "TaskLoop", watched(tape)),
        contextlib.redirect_stdout(io.StringIO()) as printed,
    ):
        yield printed


def run_program(name: str, title: str) -> tuple[str, Picture]:
    """What the program ``name`` below the checkout prints, and the picture of its chains."""
    tape = stage.Tape()
    with _on_stage(tape) as printed:
        runpy.run_path(str(ROOT / name), run_name="__main__")
    return printed.getvalue(), tape.picture(title)


def program(words: str) -> str:
    """The Markdown for ``FILE | TITLE``: the program, its output, and its picture under that title."""
    name, title = (part.strip() for part in words.split("|"))
    printed, picture = run_program(name, title)
    source = (ROOT / name).read_text("utf-8").strip()
    output = f'<div class="tl-output" markdown="1">\n\n```text\n{printed.strip()}\n```\n\n</div>'
    return f"```python\n{source}\n```\n\n{output}\n\n{box(picture.html, title)}"
