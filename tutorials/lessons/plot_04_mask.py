"""
4. The mask
===========

A chain needs, from each iteration, one thing only: the next payload. The piece that calls the
coroutine and comes back with that payload is the *mask*. It stands between your coroutine and the
chain, so it had better change nothing.
"""

# %%
# A program that goes wrong
# -------------------------
#
# A source fails now and then, and failures are a nuisance.  This mask means well: it catches them.

import asyncio

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import simple_fargs_out


async def read(number):
    await asyncio.sleep(1)
    if number == 2:
        raise ConnectionError("the cable is out")
    return [number + 1]


async def kind_mask(coro, args, kwargs, fargs):
    try:
        return fargs(args, await coro(*args, **kwargs)), kwargs
    except Exception:
        return args, kwargs


async def forever(mask, coro, args, kwargs, fargs):
    while True:
        args, kwargs = await mask(coro, args, kwargs, fargs)


async def watch(tape, mask):
    chain = asyncio.create_task(
        forever(mask, tape.coro("A", read), [1], {}, tape.fargs("A", simple_fargs_out))
    )
    await asyncio.sleep(5.5)
    return "running" if not chain.done() else f"ended by {chain.exception()!r}"


hidden = Tape()
print("after 5.5 seconds the chain is", run(watch(hidden, kind_mask)))
print("broken:", hidden.verdict().rule)

# %%
hidden.picture("A mask that hides failures")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.** The cable has been out since the second call. Which line of this program could tell
# you so?
#
# The rule
# --------
#
# None. An exception goes through the mask unchanged (:rule:`MASK.error-unchanged`), and so does a
# cancellation (:rule:`MASK.cancel-unchanged`). On the tape of the chain it shows as
# :rule:`CHAIN.error-ends`: there is a call after the failure. Whoever wants to try again can do so
# inside the coroutine, where it is known what failed; the chain must not do it behind everybody's
# back.
#
# Build it right
# --------------
#
# The right mask is shorter than the wrong one. It awaits the coroutine once
# (:rule:`MASK.arguments`), calls ``fargs`` with the input first (:rule:`MASK.fargs`), and gives
# back a pair of arguments and keyword arguments (:rule:`MASK.pair`).


def as_pair(payload, kwargs):
    """A payload in its pair form: (arguments, keyword arguments)."""
    if not isinstance(payload, (list, tuple)):
        raise TypeError(f"{type(payload).__name__} is no payload")
    if (
        len(payload) == 2
        and isinstance(payload[0], (list, tuple))
        and isinstance(payload[1], dict)
    ):
        return payload
    return payload, kwargs


async def mask(coro, args, kwargs, fargs):
    obtained = await coro(*args, **kwargs)
    return as_pair(fargs(args, obtained), kwargs)


honest = Tape()
print("after 5.5 seconds the chain is", run(watch(honest, mask)))

# %%
honest.picture("A mask that hides nothing")

# %%
# ``as_pair`` is there because a payload has two forms. The test for a pair is strict, so two plain
# arguments are never taken for one (:rule:`PAYLOAD.two-arguments`), and what is no payload at all
# is refused (:rule:`PAYLOAD.not-a-payload`). In a program with many chains the message should name
# the coroutine, too (:rule:`PAYLOAD.message`).

print(as_pair([3, 5], {"unit": "m"}))
print(as_pair([[3], {"unit": "km"}], {"unit": "m"}))

# %%
# What you have learned
# ---------------------
#
# You can now put any coroutine behind a mask and get the next payload, or the truth. It may be
# anything that gives a coroutine (:rule:`MASK.any-coroutine`), with keyword arguments of any name
# (:rule:`MASK.any-names`), and return what it likes (:rule:`MASK.any-output`).
#
# Check yourself
# --------------
#
# Is ``[[1, 2], [3, 4]]`` a pair or two arguments?  And ``[[], {}]``?

assert as_pair([[1, 2], [3, 4]], {}) == ([[1, 2], [3, 4]], {})  # two arguments, both lists
assert as_pair([[], {}], {"unit": "m"}) == [[], {}]  # a pair: from now on no arguments at all
assert hidden.verdict().rule == "CHAIN.error-ends"

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`Retry with back-off <gallery/resilience/plot_retry.md>`.
# - API: :mkdocs:`coromask <api/taskloop.md#tasktools.taskloop.coromask>`.
# - Rules: :mkdocs:`MASK <specification/mask.md>`,
#   :mkdocs:`PAYLOAD <specification/payload.md>`.
