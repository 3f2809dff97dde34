"""Exercise 11: chains share nothing.

Somebody made this class shorter: what chains have in common is kept once, in the class.  With one chain all is well.
With two, four rules are broken.  Find the places:

- a signal concerns its own chain alone;
- a payload that one chain keeps never reaches another;
- chains made without arguments share none (Python makes a default value once, not at each call);
- the caller's own ``coro_args`` and ``coro_kwargs`` stay as they were.
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


class TaskLoop:
    """A chain as an object, which can be given signals."""

    #: start
    # payload = (), {}
    #
    # def __init__(self, coro, coro_args=(), coro_kwargs={}, *, fargs=simple_fargs_out, time_pause=0.25):
    #     coro_kwargs["taskloop"] = self  # so that the coroutine can pause its own chain
    #     self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
    #     self.first = coro_args, coro_kwargs
    #     self.held_back = False  # PAUSE is the latest of PAUSE and CONTINUE
    #     self.final = False  # STOP or CANCEL was given
    #: solution
    def __init__(self, coro, coro_args=(), coro_kwargs=None, *, fargs=simple_fargs_out, time_pause=0.25):
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload = coro_args, {} if coro_kwargs is None else coro_kwargs
        self.held_back = False  # PAUSE is the latest of PAUSE and CONTINUE
        self.final = False  # STOP or CANCEL was given
        #: end
        self.pausing = False  # the active task is a pause
        self.cancelled = False  # CANCEL was given
        self.task = None  # the active one

    def create(self):
        """Start the chain on the running loop; gives the task of the first iteration."""
        #: start
        # TaskLoop.payload = self.first
        #: solution
        #: end
        return self.iterate()

    def iterate(self):
        """Start the user coroutine with the latest payload."""
        self.pausing = False
        args, kwargs = self.payload
        return self.start(coromask(self.coro, args, kwargs, self.fargs))

    def rest(self):
        """Start one piece of a pause."""
        self.pausing = True
        self.start(asyncio.sleep(self.time_pause))

    def start(self, coroutine):
        """Make a task of the chain; its end is the next decision."""
        task = asyncio.get_running_loop().create_task(coroutine)
        _running.add(task)
        self.task = task
        if self.cancelled:  # by the first step of an eager task, which runs inside create_task
            task.cancel()
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
        if not self.pausing:
            #: start
            # TaskLoop.payload = task.result()
            #: solution
            self.payload = task.result()
            #: end
        if self.final:
            return
        if self.held_back:
            self.rest()
        else:
            self.iterate()

    def pause(self):
        """PAUSE: the next decision starts a pause."""
        self.held_back = True

    def task_continue(self):
        """CONTINUE: the next decision calls the user coroutine."""
        self.held_back = False

    def stop(self):
        """STOP: nothing follows the active task."""
        self.final = True

    def cancel(self):
        """CANCEL: cancel the active task, the first time, and end the chain."""
        self.final = True
        #: start
        # if not self.cancelled:
        #     self.cancelled = True
        #     for task in _running:
        #         task.cancel()
        #: solution
        if not self.cancelled:
            self.cancelled = True
            if self.task is not None:
                self.task.cancel()
        #: end
