"""The adapter for whatever has the published names: coromask, renew, TaskLoop and the two helpers.

It is how most implementations are judged: nobody has to write an adapter for a module that follows the source text.
Published releases differ in their signatures (a mask without keyword arguments, a ``loop`` to pass on, no default for
``coro_args``), so what is passed is decided by the parameters that are there.  A name that is missing is no error of
the target: it is :class:`Unimplemented` where a scenario needs it, and everything else is judged.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from ..model.failures import AdapterError, Unimplemented
from ..model.printable import type_name
from .protocols import Adapter, Chain, Fargs, UserCoroutine


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


#: The parameters of what was looked at before: a signature takes longer to find out than most calls take.
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
