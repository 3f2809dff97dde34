"""Loading a target: what a user names on the command line becomes an adapter that the suite can call.

A module with the published names needs no adapter: it gets the one of ``module_adapter.py``.  For anything else write a
class with the members of :class:`FunctionsAdapter`, of :class:`ControlAdapter` or of both, and name an instance of it,
``my_module:adapter``; ``conformance/examples`` has a worked one.  A target that is nearly right (a class and not its
instance, a module and not the adapter in it) is the usual mistake, so each of these has a message of its own.

Programs that use the suite import everything about adapters from here.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ..model.failures import AdapterError
from . import threads
from .importing import import_target, split, version_of
from .module_adapter import ModuleAdapter, chain_name
from .protocols import Adapter, Chain, ControlAdapter, FunctionsAdapter, Named, interval, takes_keywords, without


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


__all__ = [
    "Adapter",
    "Chain",
    "ControlAdapter",
    "FunctionsAdapter",
    "ModuleAdapter",
    "Named",
    "chain_name",
    "interval",
    "load",
    "takes_keywords",
    "without",
]
