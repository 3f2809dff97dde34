"""What an adapter has to offer: the protocols that stand between the suite and an implementation.

An implementation may call its things what it likes.  The suite calls an adapter, never the implementation, so a class
with these members is all that other names need; nothing has to be inherited, because a protocol asks for members only.
Members that only some libraries have a use for aren't in the protocols, where every adapter would have to write them:
the functions below the protocols read them, and say what holds where they are missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

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
