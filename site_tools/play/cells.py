"""Run the cells of a page in the page: in the web worker's Python, where this file is the module ``page_cells``.

The site's build runs an example with sphinx-gallery, cell by cell in one namespace, and keeps two things of each cell:
what it printed, and what its last expression shows of itself as HTML (``_repr_html_``, which the suite's pictures
have).  The same is done here with the same packages, so a cell that wasn't changed shows on the page what stood there.

Only the standard library is imported: tests run these functions without a page and without the suite.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import io
import linecache
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Send = Callable[[dict[str, Any]], None]

#: More than a page can show, or anybody reads; a cell that prints in an endless loop would fill the browser's memory.
MOST_PRINTED = 50_000
#: Seconds between two looks at what a cell has printed so far: often enough to see that it lives.
INTERVAL = 0.25
#: So many pieces are told at once, however fast they come (a line is two of them): a cell that hangs after a few lines
#: prints nothing more, and in one thread nobody else could tell what it had printed.
AT_ONCE = 200
#: How tracebacks call a cell, with its number behind it.
_NAME = "cell "
#: The files that run cells: this one, and the parser, which a syntax error comes from.
_RUNNERS = (__file__, ast.__file__)


class PageLoop(asyncio.BaseEventLoop):
    """An event loop on the real clock that needs no socket: where a usual one waits for its selector, it sleeps.

    ``asyncio.run`` can't make one of the usual loops in a browser. As no other thread and no signal can wake this one,
    it sleeps until the next timer; without a timer it would sleep for ever, which is an error here.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    def select(self, timeout: float | None) -> tuple[()]:
        """Sleep for so many seconds; raises RuntimeError for None, which stands for ever."""
        if timeout is None:
            raise RuntimeError("the loop waits for ever: nothing is left that could wake the awaited task")
        time.sleep(timeout)
        return ()

    def _process_events(self, event_list: object) -> None:
        """Nothing: there are no files to watch."""

    def _write_to_self(self) -> None:
        """Nothing: there is no other thread that would wake the loop."""


class Printed(io.TextIOBase):
    """The standard output of a run: what is written between :meth:`begin` and :meth:`end` belongs to one cell.

    One for the whole run, as when the site is built: what an earlier cell keeps of it, as a log's handler does, writes
    to the output of the cell that runs. What is written when no cell runs is lost.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tell: Callable[[str], None] | None = None

    def begin(self, tell: Callable[[str], None]) -> None:
        """Begin a cell; ``tell`` gets the text so far: at once at first, then every :data:`INTERVAL` seconds."""
        self._parts: list[str] = []
        self._length = 0
        self._tell = tell
        self._told = time.monotonic()

    def write(self, text: str) -> int:
        """Keep the text, up to a limit."""
        if self._tell is None:
            return len(text)
        if self._length <= MOST_PRINTED:
            self._parts.append(text)
            self._length += len(text)
        if len(self._parts) <= AT_ONCE or time.monotonic() - self._told > INTERVAL:
            self._tell(self.text())
            self._told = time.monotonic()
        return len(text)

    def end(self) -> str:
        """End the cell; gives its whole text."""
        self._tell = None
        return self.text()

    def text(self) -> str:
        """All that was kept, with a last line that says so when it isn't all."""
        text = "".join(self._parts)
        return text if self._length <= MOST_PRINTED else f"{text[:MOST_PRINTED]}\n... and more, which isn't shown\n"


def run(cells: Sequence[str], last: int, modules: Mapping[str, str], send: Send) -> None:
    """Run the first cells of a page, up to the one with the index ``last``, and those after it that draw its pictures.

    ``modules`` are files (name: text) that the cells can import.  For each cell ``send`` gets
    ``{"kind": "running", "cell"}``, while it prints ``{"kind": "printing", "cell", "text"}``, and at its end
    ``{"kind": "ran", "cell", "printed", "html", "error"}``; after an error no further cell is run.
    """
    for name, text in modules.items():
        Path(name).write_text(text, "utf-8")
        # The file may have been imported by an earlier run, and the cells may have changed what they imported.
        sys.modules.pop(name.removesuffix(".py"), None)
    importlib.invalidate_caches()
    namespace: dict[str, Any] = {"__name__": "__main__"}
    printed = Printed()
    for index, source in enumerate(cells):
        if index > last and not draws(source):
            break
        send({"kind": "running", "cell": index})
        if not _run_cell(source, index, namespace, printed, send):
            break


def draws(source: str) -> bool:
    """Whether a cell only shows something: it defines nothing, and its last statement is an expression."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return False
    plain = all(isinstance(statement, ast.Expr | ast.Assign) for statement in statements)
    return plain and bool(statements) and isinstance(statements[-1], ast.Expr)


def _run_cell(source: str, index: int, namespace: dict[str, Any], printed: Printed, send: Send) -> bool:
    """Run one cell; gives whether it came to its end."""
    # Lines are counted from the cell's first one, as the page's editor does.
    file = f"{_NAME}{index + 1}"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    printed.begin(lambda text: send({"kind": "printing", "cell": index, "text": text}))
    html, error = "", ""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            html = _shown(_execute(source, file, namespace))
        except BaseException as raised:  # whatever the reader's code raises, SystemExit too, is said in the page
            error = short_traceback(raised)
    send({"kind": "ran", "cell": index, "printed": printed.end(), "html": html, "error": error})
    return not error


def _execute(source: str, file: str, namespace: dict[str, Any]) -> object:
    """Run a cell's statements; gives the value of the last one when it is an expression, else None."""
    tree = ast.parse(source, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec", dont_inherit=True), namespace)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), file, "eval", dont_inherit=True), namespace)


def _shown(value: object) -> str:
    """What a value shows of itself; the site's build asks for ``_repr_html_`` alone, too."""
    show = getattr(value, "_repr_html_", None)
    return str(show()) if callable(show) and not isinstance(value, type) else ""


def short_traceback(error: BaseException) -> str:
    """A traceback with the frames of cells alone, and the last one when the error arose elsewhere."""
    shortened = traceback.TracebackException.from_exception(error)
    _shorten(shortened)
    return "".join(shortened.format()).rstrip() + "\n"


def _shorten(shown: traceback.TracebackException) -> None:
    """Leave the frames out in which a page's reader isn't interested, also of what stands behind the error."""
    frames = [frame for frame in shown.stack if frame.filename not in _RUNNERS]
    shown.stack[:] = [frame for frame in frames if frame.filename.startswith(_NAME) or frame is frames[-1]]
    for behind in (shown.__cause__, shown.__context__, *(shown.exceptions or ())):
        if behind is not None:
            _shorten(behind)
