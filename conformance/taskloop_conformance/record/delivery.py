"""Giving a chain its inputs: the four signals, KILL and CREATE.

A signal is a method of the chain; it is called from where the scenario says, inside an iteration, from a callback, or
from another thread.  It is written down before it is given, for what it causes must come after it in the history.
KILL is no signal of the chain: it is somebody else, who cancels a task.  CREATE calls create() once more.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools

from ..model.failures import NotClaimed, Unimplemented
from ..model.labels import Refusal
from .adapters import chain_name
from .awaiting import Awaiters
from .context_marks import leave_mark
from .crashes import crash
from .source import Source
from .state import State
from .watches import Watches

#: The adapter's method for each signal.
_METHODS = {"PAUSE": "pause", "CONTINUE": "task_continue", "STOP": "stop", "CANCEL": "cancel", "CREATE": "create"}
#: What an implementation can't do that lacks the method.
_NOTIONS = {"PAUSE": "pause", "CONTINUE": "pause", "STOP": "stop", "CANCEL": "cancel"}


class Delivery:
    """Gives the inputs of one run.

    ``awaiters`` have tasks that are no chain's; ``watches`` are told that create() was called again.
    """

    def __init__(self, state: State, awaiters: Awaiters, watches: Watches) -> None:
        self._state, self._awaiters, self._watches = state, awaiters, watches
        self._early: dict[str, list[str]] = {name: [] for name in state.sources}

    def give(self, chain: str, name: str) -> None:
        """Give one input to a chain and write it down; an exception that it raises is written down too."""
        state = self._state
        if name == "KILL":
            self._kill(state.sources[chain])
        elif state.scenario.surface != "loop":
            raise Unimplemented(f"signals of a chain made with renew, {name} for one")
        elif chain not in state.chains:
            self._early[chain].append(name)  # the first step runs inside create(), as eager tasks do: no chain yet
        elif "threads" in state.scenario.watch:
            state.loop.visit(functools.partial(self._deliver, chain, name, thread=True))
        else:
            self._deliver(chain, name)

    def bring_to_its_end(self, chain: str) -> None:
        """Give STOP because the run is long enough.

        It isn't what the scenario is about, so it always comes from the loop's own thread: an implementation may refuse
        a signal from another one.
        """
        if chain in self._state.chains:
            self._deliver(chain, "STOP")
        else:
            self.give(chain, "STOP")

    def give_early(self, chain: str) -> None:
        """There is a chain now: give what came before it."""
        for name in self._early[chain]:
            self.give(chain, name)

    def close(self) -> None:
        """Give STOP to every chain that is not over yet: it is the latest time for a run to be brought to its end."""
        state = self._state
        state.closing = None
        for name, source in state.sources.items():
            if not source.over and name in state.chains and state.scenario.values.keep == "caller":
                state.contexts[name].run(self._deliver, name, "STOP")

    def _deliver(self, chain: str, name: str, *, thread: bool = False) -> None:
        """Call the implementation's method for a signal."""
        state = self._state
        target = state.chain(chain)
        if target is None and state.scenario.values.keep == "nobody":
            # There is nothing any more that it could be given to, so it isn't given.  A chain may go on without what
            # its caller had of it; whether it was lost is to be seen from the iteration that should have followed.
            return
        method = getattr(target, _METHODS[name], None)
        if method is None:
            method_name = f"{chain_name(state.adapter, target)}.{_METHODS[name]}"
            lacking = Unimplemented(method_name, _NOTIONS.get(name, ""))
            state.give_up(NotClaimed("create() once more") if name == "CREATE" else lacking)
            return
        if name == "CREATE":
            self._watches.created_again = True
            self._state.note(chain, "fact", "create() again")
            with contextlib.suppress(Exception):  # it may refuse
                method()
            return
        self._watches.signalled()
        state.note(chain, name)
        written = len(state.events)
        final = name in ("STOP", "CANCEL")
        if final and not thread:
            self._over(chain)
        try:
            self._context(chain).run(method)
        except Exception as error:  # whatever it is, the signal was refused
            if thread:  # it may raise there, and then it must change nothing: it is as if it hadn't been given
                del state.events[written - 1]
                return
            state.note(chain, "refused", str(Refusal(name, crash(error))))
        if final and thread:
            self._over(chain)

    def _context(self, chain: str) -> contextvars.Context:
        """Where a signal is given: with context variables watched, the context of an iteration of another chain."""
        context = contextvars.copy_context()
        others = [name for name in self._state.sources if name != chain]
        if "context" in self._state.scenario.watch and others:
            other = self._state.sources[others[0]]
            if other.context is not None:  # with whatever an implementation has set in it
                return other.context.copy()
            context.run(leave_mark, self._state.loop, others[0], other.calls)
        return context

    def _kill(self, source: Source) -> None:
        """Be somebody else who cancels: the task of an iteration, or between iterations every task there is.

        The task of a pause is the implementation's own and nobody has it; but whoever ends a program cancels every
        task, as `asyncio.run` does.
        """
        state = self._state
        if source.inside and source.task is not None and not source.task.done():
            state.note(source.name, "KILL")
            source.task.cancel()
            return
        tasks = [task for task in state.loop.leftovers()[0] if not self._awaiters.owns(task)]
        if not tasks or source.inside or len(state.sources) > 1:
            state.note(source.name, "fact", "nothing to cancel")
            return
        state.note(source.name, "KILL")
        self._over(source.name)
        source.killed = True
        for task in tasks:
            task.cancel()

    def _over(self, chain: str) -> None:
        self._state.sources[chain].over = True
        self._awaiters.end_comes(chain)
        self._state.ended()
