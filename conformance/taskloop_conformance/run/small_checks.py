"""Run small checks without pytest's three phases.

A small check is a plain function that is given its parameters and ``check``, and runs one history in a third of a
millisecond. Around each, pytest sets fixtures up, calls, tears down, and makes a report of each of the three, which
takes half a millisecond: of the thousand small checks of a run, half of the time. A record needs none of it. So they
are called as they are, within what the suite's own hooks would do: garbage frozen before, and what blocks interrupted.

Whatever wants more (another fixture, a coroutine, an item of another plugin) takes pytest's way. So do all checks where
pytest keeps what is printed (`run --in-process`: a worker has nowhere to print to), and in a user's own pytest.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from ..record import blocked, garbage

#: How the checks' own plugin makes what the fixture ``check`` gives: for the item that asks for it.
MAKE_CHECK: pytest.StashKey[Callable[[pytest.Item], Any]] = pytest.StashKey()

#: Fixtures of which a small check needs nothing: pytest-asyncio gives its own to every item, and ``check`` asks for
#: pytest's word of the item itself.
_UNUSED = ("event_loop_policy", "request")


def arguments_of(item: pytest.Item) -> dict[str, Any] | None:
    """What a small check is called with; None where it is another kind of check."""
    make = item.config.stash.get(MAKE_CHECK, None)
    if (
        make is None
        or item.config.getoption("capture") != "no"
        or type(item) is not pytest.Function
        or inspect.iscoroutinefunction(item.obj)
    ):
        return None
    arguments = {name: value for name, value in _parameters(item).items() if name in item.fixturenames}
    others = {*item.fixturenames}.difference(arguments, _UNUSED)
    if others != {"check"}:
        return None
    return {**arguments, "check": make(item)}


def _parameters(item: pytest.Function) -> dict[str, Any]:
    callspec = getattr(item, "callspec", None)
    return {} if callspec is None else dict(callspec.params)


def call(run: Callable[..., None], arguments: dict[str, Any]) -> None:
    """Call a small check with what surrounds each check: frozen garbage, and an end of what blocks the event loop."""
    garbage.freeze()
    with blocked.interrupted_when_blocked():
        run(**arguments)
