"""What an exception of a check says about the implementation.

An exception that comes out of a check is one of four things: the finding that a rule is broken, the word that something
isn't implemented, a failure of the implementation that the check didn't expect, or a failure of the suite. The last two
are told apart by the traceback: whose frame is in it. Nothing of the exception itself is trusted: see
:mod:`..model.printable`.
"""

from __future__ import annotations

import site
import sysconfig
from collections.abc import Collection
from pathlib import Path
from types import TracebackType

import pytest

from ..model.failures import NotClaimed, NotReached, RuleBroken, Unimplemented
from ..model.printable import describe, members_of, text_of, traceback_of
from ..model.text import scrub
from ..paths import PACKAGE
from ..record.clock import Deadlock, Spin
from .records import Record

_LIBRARIES = ("pytest", "_pytest", "pluggy", "hypothesis", "pytest_asyncio", "_hypothesis_pytestplugin.py")
_LIBRARY_FOLDERS = [
    Path(folder).resolve()
    for folder in (sysconfig.get_path("purelib"), str(Path(pytest.__file__).parent.parent), *site.getsitepackages())
]
_STDLIB = Path(sysconfig.get_path("stdlib")).resolve()
#: Groups deeper than this are read no further: each level of a legitimate one is a task group of the implementation.
_DEEPEST = 100


class Escaped(Exception):
    """The implementation raised what would have ended the whole run: KeyboardInterrupt, pytest's exit."""


#: Raised by a check that expects something; what else ends a check by itself and is the implementation's doing.
_SAID_BY_CHECK = (AssertionError, pytest.fail.Exception, Escaped)
_AT_FAULT = (*_SAID_BY_CHECK, MemoryError, RecursionError, Deadlock, Spin)


def classify(error: BaseException, rules: Collection[str], check_folders: Collection[Path] = ()) -> Record:
    """What an exception of a check says: the fields outcome, findings and message of its record."""
    error = _leaf(error)
    # Classes are compared by `type`: isinstance would ask the object, which may lie or raise.
    kind = type(error)
    if issubclass(kind, RuleBroken) and isinstance(error, RuleBroken):
        return {
            "outcome": "failed" if error.finding.rule in rules else "blocked",
            "findings": [finding.to_json() for finding in error.findings],
            "at_the_end": error.at_the_end,
        }
    if issubclass(kind, NotClaimed):
        return {"outcome": "not-claimed", "message": text_of(error)}
    if issubclass(kind, Unimplemented) and isinstance(error, Unimplemented):
        return {"outcome": "unimplemented", "message": text_of(error), "lacks": error.signal}
    where = implementation_frame(traceback_of(error), check_folders)
    judged_nothing = issubclass(
        kind, NotReached
    )  # a probe that didn't come to what it is about: neither right nor wrong
    skipped = issubclass(kind, pytest.skip.Exception) and not where  # by a check; an implementation can't skip one
    if judged_nothing or skipped:
        return {"outcome": "skipped", "message": text_of(error)}
    if where or issubclass(kind, _AT_FAULT) or not issubclass(kind, Exception):
        text = text_of(error) if issubclass(kind, _SAID_BY_CHECK) else ""
        outcome = "hung" if issubclass(kind, Spin) else "failed"
        return {"outcome": outcome, "message": scrub((text or describe(error)) + (f" ({where})" if where else ""))}
    return {"outcome": "suite-error", "message": scrub(describe(error)) + _last_frame(traceback_of(error))}


def _leaf(error: BaseException) -> BaseException:
    """The telling member of a group: a broken rule if there is one, else the first."""
    first: BaseException | None = None
    level: list[BaseException] = [error]
    for _ in range(_DEEPEST):
        members: list[BaseException] = []
        for one in level:
            if issubclass(type(one), RuleBroken):
                return one
            if issubclass(type(one), BaseExceptionGroup):
                members += members_of(one)  # type: ignore[arg-type]  # by its type it is one
            else:
                first = first or one
        level = members
    return first or error


def implementation_frame(traceback: TracebackType | None, check_folders: Collection[Path] = ()) -> str:
    """The innermost frame outside the suite, the standard library and the test tools; "" without one."""
    found = ""
    roots = [PACKAGE, *(Path(folder).resolve() for folder in check_folders)]
    known: dict[str, bool] = {}
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name not in known:
            known[name] = _is_foreign(name, roots)
        if known[name]:
            found = f"in {traceback.tb_frame.f_code.co_name}, {Path(name).name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


def _is_foreign(name: str, roots: Collection[Path]) -> bool:
    if name.startswith("<"):
        return False
    try:
        path = Path(name).resolve()
    except (ValueError, OSError):  # no name of a file: code that was made up
        return True
    if any(path.is_relative_to(root) for root in roots):
        return False
    for library in _LIBRARY_FOLDERS:
        if path.is_relative_to(library):
            return path.relative_to(library).parts[0] not in _LIBRARIES
    return not path.is_relative_to(_STDLIB) or "site-packages" in path.parts


def _last_frame(traceback: TracebackType | None) -> str:
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f" ({Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno})" if traceback else ""
