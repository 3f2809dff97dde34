"""An exception of the implementation on one line: its class, its message, and the line of its code that raised it.

A half-finished implementation crashes more often than it decides wrongly, and then this line is what helps: the rule
only says what the crash prevented.
"""

from __future__ import annotations

import linecache
import sysconfig
from pathlib import Path
from types import TracebackType

from ..model.printable import describe, traceback_of
from ..model.text import short_text
from ..paths import PACKAGE

#: A message of the usual length stays whole (characters); what is longer loses its end, never its place.
_MESSAGE = 160
_CODE = 80

_STDLIB = Path(sysconfig.get_path("stdlib"))


def crash(error: BaseException) -> str:
    """``TypeError: the message (in decide, mine.py:35: self.next())``; without a line of its own, the first part."""
    message = short_text(describe(error), _MESSAGE)
    place = last_own_line(traceback_of(error))
    return f"{message} ({place})" if place else message


def last_own_line(traceback: TracebackType | None) -> str:
    """The innermost line outside the suite and the standard library: function, file, number and text."""
    found = ""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if is_own(code.co_filename):
            text = short_text(linecache.getline(code.co_filename, traceback.tb_lineno), _CODE)
            found = f"in {code.co_name}, {Path(code.co_filename).name}:{traceback.tb_lineno}" + (text and f": {text}")
        traceback = traceback.tb_next
    return short_text(found, _MESSAGE)


def is_own(filename: str) -> bool:
    """Whether a file may be the implementation's: it belongs neither to the suite nor to the standard library."""
    if filename.startswith("<"):
        return False
    path = Path(filename)
    if path.is_relative_to(PACKAGE):
        return False
    return not path.is_relative_to(_STDLIB) or "site-packages" in path.parts
