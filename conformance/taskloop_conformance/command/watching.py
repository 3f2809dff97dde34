"""``run --watch``: the same run again whenever a source file of the target has changed.

Files are looked at twice a second by their time and size.  watchfiles would be notified by the system, and be one
more library, with compiled parts, beside the implementation under test.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

from ..record.importing import split

#: How often files are looked at (seconds): a person who has just saved doesn't notice half of one.
_INTERVAL = 0.5
#: Folders whose Python files are nobody's source.
_SKIPPED = {"__pycache__", "node_modules", "site-packages", "build", "dist"}
#: More files than this aren't a project's sources: looking at them would keep a processor busy.
_MOST = 5000

Snapshot = dict[str, tuple[int, int]]


def folders_of(target: str, path: str | None) -> list[Path]:
    """Where a target's sources are: the current folder, that of ``--path``, that of the file, that of the package."""
    folders = [Path.cwd()]
    if path:
        folders.append(Path(path))
    where, _ = split(target)
    if where.endswith(".py"):
        folders.append(Path(where).resolve().parent)
    elif spec := _find(where.partition(".")[0]):
        folders += [Path(place) for place in spec.submodule_search_locations or []]
    return [folder for folder in folders if folder.is_dir() and "site-packages" not in folder.parts]


def _find(package: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(package)  # a top-level package is found without importing anything
    except (ImportError, ValueError):
        return None


def snapshot(folders: Iterable[Path]) -> Snapshot:
    """The time and the size of every Python file in these folders and those below."""
    seen: Snapshot = {}
    for folder in folders:
        for file in _files(folder):
            if len(seen) >= _MOST:
                return seen
            try:
                stat = file.stat()
            except OSError:  # removed meanwhile
                continue
            seen[str(file)] = (stat.st_mtime_ns, stat.st_size)
    return seen


def _files(folder: Path) -> Iterator[Path]:
    for place, below, names in os.walk(folder):
        # An environment, a hidden folder or a cache holds no source that anybody edits.
        below[:] = [
            name
            for name in sorted(below)
            if not name.startswith(".") and name not in _SKIPPED and not Path(place, name, "pyvenv.cfg").is_file()
        ]
        yield from (Path(place, name) for name in sorted(names) if name.endswith(".py"))


def wait_for_change(folders: list[Path], before: Snapshot, sleep: Callable[[float], None] = time.sleep) -> str:
    """Wait until a file differs from what it was ``before``; gives the name of one that does."""
    while True:
        now = snapshot(folders)
        changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        if changed:
            return changed[0]
        sleep(_INTERVAL)


def watch(run: Callable[[], int], target: str, path: str | None, say: Callable[[str], None]) -> int:
    """Run now and after every change, until the user interrupts; gives the last run's exit code."""
    folders = folders_of(target, path)
    code = 3
    try:
        while True:
            # Taken before the run: what is saved while it goes on is a change, too.
            before = snapshot(folders)
            code = run()
            sys.stdout.flush()  # into a pipe or a file it would come when the user ends the watching
            say(f"watching {len(before)} files; press Ctrl-C to end")
            changed = wait_for_change(folders, before)
            say(f"\n{os.path.relpath(changed)} has changed: running again")
    except KeyboardInterrupt:
        return code
