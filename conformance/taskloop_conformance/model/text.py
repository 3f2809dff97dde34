"""Pieces of text that several floors write: a value on one line, seconds, near misses.

Whatever an implementation hands out may be hostile to being shown: a ``__repr__`` that raises, that returns megabytes
or that changes from run to run.  Everything of its making that ends up in a history or a message goes through
:func:`short` or :func:`scrub`, which build on ``printable.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from .printable import printable, type_name

#: An object's address differs from run to run; two reports of one fault must not.
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")

#: One line of a terminal has room for about this many characters beside an event's time and kind.
_SHORT = 60

#: How alike two names must be, 0 to 1, to count as a slip of the keyboard; difflib's own 0.6 misses "CONTINUE.kept".
_ALIKE = 0.5


def scrub(text: str) -> str:
    """The text made printable and without addresses of objects, and not longer than a reader could want it."""
    return _ADDRESS.sub("0x...", printable(text))


def shown(value: object) -> str:
    """``repr(value)``, or, where that raises or isn't text, a note that says so: it never raises."""
    try:
        return printable(repr(value))
    except BaseException as error:  # an implementation's object may do anything here
        return f"<{type_name(value)}, whose repr() raises {type_name(error)}>"


def short(value: object, limit: int = _SHORT) -> str:
    """A value on one line of at most ``limit`` characters, the same in every run."""
    text = " ".join(scrub(shown(value)).split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def short_text(text: str, limit: int = 160) -> str:
    """A text of any kind as one line of at most ``limit`` characters: fit for a comment or a table."""
    line = " ".join(scrub(text).split())
    return line if len(line) <= limit else line[: limit - 3] + "..."


def seconds(value: float) -> str:
    """Virtual seconds without needless digits: 3.25, 86400, 0.000001."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def near(name: str, known: Iterable[str]) -> list[str]:
    """The up to three known names that are most like ``name``, capitals aside, best first."""
    by_fold = {each.lower(): each for each in known}
    return [by_fold[match] for match in get_close_matches(name.lower(), by_fold, 3, _ALIKE)]


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """A hint for an unknown name: the nearest known ones, or ``otherwise`` where none is near."""
    matches = near(name, known)
    return f"did you mean {' or '.join(matches)}?" if matches else otherwise
