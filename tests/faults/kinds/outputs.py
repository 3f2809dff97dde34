"""Outputs: whatever the coroutine returns goes to fargs as it is, and to nobody else."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
FARGS = "    produced = fargs(args, obtained)\n"


@fault("MASK.any-output MASK.fargs")
def awaitable_output_awaited(patch: Patch) -> None:
    """An output that can be awaited is awaited before fargs sees it."""
    patch(CALL, CALL + "    if hasattr(obtained, '__await__'):\n        obtained = await obtained\n")


@fault("MASK.any-output MASK.fargs")
def exception_output_raised(patch: Patch) -> None:
    """An exception object as output is raised."""
    patch(CALL, CALL + "    if isinstance(obtained, BaseException):\n        raise obtained\n")


@fault("MASK.any-output CHAIN.continues")
def false_output_ends(patch: Patch) -> None:
    """A coroutine that returns False ends its chain."""
    patch(CALL, CALL + "    if obtained is False:\n        raise asyncio.CancelledError\n")


@fault("MASK.any-output MASK.fargs")
def unchanged_output_skips_fargs(patch: Patch) -> None:
    """When the output equals the last one of this chain, fargs isn't called and the last payload is used again."""
    patch(
        FARGS,
        """\
    last = memory.get(fargs)
    if last is not None and last[0] == obtained:
        return last[1]
    produced = fargs(args, obtained)
    memory[fargs] = (obtained, as_pair(produced, args, kwargs, coro))
""",
    )
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nmemory: dict[Any, Any] = {}\n")


@fault("MASK.any-output MASK.fargs")
def fargs_cached(patch: Patch) -> None:
    """`fargs` is cached by its arguments where they can be hashed: a second call with equal ones doesn't reach it."""
    patch(
        FARGS,
        """\
    try:
        key = (fargs, tuple(args), obtained)
        if key not in memory:
            memory[key] = fargs(args, obtained)
        produced = memory[key]
    except TypeError:
        produced = fargs(args, obtained)
""",
    )
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nmemory: dict[Any, Any] = {}\n")


@fault("MASK.any-output MASK.fargs")
def output_compared(patch: Patch) -> None:
    """The output is compared with == to a mark: an output whose comparison fails or is no truth value crashes."""
    patch(CALL, CALL + "    if obtained == 'STOP_CHAIN':\n        raise asyncio.CancelledError\n")


@fault("MASK.any-output MASK.fargs")
def output_listed(patch: Patch) -> None:
    """An iterator as output is read into a list for the log before fargs gets it."""
    patch(CALL, CALL + "    if hasattr(obtained, '__next__'):\n        list(obtained)\n")


@fault("MASK.any-output MASK.fargs")
def output_copied(patch: Patch) -> None:
    """`fargs` gets a copy of a list or dict, not the very object that the coroutine returned."""
    patch(
        FARGS,
        "    import copy\n"
        "    produced = fargs(args, copy.copy(obtained) if isinstance(obtained, (list, dict)) else obtained)\n",
    )


@fault("MASK.any-output MASK.fargs")
def single_output_in_tuple(patch: Patch) -> None:
    """A tuple of one element as output is unpacked before fargs gets it."""
    patch(CALL, CALL + "    if isinstance(obtained, tuple) and len(obtained) == 1:\n        obtained = obtained[0]\n")


@fault("MASK.any-output CHAIN.continues")
def none_output_ends(patch: Patch) -> None:
    """A coroutine that returns None has nothing more to say: its chain ends after that iteration."""
    patch(CALL, CALL + "    if obtained is None:\n        raise asyncio.CancelledError\n")


@fault("MASK.any-output MASK.fargs")
def output_truth_tested(patch: Patch) -> None:
    """The output's truth value is asked for: an output that has none (it raises) ends the chain."""
    patch(CALL, CALL + "    if not obtained:\n        pass\n")


@fault("ISOLATION.quiet")
def large_output_printed(patch: Patch) -> None:
    """An output of more than a thousand items is announced on standard output."""
    patch(CALL, CALL + "    if hasattr(obtained, '__len__') and len(obtained) > 1000:\n        print('large output')\n")


@fault("CHAIN.flat")
def outputs_remembered(patch: Patch) -> None:
    """Every output is kept for a summary at the end: memory grows with the iterations."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\noutputs: list[Any] = []\n")
    patch(CALL, CALL + "    outputs.append([obtained])\n")
