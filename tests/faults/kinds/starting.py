"""create() again, before, and after; signals before the start."""

from __future__ import annotations

from .patching import Patch, fault

AGAIN = (
    '        if self.task is not None or self.over:\n            raise RuntimeError("this chain was started before")\n'
)
FLAG = "        self.paused = True\n"


@fault("CHAIN.created-once")
def second_create_starts_another(patch: Patch) -> None:
    """create() on a running chain starts a second iteration beside the running one."""
    patch(AGAIN, "")


@fault("CHAIN.created-once")
def create_in_a_pause_calls(patch: Patch) -> None:
    """create() on a paused chain calls the coroutine, and the pause goes on beside it."""
    patch(AGAIN, AGAIN.replace("self.task is not None", "(self.task is not None and self.gate is None)"))


@fault("CHAIN.created-once")
def create_restarts(patch: Patch) -> None:
    """create() on a running chain cancels the iteration and starts with the first arguments again."""
    patch(
        AGAIN,
        "        if self.task is not None:\n"
        "            self.task.remove_done_callback(self.iterated)\n            self.task.cancel()\n",
    )


@fault("CHAIN.created-once")
def create_is_a_coroutine(patch: Patch) -> None:
    """create() has to be awaited: called as a plain function it starts nothing."""
    patch("    def create(self)", "    async def create(self)")


@fault("CONTROL.first-iteration")
def stop_before_the_first_step(patch: Patch) -> None:
    """STOP right after create() prevents the first iteration."""
    patch(
        "        self.stopped = True\n        self.wake()\n",
        "        self.stopped = True\n        self.wake()\n"
        "        if self.rounds == 1 and self.task is not None and self.loop.time() == self.began:\n"
        "            self.task.cancel()\n",
    )
    patch("        alive.add(self)\n", "        alive.add(self)\n        self.began = self.loop.time()\n")


@fault("CONTROL.first-iteration")
def pause_before_start_holds_the_first(patch: Patch) -> None:
    """PAUSE in the turn of create() holds the first iteration back, until CONTINUE."""
    patch(
        "    def spawn(self",
        """\
    async def begin(self, work: Any) -> Any:
        while self.paused and not self.stopped:
            await asyncio.sleep(self.time_pause)
        return await work

    def spawn(self""",
    )
    patch(
        "        return self.spawn(work, self.iterated)\n",
        "        return self.spawn(self.begin(work) if self.rounds == 1 else work, self.iterated)\n",
    )


@fault("CONTROL.before-start")
def signal_before_create_crashes(patch: Patch) -> None:
    """A signal before create() raises AttributeError after it has set the flag that the start asks for."""
    patch(FLAG, "        self.paused = True\n        self.loop.time()\n")


@fault("CHAIN.starts")
def constructed_long_before(patch: Patch) -> None:
    """A chain that is started more than a minute after it was made doesn't start: it is taken for forgotten."""
    patch(
        "        alive.add(self)\n        return self.iterate()\n",
        "        if self.loop.time() - getattr(self, 'made', 0) > 60 and self.made:\n"
        "            return None\n        alive.add(self)\n        return self.iterate()\n",
    )
    patch(
        "        self.loop: Any = None\n",
        "        self.loop: Any = None\n        try:\n"
        "            self.made = asyncio.get_running_loop().time()\n"
        "        except RuntimeError:\n            self.made = 0\n",
    )
