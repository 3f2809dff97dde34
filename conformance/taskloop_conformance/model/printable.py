"""Texts that are safe to show, made of whatever an implementation raises, returns or calls itself.

An exception's ``__str__`` may raise, return an int, or give five megabytes of escape sequences; a version may hold half
a surrogate pair, which no UTF-8 file can hold. Every such text passes here before it is stored in a record, so that
the terminal stays clean and the JSON, XML and HTML reports stay valid. Nothing here ever raises an :class:`Exception`,
and nothing here trusts a method that the implementation could have overridden.
"""

from __future__ import annotations

from types import TracebackType
from typing import cast

#: A message is for reading: what is longer than this many characters is data that somebody put into an exception.
LONGEST = 20_000

#: Read past what a class may have overridden: these are the slots of the built-in classes themselves.
_NAME = type.__dict__["__name__"]
_TRACEBACK = BaseException.__dict__["__traceback__"]
_MEMBERS = BaseExceptionGroup.__dict__["exceptions"]


def printable(text: str, longest: int = LONGEST) -> str:
    r"""The text, cut to ``longest`` characters, with an escape such as ``\x1b`` for each unprintable character.

    Line feeds and tabs stay. Unprintable are control characters (a terminal would obey them), lone surrogates (no file
    can hold them), and marks that change the direction of text.
    """
    cut = str.__getitem__(text, slice(longest)) + (" ..." if str.__len__(text) > longest else "")
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(char if char.isprintable() or char in "\n\t" else _escaped(char) for char in cut)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def text_of(value: object) -> str:
    """``str(value)`` made printable, or a note that it has none."""
    try:
        return printable(str(value))
    except BaseException as error:  # __str__ may raise anything, SystemExit included
        return f"<its str() raises {type_name(error)}>"


def type_name(value: object) -> str:
    """The name of the value's class."""
    return printable(str(_NAME.__get__(type(value))), 200)


def describe(error: BaseException) -> str:
    """One text for an exception: ``ValueError: the message``."""
    return f"{type_name(error)}: {text_of(error)}".rstrip(": ")


def traceback_of(error: BaseException) -> TracebackType | None:
    """The exception's traceback, even where its class hides it."""
    return cast("TracebackType | None", _TRACEBACK.__get__(error))


def members_of(group: BaseExceptionGroup[BaseException]) -> tuple[BaseException, ...]:
    """The exceptions of a group, even where its class hides them."""
    return cast("tuple[BaseException, ...]", _MEMBERS.__get__(group))
