"""Exercise 7: a chain as an object, and its one decision.

``renew`` knows nothing but its task.  A chain that can be told something needs an object: ``TaskLoop``.  Everything is
decided in one place, the done callback ``decide``, when the active task has finished.

Write the class:

- ``TaskLoop(coro, coro_args=(), coro_kwargs=None, *, fargs=simple_fargs_out, time_pause=0.25)`` makes it;
- ``create()``, a plain function, starts the chain on the running loop and gives the first task;
- ``decide(task)`` does what ``renew`` does: hold, end quietly, end and report, or go on with the new payload;
- ``stop()`` is the first signal, STOP.  A signal does nothing but leave a note for the next decision, which ends the
  chain: the iteration that runs completes.  It may come before the first iteration, twice, or after the end;
- ``task_continue()``, CONTINUE, has nothing to do yet: the chain runs.

From now on every rule about chains is judged on ``TaskLoop`` as well.
"""

import asyncio
import functools
from collections.abc import Mapping

#: The running tasks of all chains.
_running = set()


def payload_of(coro, produced, kwargs):
    """The payload (args, kwargs) that a result of fargs stands for; ``kwargs`` are those of the call before."""
    if not isinstance(produced, (list, tuple)):
        name = getattr(coro, "__qualname__", coro)
        raise TypeError(f"fargs of {name} gave a {type(produced).__name__}, which is no payload")
    if len(produced) == 2 and isinstance(produced[0], (list, tuple)) and isinstance(produced[1], Mapping):
        return produced[0], produced[1]
    return produced, kwargs


async def coromask(coro, args, kwargs, fargs):
    """One iteration: gives the payload of the next one as a pair (args, kwargs)."""
    obtained = await coro(*args, **kwargs)
    produced = fargs(args, obtained)
    if produced is args:  # the same input again, whatever it looks like
        return args, kwargs
    return payload_of(coro, produced, kwargs)


def simple_fargs(given, obtained):
    """The same input again."""
    return given


def simple_fargs_out(given, obtained):
    """The output becomes the input."""
    return obtained


def report(task):
    """Hand the error of a failed task to the event loop's exception handler."""
    message = "an iteration failed; its chain has ended"
    context = {"message": message, "exception": task.exception(), "task": task}
    asyncio.get_running_loop().call_exception_handler(context)


def renew(task, coro, fargs, *finished):
    """The done callback: start the next iteration, or end the chain."""
    _running.discard(task)
    if task.cancelled():
        return
    if task.exception() is not None:
        report(task)
        return
    args, kwargs = task.result()
    following = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs))
    _running.add(following)
    following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


#: start
#
# # yours: class TaskLoop
#: solution


class TaskLoop:
    """A chain as an object, which can be given signals."""

    def __init__(self, coro, coro_args=(), coro_kwargs=None, *, fargs=simple_fargs_out, time_pause=0.25):
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload = coro_args, {} if coro_kwargs is None else coro_kwargs
        self.final = False  # STOP was given

    def create(self):
        """Start the chain on the running loop; gives the task of the first iteration."""
        return self.iterate()

    def iterate(self):
        """Start the user coroutine with the latest payload."""
        args, kwargs = self.payload
        return self.start(coromask(self.coro, args, kwargs, self.fargs))

    def start(self, coroutine):
        """Make a task of the chain; its end is the next decision."""
        task = asyncio.get_running_loop().create_task(coroutine)
        _running.add(task)
        task.add_done_callback(self.decide)
        return task

    def decide(self, task):
        """What follows the finished task: the done callback of every task of the chain."""
        _running.discard(task)
        if task.cancelled():
            return
        if task.exception() is not None:
            report(task)
            return
        self.payload = task.result()
        if not self.final:
            self.iterate()

    def task_continue(self):
        """CONTINUE: the chain runs already."""

    def stop(self):
        """STOP: nothing follows the active task."""
        self.final = True


#: end
