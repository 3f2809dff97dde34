"""Which profiles a target is judged for: all that it claims, or one that was asked for.

A profile is claimed by the presence of its names, so a module that imports ``coromask`` to build a ``TaskLoop`` on it
claims the profile ``functions`` for somebody else's functions.  It can't be known whether that is meant; so they are
judged, a note says where they come from, and ``--profile`` leaves them out.
"""

from __future__ import annotations

from typing import Any, cast

from ..model.failures import AdapterError
from .adapters import Adapter, ModuleAdapter

#: The names by which a module claims each profile.
_NAMES = {"functions": ("coromask", "renew"), "control": ("TaskLoop",)}


class _Narrowed:
    """An adapter that claims one of its profiles only; everything else is the adapter's own."""

    def __init__(self, adapter: Adapter, profile: str) -> None:
        self._adapter, self.profiles = adapter, frozenset({profile})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)


def narrowed(adapter: Adapter, profile: str) -> Adapter:
    """The adapter, claiming ``profile`` alone, or as it is when ``profile`` is empty.

    Raises :class:`AdapterError` when the target doesn't claim that profile.
    """
    if not profile or adapter.profiles == {profile}:
        return adapter
    if profile not in adapter.profiles:
        claimed = " and ".join(sorted(adapter.profiles)) or "no profile"
        raise AdapterError(f"the target offers {claimed}, not {profile}: leave --profile {profile} out")
    return cast(Adapter, _Narrowed(adapter, profile))


def note_on_claims(adapter: Adapter) -> str:
    """A sentence about a profile whose names all come from another top-level package; "" without one.

    A module of which every profile is somebody else's just passes them on: there is nothing to note.
    """
    if not isinstance(adapter, ModuleAdapter) or not hasattr(adapter.module, "__name__"):
        return ""
    own = _package(adapter.module.__name__)
    foreign = {profile: found for profile in sorted(adapter.profiles) if (found := _foreign(adapter, profile, own))}
    rest = sorted(adapter.profiles - foreign.keys())
    if not foreign or not rest:
        return ""
    (profile, homes), *_ = foreign.items()
    verb = "come" if len(homes) > 1 else "comes"
    return (
        f"{' and '.join(homes)} {verb} from the package {min(homes.values())}, "
        f"so the profile {profile} is judged, too; --profile {rest[0]} leaves it out"
    )


def _foreign(adapter: ModuleAdapter, profile: str, own: str) -> dict[str, str]:
    """The names of a profile and the packages that they come from, if that is another one for each of them."""
    named = {name: getattr(adapter.module, name) for name in _NAMES[profile] if hasattr(adapter.module, name)}
    homes = {name: _package(str(getattr(value, "__module__", None) or own)) for name, value in named.items()}
    return {} if own in homes.values() else homes


def _package(module: str) -> str:
    return module.partition(".")[0]
