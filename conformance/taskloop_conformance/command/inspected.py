"""What a class looks like to whoever wants to drive chains with it: which of its methods may be which signal.

Names are guessed; whoever reads the adapter that is made of them knows better.  A guess that is wrong costs the reader
a line, and one that is missing costs a ``without``.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.failures import AdapterError
from ..model.printable import describe
from ..model.text import did_you_mean

#: What methods are called elsewhere, the suite's own name first.
_METHODS: Mapping[str, tuple[str, ...]] = {
    "start": ("create", "start", "launch", "begin", "run", "spawn", "schedule"),
    "pause": ("pause", "hold", "suspend", "sleep", "halt"),
    "task_continue": ("task_continue", "resume", "unpause", "continue_", "proceed", "release", "wake"),
    "stop": ("stop", "finish", "end", "shutdown", "close", "quit"),
    "cancel": ("cancel", "abort", "kill", "terminate"),
}

#: What parameters of a constructor are called elsewhere.
_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "coro": ("coro", "coroutine", "coro_func", "func", "function", "fn", "job", "callback", "target", "action", "call"),
    "args": ("coro_args", "args", "arguments"),
    "kwargs": ("coro_kwargs", "kwargs", "keywords", "keyword_arguments"),
    "fargs": ("fargs",),
    "time_pause": ("time_pause", "patience", "poll", "poll_interval"),
    "interval": ("interval", "period", "seconds", "delay", "every"),
}

#: The kinds of parameter that are passed by their name.
_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class Inspected:
    """A class, by the names that it has for what the suite needs.

    ``methods`` and ``parameters`` map the suite's names to the class's own; ``waiting`` are those of ``methods`` that
    are coroutine functions; ``unknown`` are parameters that must be given and whose meaning can't be guessed;
    ``starts_nothing`` says that the method that starts it is annotated to return None.
    """

    module: str
    name: str
    methods: Mapping[str, str]
    parameters: Mapping[str, str]
    waiting: frozenset[str]
    unknown: tuple[str, ...]
    starts_nothing: bool

    @property
    def without(self) -> list[str]:
        """What the class has no notion of, by the names that an adapter says it with."""
        missing = [name for name in ("pause", "stop", "cancel") if name not in self.methods]
        if "task_continue" not in self.methods and "pause" not in missing:
            missing.insert(0, "pause")  # what can't be continued can't be paused in the sense of the model
        return missing if "fargs" in self.parameters else [*missing, "payload"]


def inspect_class(target: str) -> Inspected:
    """Import ``MODULE:CLASS`` and look at it; raises :class:`AdapterError` with what to do when that isn't possible."""
    module_name, _, name = target.partition(":")
    if not module_name or not name:
        raise AdapterError(f"{target!r} is no MODULE:CLASS; write one such as my_package.loops:Repeater")
    try:
        module = importlib.import_module(module_name)
    except BaseException as error:  # an import may raise anything, SystemExit included
        raise AdapterError(f"{module_name} can't be imported: {describe(error)}") from error
    found = getattr(module, name, None)
    if not inspect.isclass(found):
        classes = [other for other, value in vars(module).items() if inspect.isclass(value)]
        otherwise = f"it has {', '.join(classes)}" if classes else "it has no class at all"
        raise AdapterError(f"{module_name} has no class {name!r}; {did_you_mean(name, classes, otherwise)}")
    callables = [own for own in dir(found) if callable(getattr(found, own, None))]
    methods = {ours: own for ours, names in _METHODS.items() if (own := _first(names, callables))}
    if "start" not in methods:
        raise AdapterError(
            f"{target} has no method that starts it ({', '.join(_METHODS['start'])}): write the adapter by hand"
        )
    waiting = {ours for ours, own in methods.items() if inspect.iscoroutinefunction(getattr(found, own))}
    parameters, unknown = _parameters(found)
    annotations = getattr(getattr(found, methods["start"]), "__annotations__", {})
    starts_nothing = "start" not in waiting and annotations.get("return", ...) in (None, "None")
    return Inspected(module_name, name, methods, parameters, frozenset(waiting), unknown, starts_nothing)


def _parameters(found: type) -> tuple[dict[str, str], tuple[str, ...]]:
    try:
        signature = list(inspect.signature(found).parameters.values())
    except (TypeError, ValueError):  # written in C, or with a signature that can't be evaluated
        return {}, ()
    named = [parameter for parameter in signature if parameter.kind in _NAMED]
    known = {ours: own for ours, names in _PARAMETERS.items() if (own := _first(names, [p.name for p in named]))}
    if "coro" not in known and named:
        known["coro"] = named[0].name  # what is repeated is mostly the first thing that such a class is given
    required = [p.name for p in named if p.default is inspect.Parameter.empty]
    return known, tuple(name for name in required if name not in known.values())


def _first(names: Iterable[str], there: Iterable[str]) -> str:
    available = set(there)
    return next((name for name in names if name in available), "")
