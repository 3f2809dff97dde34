"""The TaskLoop of the lessons, whole."""

import asyncio
import contextvars
import threading
from collections.abc import Mapping

# The chains that run. An event loop holds its tasks weakly: without this a chain could be lost.
running = set()


def as_pair(payload, args, kwargs, coro):  # lessons 3 and 4
    """A payload in its pair form: positional arguments, keyword arguments."""
    if payload is args:
        return args, kwargs
    if not isinstance(payload, (list, tuple)):
        raise TypeError(f"{coro!r}: fargs gave {type(payload).__name__}, which is no payload")
    types = (list, tuple), Mapping
    if len(payload) == 2 and all(map(isinstance, payload, types)):
        return tuple(payload)
    return payload, kwargs


async def coromask(coro, args, kwargs, fargs):  # lesson 4
    """Await the coroutine once, and give the next payload."""
    obtained = await coro(*args, **kwargs)
    return as_pair(fargs(args, obtained), args, kwargs, coro)


def simple_fargs(input, output):  # lesson 3
    return input


def simple_fargs_out(input, output):  # lesson 3
    return output


def report(loop, coro, error):  # lesson 9
    message = f"an iteration of {coro!r} failed; its chain has ended"
    loop.call_exception_handler({"message": message, "exception": error})


class TaskLoop:
    def __init__(
        self, coro, coro_args=(), coro_kwargs=None, *, fargs=simple_fargs_out, time_pause=0.1
    ):
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload = coro_args, {} if coro_kwargs is None else coro_kwargs
        self.wish, self.paused, self.ended, self.task = "CONTINUE", False, False, None

    def create(self):  # lesson 5
        """Start the chain in the running event loop, and give its first task."""
        if self.task is not None:
            raise RuntimeError("this chain was started before")
        self.loop, self.thread = asyncio.get_running_loop(), threading.get_ident()
        self.context = contextvars.copy_context()
        running.add(self)
        return self.iterate()

    def iterate(self):
        return self.schedule(coromask(self.coro, *self.payload, self.fargs))

    def schedule(self, step):
        # A copy for each task: what an iteration sets in it isn't seen by the next one.
        self.task = self.loop.create_task(step, context=self.context.copy())
        self.task.add_done_callback(self.decide, context=self.context)
        if self.wish == "CANCEL":
            self.task.cancel()
        return self.task

    def signal(self, wish):  # lessons 7, 8 and 11
        if self.task is not None and threading.get_ident() != self.thread:
            self.loop.call_soon_threadsafe(self.signal, wish)
            return
        if self.ended or self.wish == "CANCEL" or (self.wish == "STOP" and wish != "CANCEL"):
            return  # STOP and CANCEL are final
        self.wish = wish
        if wish == "CANCEL" and self.task is not None:
            self.task.cancel()

    def pause(self):
        self.signal("PAUSE")

    def task_continue(self):
        self.signal("CONTINUE")

    def stop(self):
        self.signal("STOP")

    def cancel(self):
        self.signal("CANCEL")

    def decide(self, task):  # lessons 5, 7, 8 and 9
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error is not None:
            self.end(error)
            return
        if not self.paused:
            self.payload = task.result()
        self.paused = self.wish == "PAUSE"
        if self.paused:
            self.schedule(asyncio.sleep(self.time_pause))
        elif self.wish == "CONTINUE":
            self.iterate()
        else:
            self.end(None)

    def end(self, error):
        self.ended = True
        running.discard(self)
        if error is not None:
            report(self.loop, self.coro, error)


def renew(task, coro, fargs, *finished):  # lesson 5
    """The done callback of a first task made elsewhere: the rest of the chain is a TaskLoop."""
    if task.cancelled():
        return
    error = task.exception()
    if error is None:
        try:
            payload = as_pair(task.result(), None, {}, coro)
        except TypeError as no_payload:
            error = no_payload
    if error is None:
        TaskLoop(coro, *payload, fargs=fargs).create()
    else:
        report(asyncio.get_running_loop(), coro, error)
