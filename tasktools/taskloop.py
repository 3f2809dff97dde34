"""The public module: ``from tasktools.taskloop import coromask, renew, simple_fargs, TaskLoop, ...``."""

from tasktools.chain import renew
from tasktools.control import Control, EndedBy, State, Steps
from tasktools.group import TaskLoopGroup
from tasktools.loop import TaskLoop, current
from tasktools.mask import coromask, simple_fargs, simple_fargs_out

__all__ = [
    "Control",
    "EndedBy",
    "State",
    "Steps",
    "TaskLoop",
    "TaskLoopGroup",
    "coromask",
    "current",
    "renew",
    "simple_fargs",
    "simple_fargs_out",
]
