"""How the suite talks to an implementation: the protocols, the module adapter, and loading a target.

A module with the published names needs no adapter.  For anything else write a class with the members of
:class:`FunctionsAdapter`, of :class:`ControlAdapter` or of both, and name an instance of it, ``my_module:adapter``;
``conformance/examples`` has a worked one.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from types import ModuleType
from typing import Any, Protocol

from ..model.failures import AdapterError, Unimplemented
from ..model.printable import type_name
from . import threads
from .importing import import_target, split, version_of

UserCoroutine = Callable[..., Coroutine[Any, Any, Any]]
Fargs = Callable[[Any, Any], Any]


class Chain(Protocol):
    """A started chain of the profile ``control``.  Every method returns at once; a result is ignored."""

    def pause(self) -> object:
        """PAUSE."""

    def task_continue(self) -> object:
        """CONTINUE."""

    def stop(self) -> object:
        """STOP."""

    def cancel(self) -> object:
        """CANCEL."""


class Named(Protocol):
    """What every adapter says of its implementation: two texts for the report, and the profiles that it claims.

    ``profiles`` holds ``functions``, ``control`` or both.  These members may be there besides; what they are when they
    are missing stands behind each:

    ``without`` (a frozenset of pause, cancel, payload, stop; empty)
        what the library has no notion of: rules about it are not claimed, all others are judged;
    ``interval`` (seconds; 0)
        how much time the library puts between two iterations;
    ``keywords`` (a bool; True)
        whether the mask takes keyword arguments;
    ``defaults()`` (a list; empty)
        the default arguments of the constructor, to see whether chains share them;
    ``make(coro, args, kwargs, *, fargs, time_pause, default_loop, loop)`` (none)
        make a chain that isn't started and has a method ``create()``;
    ``close(chain)`` (none)
        let go of what the library keeps beside its chains (a scheduler, a session); it may be a coroutine function.
    """

    @property
    def name(self) -> str:
        """What the report calls the implementation."""

    @property
    def version(self) -> str:
        """Its version; empty where there is none."""

    @property
    def profiles(self) -> frozenset[str]:
        """The profiles that it claims."""


class FunctionsAdapter(Named, Protocol):
    """An adapter that claims the profile ``functions``."""

    def coromask(
        self, coro: UserCoroutine, args: Sequence[Any], kwargs: Mapping[str, Any], fargs: Fargs
    ) -> Awaitable[Any]:
        """Profile functions: one iteration; gives the next payload as a pair (args, kwargs)."""

    def renew(self, *args: Any, **kwargs: Any) -> object:
        """Profile functions: the done callback.

        The suite registers it as ``partial(renew, coro=coro, fargs=fargs)``, called with the finished
        task, or as ``partial(renew, task, coro, fargs)``, called with the finished task once more.
        """

    def simple_fargs(self, given: Any, obtained: Any) -> Any:
        """Profile functions: give the input back."""

    def simple_fargs_out(self, given: Any, obtained: Any) -> Any:
        """Profile functions: give the output back."""


class ControlAdapter(Named, Protocol):
    """An adapter that claims the profile ``control``."""

    def start(
        self,
        coro: UserCoroutine,
        args: Sequence[Any] | None,
        kwargs: Mapping[str, Any] | None,
        *,
        fargs: Fargs,
        time_pause: float,
        default_loop: bool = False,
    ) -> tuple[Chain, object] | Awaitable[tuple[Chain, object]]:
        """Start a chain on the running loop; it may be a coroutine function.

        ``args`` and ``kwargs`` are None where the implementation's own defaults are to be used;
        ``time_pause`` is in seconds; with ``default_loop`` no event loop may be passed on.  Returns the
        chain and whatever stands for it in the implementation (a task or something else that can be
        awaited).
        """


class Adapter(FunctionsAdapter, ControlAdapter, Protocol):
    """An adapter as the suite calls it: of a profile that it doesn't claim, nothing is called."""


def without(adapter: Named) -> frozenset[str]:
    """What the library behind an adapter has no notion of; see :class:`Named`."""
    found = frozenset(getattr(adapter, "without", ()))
    return found | {"immediacy"} if interval(adapter) > 0 else found


def interval(adapter: Named) -> float:
    """How many seconds the library puts between two iterations."""
    return float(getattr(adapter, "interval", 0.0))


def takes_keywords(adapter: Named) -> bool:
    """Whether the mask takes keyword arguments."""
    return bool(getattr(adapter, "keywords", True))


