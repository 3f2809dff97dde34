"""The public module: ``from tasktools.taskloop import coromask, renew, simple_fargs, TaskLoop, ...``."""

from tasktools.chain import renew
from tasktools.control import Control, State, Steps
from tasktools.group import TaskLoopGroup
from tasktools.loop import TaskLoop
from tasktools.mask import coromask, simple_fargs, simple_fargs_out

__all__ = [
    "Control",
    "State",
    "Steps",
    "TaskLoop",
    "TaskLoopGroup",
    "coromask",
    "renew",
    "simple_fargs",
    "simple_fargs_out",
]
