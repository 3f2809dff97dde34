"""Faults between chains, and of what belongs to the caller: CHAIN.independent, ISOLATION."""

from __future__ import annotations

import asyncio
import contextvars
import weakref
from typing import Any

from ..clean import Chain, Clean, Fargs, Pair, UserCoroutine
from ..fault import fault


class Known(Chain):
    """Knows the other chains of its loop that were started and haven't ended."""

    def chains(self) -> list[Known]:
        loop = asyncio.get_running_loop()
        known: list[weakref.ref[Known]] = self.owner.__dict__.setdefault("chains", [])
        alive = [chain for chain in (reference() for reference in known) if chain is not None]
        return [chain for chain in alive if chain.loop is loop and not chain.over]

    def run(self, coroutine: Any) -> None:
        super().run(coroutine)
        if self not in self.chains():
            # Weakly: an ended chain that is kept would be a fault of its own.
            self.owner.__dict__["chains"].append(weakref.ref(self))

    def others(self) -> list[Known]:
        return [chain for chain in self.chains() if chain is not self]


# Waiting for each other


@fault("rounds-in-step", "CHAIN.independent ISOLATION.context")
class RoundsInStep(Known):
    """A chain's next iteration waits until every other chain has made as many."""

    waiting = False

    def begin(self) -> None:
        if any(other.calls < self.calls and not other.pausing for other in self.others()):
            self.waiting = True
            return
        super().begin()
        for other in self.others():
            if isinstance(other, RoundsInStep) and other.waiting:
                other.waiting = False
                other.begin()


@fault("error-takes-others-along", "CHAIN.independent")
class ErrorTakesOthersAlong(Known):
    """A failed iteration ends every chain."""

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        for other in self.others():
            other.final = "STOP"
        super().failed(error, task)


# Payloads


@fault("kept-in-one-place", "ISOLATION.payloads CHAIN.nothing-kept")
class KeptInOnePlace(Known):
    """All chains keep the payload of a pause in one place."""

    def begin_pause(self) -> None:
        if not self.pausing:
            self.owner.__dict__["kept"] = self.kept
        super().begin_pause()

    def paused(self, result: Any) -> None:
        self.kept = self.owner.__dict__["kept"]
        super().paused(result)


@fault("two-pauses-exchange-payloads", "ISOLATION.payloads")
class TwoPausesExchange(Known):
    """When two chains are paused at once, they exchange their payloads."""

    def begin_pause(self) -> None:
        if not self.pausing:
            for other in self.others():
                if other.pausing:
                    self.kept, other.kept = other.kept, self.kept
                    break
        super().begin_pause()


# Signals


def _shared(name: str, signal: str, about: str) -> None:
    """A fault that passes a signal on to the other chains."""

    def method(self: Known) -> None:
        getattr(Chain, signal)(self)
        for other in self.others():
            getattr(Chain, signal)(other)

    fault(name, "ISOLATION.signals", about=about)(type("Shared", (Known,), {signal: method}))


_shared("pause-for-all", "pause", "PAUSE pauses every chain.")
_shared("stop-for-all", "stop", "STOP stops every chain.")


@fault("signal-to-the-latest-chain", "ISOLATION.signals", misblamed="CHAIN.independent")
class SignalToTheLatestChain(Known):
    """STOP goes to the chain that was started last."""

    def stop(self) -> None:
        Chain.stop(([self] + [c for c in self.chains()])[-1])


@fault("stop-goes-by-the-context", "ISOLATION.signals", misblamed="CHAIN.independent")
class StopGoesByTheContext(Chain):
    """STOP goes to the chain in whose iteration it is given, whose method it may be."""

    here: contextvars.ContextVar[Chain] = contextvars.ContextVar("here")

    def run(self, coroutine: Any) -> None:
        context = contextvars.copy_context()
        context.run(self.here.set, self)
        context.run(super().run, coroutine)

    def stop(self) -> None:
        Chain.stop(self.here.get(self))


@fault("second-pause-steals-continue", "ISOLATION.signals")
class SecondPauseSteals(Known):
    """When two chains are paused, CONTINUE resumes the other one."""

    def task_continue(self) -> None:
        paused = [other for other in self.others() if other.pausing]
        Chain.task_continue(paused[0] if self.pausing and paused else self)


# Arguments


@fault("default-keywords-shared", "ISOLATION.defaults")
class DefaultKeywordsShared(Clean):
    """The default keyword arguments are one dictionary, into which each chain puts itself."""

    def TaskLoop(  # as in Clean
        self,
        coro: UserCoroutine,
        coro_args: Any = None,
        coro_kwargs: Any = {},  # noqa: B006  # this is the fault
        *,
        fargs: Fargs | None = None,
        time_pause: float = 0.25,
    ) -> Chain:
        chain = super().TaskLoop(coro, coro_args, coro_kwargs, fargs=fargs, time_pause=time_pause)
        if not coro_kwargs or "taskloop" in coro_kwargs:
            coro_kwargs["taskloop"] = chain
        return chain


@fault("default-arguments-shared", "ISOLATION.defaults MASK.arguments")
class DefaultArgumentsShared(Clean):
    """The default arguments are one list, to which each chain adds its number."""

    def TaskLoop(  # as in Clean
        self,
        coro: UserCoroutine,
        coro_args: Any = [],  # noqa: B006  # this is the fault
        coro_kwargs: Any = None,
        *,
        fargs: Fargs | None = None,
        time_pause: float = 0.25,
    ) -> Chain:
        if not coro_args or isinstance(coro_args[0], int):
            coro_args.append(len(coro_args))
        return super().TaskLoop(coro, coro_args, coro_kwargs, fargs=fargs, time_pause=time_pause)


@fault("keyword-added-to-the-callers", "ISOLATION.arguments")
class KeywordAdded(Chain):
    """The chain puts itself into the caller's dictionary of keyword arguments."""

    def create(self) -> Any:
        self.kept[1]["taskloop"] = self
        return super().create()


@fault("keyword-asked-for", "ISOLATION.arguments")
class KeywordAskedFor(Chain):
    """The chain asks the caller's mapping for a keyword; one that has whatever it is asked for has it from then on."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        try:
            self.named = self.kept[1]["taskloop"]
        except KeyError:
            self.named = None


@fault("arguments-updated-in-place", "ISOLATION.arguments")
class ArgumentsUpdated(Chain):
    """The next payload is written into the caller's own list."""

    def returned(self, payload: Pair) -> None:
        args = self.first[0]
        if isinstance(args, list):
            args[:] = payload[0]
        super().returned(payload)


# Output


@fault("renewal-printed", "ISOLATION.quiet")
class RenewalPrinted(Chain):
    """Each renewal is printed."""

    def begin(self) -> None:
        print("renewing", self.calls)
        super().begin()
