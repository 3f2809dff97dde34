"""Kinds of coroutine functions: anything that gives an awaitable when it is called is one."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
MASKED = "        work = coromask(self.coro, args, kwargs, self.fargs)\n"


@fault("MASK.any-coroutine")
def only_coroutine_functions(patch: Patch) -> None:
    """What isn't made by `async def` itself is refused: callable objects, and functions that give a coroutine."""
    patch(
        "        self.coro = coro\n",
        "        import inspect\n        if not inspect.iscoroutinefunction(coro):\n"
        "            raise TypeError('coro must be a coroutine function')\n        self.coro = coro\n",
    )


@fault("MASK.any-coroutine MASK.arguments")
def partial_unwrapped(patch: Patch) -> None:
    """Of a partial the function alone is called: the arguments that the partial holds are lost."""
    patch(CALL, "    coro = getattr(coro, 'func', coro)\n" + CALL)


@fault("MASK.any-coroutine MASK.arguments")
def decorator_unwrapped(patch: Patch) -> None:
    """A coroutine function that a decorator wraps (functools.wraps) is called without its decorator."""
    patch(CALL, "    import inspect\n    coro = inspect.unwrap(coro)\n" + CALL)


@fault("MASK.any-names MASK.any-coroutine MASK.arguments")
def keywords_filtered_by_signature(patch: Patch) -> None:
    """Keyword arguments that the signature doesn't name are dropped, so one with ** gets none."""
    patch(
        CALL,
        "    import inspect\n    known = inspect.signature(coro).parameters\n"
        "    obtained = await coro(*args, **{name: kwargs[name] for name in kwargs if name in known})\n",
    )


@fault("MASK.any-coroutine CHAIN.continues")
def coroutine_held_weakly(patch: Patch) -> None:
    """The chain refers weakly to its coroutine function: a bound method or a partial that nobody else keeps is gone."""
    patch("        self.coro = coro\n", "        import weakref\n        self.coro = weakref.ref(coro)\n")
    patch(MASKED, MASKED.replace("self.coro", "self.coro()"))


@fault("ISOLATION.signals")
def state_by_name_of_coroutine(patch: Patch) -> None:
    """The state of PAUSE is kept in a table under the coroutine function's name: two functions of one name share it."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nholding: dict[str, bool] = {}\n")
    patch("        elif self.paused:\n", "        elif holding.get(title(self.coro)):\n")
    patch("        self.paused = True\n", "        holding[title(self.coro)] = True\n")
    patch("        self.paused = False\n", "        holding[title(self.coro)] = False\n")
    patch(
        "        self.loop = asyncio.get_running_loop()\n        self.context",
        """\
        holding.setdefault(title(self.coro), False)
        self.loop = asyncio.get_running_loop()
        self.context""",
    )


@fault("MASK.any-coroutine")
def coroutine_as_key(patch: Patch) -> None:
    """Chains are counted by coroutine in a dictionary: a callable object that can't be hashed crashes."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\ncounts: dict[Any, int] = {}\n")
    patch(
        "        alive.add(self)\n",
        "        counts[self.coro] = counts.get(self.coro, 0) + 1\n        alive.add(self)\n",
    )


@fault("ISOLATION.payloads")
def payload_by_equal_coroutine(patch: Patch) -> None:
    """The kept payloads are in a table by coroutine function: bound methods of one object are equal, and share one."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nkept: list[Any] = []\n")
    patch(
        "        args, kwargs = self.payload\n",
        """\
        args, kwargs = next((pair for coro, pair in kept if coro == self.coro), self.payload)
        kept[:] = [item for item in kept if item[0] != self.coro]
""",
    )
    patch("        self.pauses += 1\n", "        self.pauses += 1\n        kept.insert(0, (self.coro, self.payload))\n")


@fault("MASK.any-coroutine MASK.arguments")
def called_with_positional_count(patch: Patch) -> None:
    """As many positional arguments are passed as the function's code names: *args, bound methods, defaults go wrong."""
    patch(
        CALL,
        "    code = getattr(coro, '__code__', None)\n"
        "    obtained = await coro(*(args if code is None else args[: code.co_argcount]), **kwargs)\n",
    )


@fault("MASK.any-coroutine")
def named_by_dunder_name(patch: Patch) -> None:
    """The tasks are named after coro.__name__: a partial and a callable object have none, and the start crashes."""
    patch("self.loop.create_task(work, context", "self.loop.create_task(work, name=self.coro.__name__, context")
