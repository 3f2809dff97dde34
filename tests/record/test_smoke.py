"""The smoke step: a broken adapter is told from an implementation that doesn't conform."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from taskloop_conformance.model.failures import AdapterError, Unimplemented
from taskloop_conformance.record.adapters import Adapter, ModuleAdapter
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.smoke import smoke
from taskloop_conformance.record.tokens import from_token


def adapter_of(**members: Any) -> Any:
    """An adapter of the user's own with these members."""
    return SimpleNamespace(name="own", version="", **members)


@pytest.mark.parametrize(
    ("adapter", "complaint"),
    [
        (adapter_of(profiles=frozenset()), r"claims the profiles \[\]; there are 'functions' and 'control'"),
        (adapter_of(profiles=frozenset({"all"})), r"claims the profiles \['all'\]"),
        (adapter_of(profiles=frozenset({"control"})), r"'control' but has no method start\(\)"),
        (adapter_of(profiles=frozenset({"functions"})), r"'functions' but has no method coromask\(\)"),
        (
            ModuleAdapter(SimpleNamespace(coromask=lambda: None), "none"),
            r"coromask\(.*\) can't be called so: TypeError",
        ),
        (
            ModuleAdapter(SimpleNamespace(TaskLoop=lambda: None), "none"),
            r"TaskLoop\(.*\) can't be called so|create\(\)",
        ),
        (adapter_of(profiles=frozenset({"control"}), start=lambda coro: None), r"can't be called so: TypeError"),
    ],
)
def test_a_broken_adapter_is_said_to_be_one(adapter: Any, complaint: str) -> None:
    """What can't be called as the suite calls it is an error of the adapter, with the call that failed."""
    with pytest.raises(AdapterError, match=complaint):
        smoke(adapter)


async def forgets(coro: Any, args: Any, kwargs: Any, fargs: Any) -> None:
    """A mask that does nothing."""


async def raises(coro: Any, args: Any, kwargs: Any, fargs: Any) -> None:
    """A mask with an error of its own, of the kind that a wrong call has too."""
    raise TypeError("its own")


async def hangs(coro: Any, args: Any, kwargs: Any, fargs: Any) -> None:
    """A mask that never ends."""
    await asyncio.get_running_loop().create_future()


class NeverRenews:
    """A loop that runs nothing."""

    def __init__(self, coro: Any, coro_args: Any, coro_kwargs: Any, fargs: Any, time_pause: float) -> None: ...

    def create(self) -> None:
        """Create nothing."""


class CreatesWithError(NeverRenews):
    """A loop whose create() fails inside."""

    def create(self) -> None:
        """Fail with an error of the implementation's own."""
        raise TypeError("its own")


class AwaitedCreate(NeverRenews):
    """A loop that is to be created with await."""

    async def create(self) -> None:  # type: ignore[override]  # the mistake
        """Create nothing."""


class AwaitedPause(NeverRenews):
    """A loop whose signal is to be awaited."""

    async def pause(self) -> None:
        """Do nothing."""


class Chains:
    """An adapter whose start() gives what the test says."""

    name, version, profiles = "own", "", frozenset({"control"})

    def __init__(self, gives: Any) -> None:
        self.gives = gives

    def start(self, *args: Any, **kwargs: Any) -> Any:
        """Give it."""
        return self.gives


@pytest.mark.parametrize(
    ("adapter", "complaint"),
    [
        (
            ModuleAdapter(SimpleNamespace(TaskLoop=AwaitedCreate), "x"),
            r"AwaitedCreate\.create\(\) is a coroutine func",
        ),
        (
            ModuleAdapter(SimpleNamespace(TaskLoop=AwaitedPause), "x"),
            r"AwaitedPause\.pause\(\) is a coroutine func",
        ),
        (Chains(object()), r"start\(\) of the adapter gave a object, not a pair"),
        (Chains((AwaitedPause(0, 0, 0, 0, 0), None)), r"AwaitedPause\.pause\(\) is a coroutine func"),
    ],
)
def test_what_nobody_awaits_is_named(adapter: Any, complaint: str) -> None:
    """A method that has to be awaited, or start() that gives no pair, is a mistake that is named before any rule."""
    with pytest.raises(AdapterError, match=complaint):
        smoke(adapter)


def test_a_missing_signal_is_named_by_the_chain_s_class() -> None:
    """What the adapter's own chain lacks is named as the user wrote it, not as TaskLoop's."""
    adapter: Any = Chains((NeverRenews(0, 0, 0, 0, 0), None))
    smoke(adapter)
    with pytest.raises(Unimplemented, match=r"the implementation has no NeverRenews\.pause"):
        record(from_token("wait:0s0=PAUSE"), adapter)


@pytest.mark.parametrize("mask", [forgets, raises, hangs])
def test_a_wrong_mask_is_no_broken_adapter(mask: Any) -> None:
    """A mask that can be called but does wrong is for the rules to judge."""
    smoke(ModuleAdapter(SimpleNamespace(coromask=mask), "wrong"))


@pytest.mark.parametrize("loop", [NeverRenews, CreatesWithError])
def test_a_wrong_loop_is_no_broken_adapter(loop: type) -> None:
    """A TaskLoop that can be made but does wrong is for the rules to judge."""
    smoke(ModuleAdapter(SimpleNamespace(TaskLoop=loop), "wrong"))


def test_a_loop_without_create_is_incomplete() -> None:
    """A TaskLoop without create() lacks something; its adapter is not broken."""
    lacking = type("Lacking", (), {"__init__": NeverRenews.__init__})
    smoke(ModuleAdapter(SimpleNamespace(TaskLoop=lacking), "lacking"))


class _ByDatetime:
    """A chain whose next call comes when the wall clock says so."""

    profiles = frozenset({"control"})
    name, version = "by datetime", ""

    def start(self, coro: Any, args: Any, kwargs: Any, *, fargs: Any, time_pause: float) -> Any:
        """Start it."""

        async def run() -> None:
            while True:
                await coro(*args, **kwargs)
                due = datetime.now() + timedelta(seconds=0.3)
                while datetime.now() < due:
                    await asyncio.sleep(0.05)

        return SimpleNamespace(), asyncio.ensure_future(run())


def test_who_goes_by_the_wall_clock_is_told_so() -> None:
    """A chain that goes on by datetime.now() and stands still on the virtual clock can't be judged, and why is said."""
    with pytest.raises(AdapterError, match=r"goes by a clock of its own: .*loop\.time\(\)"):
        smoke(cast(Adapter, _ByDatetime()))


class _Once(_ByDatetime):
    """A chain that never makes a second call."""

    def start(self, coro: Any, args: Any, kwargs: Any, *, fargs: Any, time_pause: float) -> Any:
        """Start it."""
        return SimpleNamespace(), asyncio.ensure_future(coro(*args, **kwargs))


def test_who_never_goes_on_is_left_to_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands still without a look at any clock is no matter of clocks, and isn't waited for."""
    monkeypatch.setattr(asyncio, "new_event_loop", lambda: pytest.fail("a real event loop is made"))
    smoke(cast(Adapter, _Once()))
