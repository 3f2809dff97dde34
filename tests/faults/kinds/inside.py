"""Signals that are given inside the iteration: in its first step, in its last, in fargs, and by another chain."""

from __future__ import annotations

from .patching import Patch, fault

FARGS = "    produced = fargs(args, obtained)\n"
WORK = "        work = coromask(self.coro, args, kwargs, self.fargs)\n"
RESULT = "        self.payload = task.result()\n"
FLAG = "        self.paused = True\n"


def _around(before: str, after: str = "") -> tuple[str, str]:
    """`fargs` of the chain, with lines before and after its call."""
    return WORK, (
        "        def asked(given: Any, obtained: Any) -> Any:\n"
        f"{before}            result = self.fargs(given, obtained)\n{after}            return result\n\n"
        "        work = coromask(self.coro, args, kwargs, asked)\n"
    )


@fault("PAUSE.holds")
def pause_in_fargs_forgotten(patch: Patch) -> None:
    """PAUSE as fargs sees it at its beginning is what counts: one that is given inside fargs is undone at its end."""
    patch(*_around("            before = self.paused\n", "            self.paused = before\n"))


@fault("STOP.ends")
def stop_in_fargs_forgotten(patch: Patch) -> None:
    """STOP inside fargs is lost."""
    patch(*_around("            before = self.stopped\n", "            self.stopped = before\n"))


@fault("CONTROL.latest-wins")
def continue_in_fargs_forgotten(patch: Patch) -> None:
    """CONTINUE inside fargs doesn't take back a PAUSE that was given in the coroutine."""
    patch(*_around("            before = self.paused\n", "            self.paused = self.paused or before\n"))


@fault("PAUSE.holds")
def flags_reset_in_first_step(patch: Patch) -> None:
    """PAUSE's flag is cleared when the coroutine is called: one given between start and first step is lost."""
    patch(
        "    def spawn(self",
        """\
    async def fresh(self, work: Any) -> Any:
        self.paused = False
        return await work

    def spawn(self""",
    )
    patch(
        "        return self.spawn(work, self.iterated)\n",
        "        return self.spawn(self.fresh(work), self.iterated)\n",
    )


@fault("STOP.ends")
def stop_in_first_step_forgotten(patch: Patch) -> None:
    """STOP that the coroutine itself gives before it first waits is lost, because the task isn't known yet."""
    patch("        self.stopped = True\n", "        self.stopped = self.waits or self.gate is not None\n")
    patch("    obtained = await coro(*args, **kwargs)\n", "    obtained = await coro(*args, **kwargs)\n")
    patch(
        "        self.rounds += 1\n",
        "        self.rounds += 1\n        self.waits = False\n"
        "        self.loop.call_soon(self.loop.call_soon, setattr, self, 'waits', True)\n",
    )


@fault("STOP.ends")
def stop_by_the_coroutine_itself_ignored(patch: Patch) -> None:
    """STOP that is given from within the chain's own task is ignored, "a chain can't stop itself"."""
    patch(
        "        self.stopped = True\n",
        "        try:\n            inside = asyncio.current_task() is self.task\n"
        "        except RuntimeError:\n            inside = False\n        self.stopped = self.stopped or not inside\n",
    )


@fault("CANCEL.at-once")
def cancel_by_the_coroutine_itself_ends_later(patch: Patch) -> None:
    """CANCEL from within the chain's own task doesn't cancel it: the coroutine waits on undisturbed."""
    patch(
        "        if self.task is not None:\n            self.task.cancel()\n",
        "        if self.task is not None and asyncio.current_task() is not self.task:\n"
        "            self.task.cancel()\n",
    )


@fault("PAUSE.holds")
def pause_from_another_task_only(patch: Patch) -> None:
    """PAUSE from within the chain's own task is undone when the iteration ends."""
    patch(
        FLAG,
        FLAG + "        try:\n            self.own = asyncio.current_task() is self.task\n"
        "        except RuntimeError:\n            self.own = False\n",
    )
    patch(
        RESULT,
        RESULT
        + "        if getattr(self, 'own', False) and self.paused:\n            self.paused = self.own = False\n",
    )


@fault("PAUSE.holds")
def pause_as_last_act_forgotten(patch: Patch) -> None:
    """The decision's flags are read when the coroutine returns: a PAUSE by fargs comes one iteration late."""
    patch(*_around("            self.wish = (self.paused, self.stopped, self.cancelled)\n"))
    patch(
        "        self.payload = task.result()\n        self.decide()\n",
        """\
        self.payload = task.result()
        now = (self.paused, self.stopped, self.cancelled)
        self.paused, self.stopped, self.cancelled = self.wish
        self.decide()
        self.paused, self.stopped, self.cancelled = now
""",
    )


@fault("ISOLATION.signals")
def signal_inside_another_chain(patch: Patch) -> None:
    """A signal that is given inside an iteration concerns the chain of that iteration, whatever chain it is sent to."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nby_task: dict[Any, Any] = {}\n")
    patch(
        "        if self.cancelled:\n            self.task.cancel()\n        self.task.add",
        "        by_task.clear()\n"
        "        by_task.update({chain.task: chain for chain in alive})\n"
        "        if self.cancelled:\n            self.task.cancel()\n        self.task.add",
    )
    patch(
        FLAG,
        "        try:\n            inside = by_task.get(asyncio.current_task(), self)\n"
        "        except RuntimeError:\n            inside = self\n        inside.paused = True\n",
    )


@fault("ISOLATION.signals")
def created_inside_another_chain(patch: Patch) -> None:
    """A chain that is started inside an iteration of another one is stopped with it."""
    patch(
        "        alive.add(self)\n",
        "        alive.add(self)\n        here = asyncio.current_task()\n"
        "        self.parent = next((c for c in alive if c.task is here and c is not self), None)\n",
    )
    patch(
        "        if self.stopped or self.cancelled:\n",
        "        if self.stopped or self.cancelled or (\n"
        "            self.parent is not None and self.parent.stopped\n        ):\n",
    )


@fault("CONTROL.final")
def stop_lasts_one_decision(patch: Patch) -> None:
    """CONTINUE by fargs takes a STOP of the same iteration back."""
    patch(
        "        self.paused = False\n        self.wake()\n",
        "        self.paused = False\n"
        "        if self.task is asyncio.current_task():\n            self.stopped = False\n        self.wake()\n",
    )
