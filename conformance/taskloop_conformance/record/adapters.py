"""How the suite talks to an implementation: the protocol, the module adapter, and loading a target.

A module with the published names needs no adapter.  For anything else write a class with the members of
:class:`Adapter` and name an instance of it, ``my_module:adapter``; ``conformance/examples`` has a worked
one.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.metadata
import importlib.util
import inspect
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from ..model.failures import AdapterError, Unimplemented
from ..model.printable import describe, text_of
from . import threads

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


class Adapter(Protocol):
    """An implementation as the suite sees it.

    ``profiles`` holds ``functions``, ``control`` or both; members of a profile that isn't claimed may
    be missing.  ``name`` and ``version`` are for the report.
    """

    name: str
    version: str
    profiles: frozenset[str]

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
        """Profile control: start a chain on the running loop.

        ``args`` and ``kwargs`` are None where the implementation's own defaults are to be used;
        ``time_pause`` is in seconds; with ``default_loop`` no event loop may be passed on.  Returns the
        chain and whatever stands for it in the implementation (a task or something else that can be
        awaited).
        """


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


def load(target: str, path: str | None = None) -> Adapter:
    """Load a target: a module, a file ``path/to/file.py``, or ``module:object``.

    ``path`` is a folder to put first on the import path.  Raises :class:`AdapterError` with a
    message that says what is wrong with the target and what to do.
    """
    threads.install()
    if path is not None:
        if not Path(path).is_dir():
            raise AdapterError(f"--path {path}: there is no such folder")
        sys.path.insert(0, path)
    where, _, attribute = (target, "", "") if target.endswith(".py") else target.partition(":")
    own = path is not None and _claim(Path(path), where.partition(".")[0])
    try:
        module = _import_file(where) if where.endswith(".py") else importlib.import_module(where)
    except AdapterError:
        raise
    except ModuleNotFoundError as error:
        hint = f"no module named {error.name!r}; is its folder given with --path, or its package installed?"
        raise AdapterError(f"{target} can't be imported: {hint}") from None
    except BaseException as error:  # an import may raise anything, SystemExit included
        raise AdapterError(f"{target} can't be imported: {describe(error)}") from error
    if own and path is not None and not _lies_in(module, Path(path)):
        raise AdapterError(
            f"{target} was found in {path} but is already imported from {getattr(module, '__file__', 'elsewhere')}: "
            "run it in a process of its own"
        )
    version = _version(module, where)
    if not attribute:
        return ModuleAdapter(module, target, version)
    try:
        found = getattr(module, attribute)
    except AttributeError:
        raise AdapterError(f"{where} has no object {attribute!r}") from None
    if isinstance(getattr(found, "profiles", None), (set, frozenset)):
        return found  # type: ignore[no-any-return]  # an adapter of the user's own
    return ModuleAdapter(found, target, version)


def _claim(folder: Path, package: str) -> bool:
    """Whether ``folder`` holds the package; if so, make sure that no other one of its name is imported instead.

    A package without ``__init__.py`` (the oldest releases have none) would give way to a regular one that stands
    later on the import path, even though its own folder comes first.
    """
    inside = folder / package
    if inside.is_dir() and not (inside / "__init__.py").is_file() and package not in sys.modules:
        module = ModuleType(package)
        module.__path__ = [str(inside)]
        sys.modules[package] = module
    return inside.is_dir() or (folder / f"{package}.py").is_file()


def _lies_in(module: ModuleType, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve().is_relative_to(folder.resolve())


def _import_file(where: str) -> ModuleType:
    file = Path(where)
    if not file.is_file():
        raise AdapterError(f"{where}: there is no such file")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise AdapterError(f"{where}: Python can't load this file")
    sys.path.insert(0, str(file.parent.resolve()))
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


def _version(module: ModuleType, where: str) -> str:
    package = where.partition(".")[0]
    found = getattr(module, "__version__", None) or getattr(sys.modules.get(package), "__version__", None)
    if found is None:
        for name in importlib.metadata.packages_distributions().get(package, []):
            return importlib.metadata.version(name)
    return "" if found is None else text_of(found)
