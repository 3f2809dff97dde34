"""
10. A greeting and a running sum
================================

TaskLoop comes with an example of two coroutines: one greets and counts, one adds up the last two
numbers. You now have all that is needed to run it, and to see why it doesn't run as printed.
"""

# %%
# A program that goes wrong
# -------------------------
#
# The printed ``renew`` unpacks a pair of arguments and keyword arguments. The printed ``fargs``
# functions give a bare list.

import asyncio
import functools

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import coromask, renew


async def greet(number):
    print(f"{now():4} s  hello {number}")
    await asyncio.sleep(1)
    return number + 1


async def add_up(*numbers):
    print(f"{now():4} s  the sum is {sum(numbers)}")
    await asyncio.sleep(3)
    return sum(numbers)


def next_greeting(args, obtained):
    return [obtained]


def next_sum(args, obtained):
    return [args[-1], obtained]


async def printed_mask(coro, args, kwargs, fargs):
    return fargs(args, await coro(*args, **kwargs))


def printed_renew(task, coro, fargs):
    args, kwargs = task.result()
    following = asyncio.get_running_loop().create_task(printed_mask(coro, args, kwargs, fargs))
    following.add_done_callback(functools.partial(printed_renew, coro=coro, fargs=fargs))


async def both(tape, mask, done, fargs_of):
    reports = []
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: reports.append(context)
    )
    for name, coro, args in (("greeting", greet, [1]), ("sum", add_up, [1, 2])):
        watched, fargs = tape.coro(name, coro), tape.fargs(name, fargs_of[name])
        task = asyncio.create_task(mask(watched, args, {}, fargs))
        task.add_done_callback(functools.partial(done, coro=watched, fargs=fargs))
    await asyncio.sleep(9.5)
    if reports:  # no chain is left: the tape notes that
        tape.end()
    return [str(report["exception"]) for report in reports]


lists = {"greeting": next_greeting, "sum": next_sum}
printed = Tape()
errors = run(both(printed, printed_mask, printed_renew, lists))
print(*errors, sep="\n")
print("broken:", printed.verdict().rule)

# %%
printed.picture("The example as printed")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.** Each coroutine ran once, ``fargs`` gave the right payload, and nothing followed. One
# chain couldn't unpack its list at all. The other one's list had two items: what became of the
# numbers 2 and 3?
#
# The rule
# --------
#
# The picture marks the call that never came: :rule:`CHAIN.continues`. The reason lies in the form of
# the payload: 2 and 3 were taken for arguments and keyword arguments. Both forms of a payload are in use, so both
# must work: the bare list (:rule:`PAYLOAD.args-form`) and the pair (:rule:`PAYLOAD.pair-form`). Two
# items are a pair only if the first is a list or tuple and the second a mapping
# (:rule:`PAYLOAD.two-arguments`).
#
# Build it right
# --------------
#
# ``coromask`` of ``tasktools.taskloop`` makes a pair of either form, and ``renew`` takes it.

right = Tape()
print("errors:", run(both(right, coromask, renew, lists)))
print("broken:", right.verdict())

# %%
# The greeting has its own frequency, the sum has its own.

right.picture("The greeting and the running sum")

# %%
# The same with the pair form: the coroutines don't notice.

pairs = {
    "greeting": lambda args, obtained: ([obtained], {}),
    "sum": lambda args, obtained: ([args[-1], obtained], {}),
}
paired = Tape()
errors_paired = run(both(paired, coromask, renew, pairs))

# %%
# What you have learned
# ---------------------
#
# You can now run any pair of coroutine and ``fargs``, in either form, on a callback chain.
#
# Check yourself
# --------------
#
# Do the two tapes differ in a single event?

assert right.events == paired.events
assert errors_paired == []
assert len(errors) == 2  # both chains of the first program died on their first renewal
assert (printed.verdict().rule, right.verdict()) == ("CHAIN.continues", None)

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`From the published package <gallery/moving/plot_from_published_package.md>`.
# - API: :mkdocs:`coromask <api/taskloop.md#tasktools.taskloop.coromask>`,
#   :mkdocs:`renew <api/taskloop.md#tasktools.taskloop.renew>`.
# - Rules: :mkdocs:`PAYLOAD <specification/payload.md>`.
