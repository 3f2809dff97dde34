"""Event loops: constructed before one runs, started on the running one, and another one later."""

from __future__ import annotations

from .patching import Patch, fault

START = "        self.loop = asyncio.get_running_loop()\n        self.context"
NEW = "        self.loop: Any = None\n"


@fault("CHAIN.running-loop")
def constructor_needs_a_running_loop(patch: Patch) -> None:
    """The constructor asks for the running loop: a chain that is made before the loop runs raises RuntimeError."""
    patch(NEW, "        self.loop: Any = asyncio.get_running_loop()\n")


@fault("CHAIN.running-loop")
def loop_of_the_constructor(patch: Patch) -> None:
    """The loop is the one that was running when the chain was made, if one was, not the one on which it is started."""
    patch(
        NEW,
        "        try:\n            self.loop: Any = asyncio.get_running_loop()\n        except RuntimeError:\n"
        "            self.loop = None\n",
    )
    patch(
        START, "        if self.loop is None:\n            self.loop = asyncio.get_running_loop()\n        self.context"
    )


@fault("CHAIN.running-loop")
def first_loop_for_ever(patch: Patch) -> None:
    """The loop on which the first chain of the program was started is used for all later ones."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nloops: list[Any] = []\n")
    patch(START, "        loops.append(asyncio.get_running_loop())\n        self.loop = loops[0]\n        self.context")


@fault("CHAIN.running-loop")
def renew_on_the_first_loop(patch: Patch) -> None:
    """`renew` remembers the loop of its first call."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nloops: list[Any] = []\n")
    patch(
        "    loop = asyncio.get_running_loop()\n    if task.cancelled",
        "    loops.append(asyncio.get_running_loop())\n    loop = loops[0]\n    if task.cancelled",
    )


@fault("CHAIN.running-loop")
def lock_of_the_first_loop(patch: Patch) -> None:
    """All starts go through one lock, bound to the first loop that had two chains at once."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nfirst: list[Any] = []\n")
    patch(
        "    obtained = await coro(*args, **kwargs)\n",
        """\
    if len(alive) > 1 and not first:
        first.append(asyncio.get_running_loop())
    if first and first[0] is not asyncio.get_running_loop():
        raise RuntimeError("the lock is bound to a different event loop")
    obtained = await coro(*args, **kwargs)
""",
    )


@fault("CHAIN.running-loop")
def constructor_makes_a_future(patch: Patch) -> None:
    """The constructor makes a future with the policy's loop, and so fails where the program has set none."""
    patch(
        NEW,
        "        self.loop: Any = None\n        import warnings\n        with warnings.catch_warnings():\n"
        "            warnings.simplefilter('error')\n            self.end_of_chain = asyncio.Future()\n",
    )
