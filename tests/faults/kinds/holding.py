"""Who keeps a reference: a running chain is held, an ended one is let go."""

from __future__ import annotations

from .patching import Patch, fault

HELD = "        alive.add(self)\n"
LET_GO = "        alive.discard(self)\n"


@fault("CHAIN.held")
def nobody_holds_a_pause(patch: Patch) -> None:
    """In a pause nobody but its caller holds the chain, which waits for a future of its own."""
    patch(HELD, "")
    patch("        self.pauses += 1\n", "        self.pauses += 1\n        alive.discard(self)\n")
    patch("        await asyncio.wait([gate], timeout=self.time_pause)\n", "        await gate\n")
    patch("        self.rounds += 1\n", "        self.rounds += 1\n        alive.add(self)\n")


@fault("CHAIN.held")
def first_iteration_not_held(patch: Patch) -> None:
    """A chain is held from its first renewal on; before, its caller alone holds it."""
    patch(HELD, "")
    patch("        self.payload = task.result()\n", "        self.payload = task.result()\n        alive.add(self)\n")


@fault("CHAIN.held")
def later_iterations_not_held(patch: Patch) -> None:
    """A chain is held for its first iteration: the first task is kept until it is done, and then nothing more."""
    patch(
        "        self.payload = task.result()\n", "        self.payload = task.result()\n        alive.discard(self)\n"
    )


@fault("CHAIN.held")
def last_chain_of_a_coroutine_held(patch: Patch) -> None:
    """Chains are held in a dictionary by their coroutine function: of several the last one is held."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nby_coro: dict[Any, Any] = {}\n")
    patch(HELD, "        by_coro[title(self.coro)] = self\n")


@fault("CHAIN.held")
def hundred_chains_held(patch: Patch) -> None:
    """The latest fifty chains are held; who starts more loses the first ones."""
    patch(
        "alive: set[Any] = set()\n",
        "import collections\nalive: set[Any] = set()\nlatest: Any = collections.deque(maxlen=50)\n",
    )
    patch(HELD, "        latest.append(self)\n")


@fault("CHAIN.held")
def renew_holds_nothing(patch: Patch) -> None:
    """`renew` keeps no reference to the task that it starts."""
    patch("    alive.add(following)\n", "")


@fault("CHAIN.nothing-kept")
def failed_chain_kept(patch: Patch) -> None:
    """A chain that ended by an error stays in the list of the running ones, with its payload and its coroutine."""
    patch(LET_GO, "        if error is None:\n            alive.discard(self)\n")


@fault("CHAIN.nothing-kept")
def cancelled_chain_kept(patch: Patch) -> None:
    """A chain that was cancelled stays in the list of the running ones."""
    patch(LET_GO, "        if not self.cancelled:\n            alive.discard(self)\n")


@fault("CHAIN.nothing-kept")
def chain_stopped_in_pause_kept(patch: Patch) -> None:
    """A chain that is stopped in a pause stays in the list of the running ones."""
    patch(LET_GO, "        if not self.pauses:\n            alive.discard(self)\n")


@fault("CHAIN.nothing-kept")
def loops_remembered(patch: Patch) -> None:
    """For each event loop a table of its chains is kept, also when the loop is closed."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nby_loop: dict[Any, list[Any]] = {}\n")
    patch(HELD, "        alive.add(self)\n        by_loop.setdefault(self.loop, [])\n")


@fault("CHAIN.nothing-kept")
def last_payload_kept(patch: Patch) -> None:
    """The payload of the chain that ended last stays in a variable of the module."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nlast: list[Any] = []\n")
    patch(LET_GO, "        alive.discard(self)\n        last[:] = [self.payload]\n")


@fault("CHAIN.nothing-kept")
def coroutines_counted(patch: Patch) -> None:
    """How often each coroutine function was called is counted in a dictionary, which keeps the function for ever."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\ncalls: list[Any] = []\n")
    patch(
        "        self.rounds += 1\n",
        "        self.rounds += 1\n        if self.coro not in calls:\n            calls.append(self.coro)\n",
    )


@fault("CHAIN.nothing-kept")
def last_error_kept(patch: Patch) -> None:
    """The errors of failed chains stay in a list, and with them all that their frames refer to."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nerrors: list[Any] = []\n")
    patch(LET_GO, "        alive.discard(self)\n        if error is not None:\n            errors.append(error)\n")


@fault("CHAIN.flat")
def payloads_pile_up(patch: Patch) -> None:
    """Each payload keeps the one before it in a chain of tuples."""
    patch(
        "        self.payload = task.result()\n",
        "        self.past = (self.payload, getattr(self, 'past', None))\n        self.payload = task.result()\n",
    )


@fault("CHAIN.nothing-kept")
def closed_loop_keeps_its_chains(patch: Patch) -> None:
    """A chain whose loop is closed while it runs is never let go, however often that happens."""
    patch(
        "        self.loop = asyncio.get_running_loop()\n        self.context",
        "        self.loop = asyncio.get_running_loop()\n        started.append(self.coro)\n        self.context",
    )
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nstarted: list[Any] = []\n")
