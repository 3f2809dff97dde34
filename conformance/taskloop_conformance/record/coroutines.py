"""The kinds of coroutine functions and of fargs that a user's side can have (dimensions coro and fargs)."""

from __future__ import annotations

import contextvars
import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .clock import OWNER
from .payload_values import Mark

Run = Callable[..., Awaitable[Any]]


class _Callable:
    """An object whose call gives a coroutine; it has no name and no hash, and counts as false.

    Nothing can be added to it, and nothing can refer to it weakly.
    """

    __slots__ = ("_run",)

    def __init__(self, run: Run) -> None:
        self._run = run

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]  # an implementation needn't use it as a key

    def __bool__(self) -> bool:
        return False

    async def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return await self._run(*args, **kwargs)


class _Proxy:
    """An object that has every attribute that Python doesn't keep for itself, and each of them is true."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return await self._run(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self


class _Reader:
    """An object with a method that is a coroutine function."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def read(self, /, *args: Any, **kwargs: Any) -> Any:
        """Read once."""
        return await self._run(*args, **kwargs)


def _of_class(run: Run) -> Run:
    """A method of a class, bound to that: there is no object."""

    class Reader:
        @classmethod
        async def read(cls, /, *args: Any, **kwargs: Any) -> Any:
            return await run(*args, **kwargs)

    return Reader.read


class _Override(_Reader):
    """A subclass with a method of its own under the same name: whoever reads through ``super()`` doesn't mean that."""

    async def read(self, /, *args: Any, **kwargs: Any) -> Any:
        """Read otherwise."""
        return await self._run("the method that overrides the given one", *args, **kwargs)


#: What a partial or a decorator passes on in front: a call without it went past them.
_PASS = object()


def make_coroutine(kind: str, run: Run, every: Mapping[str, Run], shared: dict[str, Any]) -> Any:
    """What is given to the implementation as the coroutine function (dimension coro).

    ``run`` is the chain's own; ``every`` has that of each chain by name, for the one function or object that all of
    them share, which is kept in ``shared``.
    """

    async def read_sensor(*args: Any, **kwargs: Any) -> Any:
        return await run(*args, **kwargs)

    if kind == "function":  # nearly all histories have this one, and to make the others costs as much as an iteration
        return read_sensor

    async def behind(*args: Any, **kwargs: Any) -> Any:
        passed = bool(args) and args[0] is _PASS
        return await run(*(args[1:] if passed else ("went past the wrapper", *args)), **kwargs)

    @functools.wraps(behind)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        return await behind(_PASS, *args, **kwargs)

    async def read_through(connection: Any, first: Any, *args: Any, **kwargs: Any) -> Any:
        return await behind(connection, first, *args, **kwargs)

    # It supplies an argument itself, so what it wraps has one parameter more than its callers give.
    @functools.wraps(read_through)
    async def connected(*args: Any, **kwargs: Any) -> Any:
        return await read_through(_PASS, *args, **kwargs)

    async def with_unit(*args: Any, unit: Any = None, **kwargs: Any) -> Any:
        return await run(*(args if unit is _PASS else ("the partial's keyword argument is lost", *args)), **kwargs)

    # Its parameters have names, and say how each may be given; that of the one that an implementation may add, too.
    async def read_named(first: Any, /, *, mark: Any, taskloop: Any = None) -> Any:
        return await run(first, mark=mark)

    def plain(*args: Any, **kwargs: Any) -> Any:
        return run(*args, **kwargs)

    async def read_with_chain(*args: Any, taskloop: Any = None, **kwargs: Any) -> Any:
        return await run(*args, **kwargs)

    async def read_any_sensor(*args: Any, **kwargs: Any) -> Any:
        # The arguments say whose call it is.  The context would say it, too, but an implementation may lose that.
        marks = [value for value in (*kwargs.values(), *args) if type(value) is Mark]
        owner = marks[0].chain if marks else OWNER.get()
        return await every.get(owner, run)(*args, **kwargs)

    makers: dict[str, Callable[[], Any]] = {
        "method": lambda: _Reader(run).read,
        "partial": lambda: functools.partial(behind, _PASS),
        "partial-keyword": lambda: functools.partial(behind, _PASS, mark="the partial's own, which a call overrides"),
        "partial-option": lambda: functools.partial(with_unit, unit=_PASS),
        "object": lambda: _Callable(run),
        "plain": lambda: plain,
        # What it is made of is written in C, and inspect.signature doesn't know its parameters.
        "unsigned": lambda: functools.partial(contextvars.copy_context().run, plain),
        "proxy": lambda: _Proxy(run),
        "decorated": lambda: wrapper,
        "supplied": lambda: connected,
        "class-method": lambda: _of_class(run),
        "named": lambda: read_named,
        "super": lambda: super(_Override, _Override(run)).read,
        "taskloop": lambda: read_with_chain,
        "shared": lambda: shared.setdefault("function", read_any_sensor),
        "equal": lambda: shared.setdefault("object", _Reader(read_any_sensor)).read,
    }
    return makers[kind]()


#: The name by which a message can call the coroutine of each kind; one without a name of its own has none here.
NAMES = {
    "function": "read_sensor",
    "method": "read",
    "partial": "behind",
    "partial-keyword": "behind",
    "partial-option": "with_unit",
    "plain": "plain",
    "decorated": "behind",
    "supplied": "read_through",
    "super": "read",
    "class-method": "read",
    "named": "read_named",
    "taskloop": "read_with_chain",
    "shared": "read_any_sensor",
    "equal": "read",
}


class _FargsObject:
    """A user's object that can be called as a fargs, and counts as false, as an empty list of readings would."""

    def __init__(self, fargs: Callable[..., Any]) -> None:
        self._fargs = fargs

    def __bool__(self) -> bool:
        return False

    def __call__(self, given: Any, obtained: Any) -> Any:
        return self._fargs(given, obtained)


def _called_with(fargs: Callable[..., Any], given: Any, obtained: Any) -> Any:
    """Be what a partial is made of: a function that takes one argument more."""
    return fargs(given, obtained)


def make_fargs(kind: str, fargs: Callable[..., Any], with_rest: Callable[..., Any]) -> Callable[..., Any]:
    """What is given to the implementation as fargs; ``with_rest`` says what it got beyond two arguments."""
    kinds: dict[str, Callable[..., Any]] = {
        "rest": with_rest,
        # Called with one argument alone it takes that for the input; the history then says so.
        "star": lambda *given: with_rest(*given) if len(given) > 1 else fargs(*given, None),
        "object": _FargsObject(fargs),
        "partial": functools.partial(_called_with, fargs),
    }
    return kinds.get(kind, fargs)
