"""Which pages made of examples have cells that run in the page, and where their cells are.

A browser's Python has no sockets, threads, processes and signals, and of packages only those that are served with the
page.  Whether an example needs more follows from its text: from what it imports and from the functions that it names.
So no list can be forgotten when an example is added.
"""

from __future__ import annotations

import ast
import html
import re
import sys
from pathlib import Path

from site_tools.paths import TUTORIALS, example_scripts

#: The packages that the page has beside the standard library.
_SERVED = {"tasktools", "taskloop_conformance"}
#: Modules of the standard library that work with what a browser doesn't have. (It has a garbage collector, but that of
#: Python 3.14 counts its collections in another way than those before it: what an example says of them may not hold.)
_ABSENT = {
    "gc",
    *("_thread", "concurrent", "fcntl", "ftplib", "http", "multiprocessing", "queue", "select", "selectors"),
    *(
        "signal",
        "smtplib",
        "socket",
        "socketserver",
        "sqlite3",
        "ssl",
        "subprocess",
        "threading",
        "urllib",
        "webbrowser",
    ),
}
#: The same for functions and methods, whosever they are.
_ABSENT_FUNCTIONS = {
    *("add_reader", "add_signal_handler", "add_writer", "create_connection", "create_server"),
    *("create_subprocess_exec", "create_subprocess_shell", "open_connection", "open_unix_connection"),
    *("run_in_executor", "start_server", "start_unix_server", "to_thread"),
}
_CELL = re.compile(r'<div class="highlight-Python notranslate">(<div class="highlight"><pre>(.*?)</pre>)', re.S)
#: The place of the playground and of the course in their pages: what is said there without scripts, and the script.
_PLACE = re.compile(
    r'(<div class="tl-(?:playground|course)"[^>]*>)<p>.*?</p></div>\n'
    r'<script type="module" src="assets/python/[a-z]+\.js"></script>'
)
_ABSENT_HERE = "This site was built without npm, and so without Python in its pages."
_TAG = re.compile(r"<[^>]*>")


def without_python(markdown: str) -> str:
    """A hand-written page as it stands in a site without Python in it: it says so, and asks for no script."""
    return _PLACE.sub(rf"\1<p>{_ABSENT_HERE}</p></div>", markdown)


def runs_in_page(script: Path) -> bool:
    """Whether all that an example needs is there in a browser."""
    tree = ast.parse(script.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _ABSENT_FUNCTIONS:
            return False
    return all(_there(name, script.parent) for name in _imported(tree))


def _imported(tree: ast.Module) -> set[str]:
    """The first parts of the names of all modules that are imported, at whatever place."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def _there(module: str, folder: Path) -> bool:
    known = module in sys.stdlib_module_names and module not in _ABSENT
    return known or module in _SERVED or (folder / f"{module}.py").exists()


def modules() -> dict[str, str]:
    """The files that lie beside examples and are imported by those whose cells run: name -> text."""
    found: dict[str, str] = {}
    for script in filter(runs_in_page, example_scripts()):
        for name in _imported(ast.parse(script.read_text("utf-8"))):
            file = script.with_name(f"{name}.py")
            if file.exists() and file.is_relative_to(TUTORIALS):
                found[file.name] = file.read_text("utf-8")
    return found


def with_cells(body: str, script: Path, root: str) -> str:
    """The page with its cells marked for cells.js, and with that script; ``root`` leads to the root of the site.

    Raises ValueError when the cells together aren't the example: cells.js would run something else.
    """
    cells = [html.unescape(_TAG.sub("", cell[2])) for cell in _CELL.finditer(body)]
    wanted = ast.parse(script.read_text("utf-8"))
    # The example's title is its docstring.
    wanted.body.pop(0)
    if not cells or ast.dump(ast.parse("\n".join(cells))) != ast.dump(wanted):
        raise ValueError(f"{script.name}: the page's blocks of Python aren't the example's cells")
    marked = _CELL.sub(r'<div class="highlight-Python notranslate" data-cell>\1', body)
    return f'{marked}<script type="module" src="{root}assets/python/cells.js"></script>'