class ModuleAdapter:
    """An adapter around a module, or any object, with the published names."""

    def __init__(self, module: Any, name: str, version: str = "") -> None:
        self.module, self.name, self.version = module, name, version
        profiles = set()
        if hasattr(module, "coromask") or hasattr(module, "renew"):
            profiles.add("functions")
        if hasattr(module, "TaskLoop"):
            profiles.add("control")
        if not profiles:
            raise AdapterError(
                f"{name} has neither coromask and renew nor TaskLoop: "
                "name a module that offers them, or an adapter as module:object"
            )
        self.profiles = frozenset(profiles)

    @property
    def keywords(self) -> bool:
        """Whether the mask takes keyword arguments: the oldest releases have one without."""
        if not hasattr(self.module, "coromask"):
            return True
        parameters = _parameters(self._get("coromask"))
        return "kwargs" in parameters or len(parameters) != 3

    def _get(self, name: str) -> Any:
        try:
            return getattr(self.module, name)
        except AttributeError:
            raise Unimplemented(name) from None

    def defaults(self) -> list[Any]:
        """The default arguments of the constructor."""
        empty = inspect.Parameter.empty
        return [p.default for p in _parameters(self._get("TaskLoop")).values() if p.default is not empty]

    @property
    def renew(self) -> Any:
        """The module's own done callback."""
        return self._get("renew")

    @property
    def simple_fargs(self) -> Any:
        """The module's own helper."""
        return self._get("simple_fargs")

    @property
    def simple_fargs_out(self) -> Any:
        """The module's own helper."""
        return self._get("simple_fargs_out")

    def coromask(self, coro: UserCoroutine, args: Sequence[Any], kwargs: Mapping[str, Any], fargs: Fargs) -> Any:
        """The module's mask, called as its signature asks for."""
        mask = self._get("coromask")
        if self.keywords:
            return mask(coro, args, kwargs, fargs)
        if kwargs:
            raise Unimplemented("keyword arguments in coromask")
        return mask(coro, args, fargs)

    def start(
        self,
        coro: UserCoroutine,
        args: Sequence[Any] | None,
        kwargs: Mapping[str, Any] | None,
        *,
        fargs: Fargs,
        time_pause: float,
        default_loop: bool = False,
    ) -> tuple[Chain, object]:
        """Make a TaskLoop and create its chain; pass the running loop where there is a parameter for it."""
        loop = asyncio.get_running_loop()
        chain = self.make(coro, args, kwargs, fargs=fargs, time_pause=time_pause, default_loop=default_loop, loop=loop)
        return chain, chain.create()

    def make(
        self,
        coro: UserCoroutine,
        args: Sequence[Any] | None,
        kwargs: Mapping[str, Any] | None,
        *,
        fargs: Fargs,
        time_pause: float,
        default_loop: bool = False,
        loop: asyncio.AbstractEventLoop,
    ) -> Any:
        """Make a TaskLoop that isn't started; ``loop`` is passed on where there is a parameter for it."""
        make_chain = self._get("TaskLoop")
        parameters = _parameters(make_chain)
        options: dict[str, Any] = {"fargs": fargs, "time_pause": time_pause}
        for name, value, empty in (("coro_args", args, []), ("coro_kwargs", kwargs, {})):
            if value is not None:
                options[name] = value
            elif name in parameters and parameters[name].default is inspect.Parameter.empty:
                options[name] = empty  # what can't be left out is passed empty
        if not default_loop and "loop" in parameters:
            options["loop"] = loop
        positional = [options.pop(name) for name in ("coro_args", "coro_kwargs") if name in options]
        if args is None and kwargs is not None:
            chain = make_chain(coro, coro_kwargs=positional[0], **options)
        else:
            chain = make_chain(coro, *positional, **options)
        if not hasattr(chain, "create"):
            raise Unimplemented("TaskLoop.create")
        return chain


_CACHE: dict[Any, dict[str, inspect.Parameter]] = {}


def _parameters(function: Any) -> Mapping[str, inspect.Parameter]:
    try:
        if function not in _CACHE:
            _CACHE[function] = dict(inspect.signature(function).parameters)
        return _CACHE[function]
    except (TypeError, ValueError):
        return {}


def chain_name(adapter: Adapter, chain: object) -> str:
    """What a user calls the class of the adapter's chains."""
    return "TaskLoop" if isinstance(adapter, ModuleAdapter) else type_name(chain)


def load(target: str, path: str | None = None) -> Adapter:
    """Load a target: a module, a file ``path/to/file.py``, or ``module:object``.

    ``path`` is a folder to put first on the import path.  Raises :class:`AdapterError` with a
    message that says what is wrong with the target and what to do.
    """
    threads.install()
    module = import_target(target, path)
    where, attribute = split(target)
    found: Any = module
    for name in filter(None, attribute.split(".")):
        try:
            found = getattr(found, name)
        except AttributeError:
            raise AdapterError(f"{where} has no object {attribute!r}") from None
    version = version_of(module, target)
    profiles = getattr(found, "profiles", None)
    if isinstance(found, type) and profiles is not None:
        raise AdapterError(f"{target} is a class: name an instance of it, as in 'adapter = {found.__name__}()'")
    if isinstance(profiles, (set, frozenset)):
        return found  # type: ignore[no-any-return]  # an adapter of the user's own
    if profiles is not None and found is not module:
        kind = type(profiles).__name__
        raise AdapterError(f"{target}: profiles is a {kind}; write a set, as in frozenset({{'control'}})")
    published = any(hasattr(module, name) for name in ("coromask", "renew", "TaskLoop"))
    if found is module and not published and (adapters := _adapters_in(module)):
        raise AdapterError(f"{target} is a module with an adapter in it: name that, as in {target}:{adapters[0]}")
    return ModuleAdapter(found, target, version)


def _adapters_in(module: ModuleType) -> list[str]:
    """The names of what looks like an adapter in a module."""
    return [
        name
        for name, value in vars(module).items()
        if not isinstance(value, type) and isinstance(getattr(value, "profiles", None), (set, frozenset))
    ]
