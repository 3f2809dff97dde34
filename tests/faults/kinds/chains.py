"""Many chains: started together, in one context, from one coroutine function, up to a hundred."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
SET = "alive: set[Any] = set()\n"
ADD = "        alive.add(self)\n"
DECIDE = "        if self.stopped or self.cancelled:\n"
PAUSED = "        elif self.paused:\n"
FLAG = "        self.paused = True\n"


@fault("CHAIN.independent")
def ten_iterations_at_once(patch: Patch) -> None:
    """No more than ten iterations of all chains run at once; the eleventh chain waits."""
    patch(SET, SET + "running: list[Any] = []\n")
    patch(
        CALL,
        """\
    while len(running) >= 10:
        await asyncio.sleep(0.01)
    running.append(coro)
    try:
        obtained = await coro(*args, **kwargs)
    finally:
        running.remove(coro)
""",
    )


@fault("CHAIN.independent")
def three_chains_at_once(patch: Patch) -> None:
    """The fourth chain isn't started until one of three has ended."""
    patch(SET, SET + "waiting: list[Any] = []\n")
    patch(
        "        alive.add(self)\n        return self.iterate()\n",
        """\
        alive.add(self)
        if len(alive) > 3:
            waiting.append(self)
            self.task = self.loop.create_future()
            return self.task
        return self.iterate()
""",
    )
    patch(
        "        alive.discard(self)\n        listening",
        """\
        alive.discard(self)
        if waiting:
            waiting.pop(0).iterate()
        listening""",
    )


@fault("ISOLATION.signals")
def state_in_a_context_variable(patch: Patch) -> None:
    """PAUSE is kept in a dictionary in a context variable: chains started in one context share it."""
    patch(SET, SET + "flags: contextvars.ContextVar[dict[str, bool]] = contextvars.ContextVar('flags')\n")
    patch(
        ADD,
        """\
        alive.add(self)
        if flags.get(None) is None:
            flags.set({})
        self.flags = flags.get()
""",
    )
    patch(PAUSED, "        elif self.flags.get('paused'):\n")
    patch(FLAG, "        self.paused = True\n        if self.loop:\n            self.flags['paused'] = True\n")
    patch(
        "        self.paused = False\n",
        "        self.paused = False\n        if self.loop:\n            self.flags['paused'] = False\n",
    )


@fault("ISOLATION.signals")
def sixteen_numbers(patch: Patch) -> None:
    """Chains are numbered from 0 to 15, and STOP is kept by number: the seventeenth chain shares with the first."""
    patch(SET, SET + "import itertools\nnumbers = itertools.cycle(range(16))\nended: set[int] = set()\n")
    patch(ADD, ADD + "        self.number = next(numbers)\n        ended.discard(self.number)\n")
    patch(DECIDE, "        if self.number in ended or self.stopped or self.cancelled:\n")
    patch("        self.stopped = True\n", "        self.stopped = True\n        ended.add(self.number)\n")


@fault("ISOLATION.signals")
def names_by_prefix(patch: Patch) -> None:
    """Chains are called chain-1, chain-2, ... and STOP is found by prefix: chain-1 stops chain-10 to chain-19, too."""
    patch(SET, SET + "stopped: set[str] = set()\n")
    patch(
        ADD,
        "        self.name = f'chain-{len(alive) + 1}'\n        stopped.discard(self.name)\n        alive.add(self)\n",
    )
    patch(DECIDE, "        if any(self.name.startswith(name) for name in stopped) or self.stopped or self.cancelled:\n")
    patch("        self.stopped = True\n", "        self.stopped = True\n        stopped.add(self.name)\n")


@fault("CHAIN.independent")
def started_together_go_on_together(patch: Patch) -> None:
    """Chains that were started in one turn of the event loop wait for each other after each first iteration."""
    patch(SET, SET + "together: dict[float, list[Any]] = {}\n")
    patch(
        ADD, ADD + "        self.birth = self.loop.time()\n        together.setdefault(self.birth, []).append(self)\n"
    )
    patch(
        "        self.payload = task.result()\n        self.decide()\n",
        """\
        self.payload = task.result()
        group = together.get(self.birth, [])
        self.ready = True
        if all(getattr(each, "ready", False) or each.over for each in group):
            together.pop(self.birth, None)
            for each in group or [self]:
                if not each.over:
                    each.decide()
""",
    )


@fault("ISOLATION.payloads")
def payload_by_fargs(patch: Patch) -> None:
    """Kept payloads are in a table by fargs: chains with one fargs share them while they pause."""
    patch(SET, SET + "kept: dict[Any, Any] = {}\n")
    patch("        self.pauses += 1\n", "        self.pauses += 1\n        kept[self.fargs] = self.payload\n")
    patch(
        "        self.gate = None\n        if task",
        "        self.gate = None\n        self.payload = kept.get(self.fargs, self.payload)\n        if task",
    )


@fault("ISOLATION.signals")
def continue_wakes_by_loop(patch: Patch) -> None:
    """CONTINUE of one chain ends the pause of every chain that began its pause in the same instant."""
    patch("        self.pauses += 1\n", "        self.pauses += 1\n        self.since = self.loop.time()\n")
    patch(
        "        self.paused = False\n        self.wake()\n",
        """\
        self.paused = False
        self.wake()
        for other in alive:
            if self.gate is not None and getattr(other, "since", None) == self.since:
                other.paused = False
                other.wake()
""",
    )


@fault("CHAIN.independent")
def more_than_twenty_take_turns(patch: Patch) -> None:
    """With more than twenty chains a millisecond is put between iterations, to be fair to all."""
    patch(CALL, "    if len(alive) > 20:\n        await asyncio.sleep(0.001)\n" + CALL)


@fault("ISOLATION.signals")
def cancel_by_task_name(patch: Patch) -> None:
    """CANCEL finds its task by name among all tasks, and the name is that of the coroutine function."""
    patch("self.loop.create_task(work, context", "self.loop.create_task(work, name=title(self.coro), context")
    patch(
        "        if self.task is not None:\n            self.task.cancel()\n",
        """\
        if self.task is not None:
            for task in asyncio.all_tasks(self.loop):
                if task.get_name() == self.task.get_name():
                    task.cancel()
""",
    )


@fault("ISOLATION.signals")
def equal_chains_are_one(patch: Patch) -> None:
    """Chains with equal coroutine and arguments are equal, and held in a set: one ends for both."""
    patch(
        "    def create(self)",
        """\
    def __eq__(self, other: object) -> bool:
        return isinstance(other, TaskLoop) and (self.coro, self.first) == (other.coro, other.first)

    def __hash__(self) -> int:
        return hash(title(self.coro))

    def create(self)""",
    )
    patch(
        "        self.loop: Any = None\n",
        "        self.loop: Any = None\n        self.first = (coro_args, coro_kwargs)\n",
    )
    patch(
        "            self.iterate()\n\n",
        "            if self not in alive:\n                self.finish()\n                return\n"
        "            self.iterate()\n\n",
    )


@fault("CHAIN.independent")
def pauses_are_served_in_order(patch: Patch) -> None:
    """Chains resume in the order in which they were paused: one that gets CONTINUE waits for those paused before it."""
    patch(SET, SET + "queue: list[Any] = []\n")
    patch(
        "        self.pauses += 1\n",
        "        self.pauses += 1\n        if self not in queue:\n            queue.append(self)\n",
    )
    patch(
        "        else:\n            self.iterate()\n",
        """\
        elif self in queue and queue[0] is not self and not queue[0].over and queue[0].paused:
            self.rest()
        else:
            if self in queue:
                queue.remove(self)
            self.iterate()
""",
    )
