"""The options of ``TaskLoop``, and what the published package does with positional and keyword arguments."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from tasktools.control import Control
from tasktools.mask import simple_fargs_out
from tasktools.payload import Fargs, normalised


class Options(NamedTuple):
    """The options in their published order, which follows (coro, coro_args, coro_kwargs)."""

    control: Control = Control.START
    fargs: Fargs = simple_fargs_out
    loop: asyncio.AbstractEventLoop | None = None
    name: str | None = None
    time_pause: float = 0.1

    def with_positional(self, values: tuple[Any, ...]) -> Self:
        """Add the positional arguments after the third to the options given by keyword.

        Understood are the published order (beginning with a control word), ``fargs`` alone, and one
        dictionary of options.  Raises TypeError for anything else: an argument read wrongly would change
        silently what a chain does.
        """
        first = values[0]
        if isinstance(first, Mapping) and len(values) == 1:
            read = dict(first)
        elif callable(first) and len(values) == 1:
            read = {"fargs": first}
        elif isinstance(first, int) and len(values) <= len(self):
            read = dict(zip(self._fields, values, strict=False))
        else:
            types = ", ".join(type(value).__name__ for value in values)
            raise TypeError(
                f"TaskLoop: can't tell what the arguments after coro_kwargs ({types}) are; "
                f"give {', '.join(self._fields)} by keyword"
            )
        for option in read:
            if option not in self._fields:
                raise TypeError(f"TaskLoop: unknown option {option!r}; known are {', '.join(self._fields)}")
            if getattr(self, option) != self._field_defaults[option]:
                raise TypeError(f"TaskLoop: {option} is given twice, by position and by keyword")
        return self._replace(**read)

    def check(self) -> None:
        """Refuse what can't work: here, where the mistake is made, not in a later turn of the event loop."""
        if not callable(self.fargs):
            raise TypeError(f"TaskLoop: fargs must be a function, not {type(self.fargs).__name__}")
        if self.name is not None and not isinstance(self.name, str):
            raise TypeError(f"TaskLoop: name must be a string, not {type(self.name).__name__}")
        if not isinstance(self.time_pause, (int, float)):
            raise TypeError(f"TaskLoop: time_pause must be a number, not {type(self.time_pause).__name__}")
        if not self.time_pause >= 0:  # which is true of nan, too
            raise ValueError(f"TaskLoop: time_pause must be 0 or more seconds, not {self.time_pause}")


def published_keywords(fargs: Fargs) -> Fargs:
    """Give ``fargs`` with the keyword conventions of the published package, of release 1.2.0 as observed.

    A payload with ``{"stop": True}`` ends the chain quietly, one with ``{"exception": error}`` with that error.
    Without this they are keyword arguments like any others (MASK.any-names).
    """

    def with_keywords(args: Any, obtained: Any) -> Any:
        produced = fargs(args, obtained)
        kwargs = {} if produced is args else normalised(produced, {}, fargs)[1]
        if isinstance(kwargs.get("exception"), BaseException):
            raise kwargs["exception"]
        if kwargs.get("stop") is True:
            raise asyncio.CancelledError
        return produced

    return with_keywords
