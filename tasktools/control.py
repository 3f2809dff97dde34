"""The words of the control model: what a signal asks, and what a chain's state is called.

The transitions themselves are the table ``spec/transitions.toml``; a test holds it and the code together.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Control(IntEnum):
    """A signal.  The published name is ``Steps``; names and values are the published ones."""

    START = 0  # what a chain is told before any signal; the same wish as CONTINUE
    CONTINUE = 1
    PAUSE = 2
    STOP = 3
    CANCEL = 4


Steps = Control


class State(StrEnum):
    """The state of a chain: the names of ``spec/transitions.toml``, and ``new`` before the start."""

    NEW = "new"
    RUNNING = "running"
    PAUSING = "pausing"
    STOPPING = "stopping"
    CANCELLING = "cancelling"
    PAUSED = "paused"
    RESUMING = "resuming"
    PAUSED_STOPPING = "paused-stopping"
    PAUSED_CANCELLING = "paused-cancelling"
    ENDED = "ended"


class EndedBy(StrEnum):
    """What ended a chain."""

    STOP = "stop"
    CANCEL = "cancel"
    ERROR = "error"
    CANCELLED = "cancelled"  # its task, by somebody else or by its own coroutine


# A chain is in one of four phases, and a phase is the table that names its state after the latest wish.
NEW: Mapping[Control, State] = dict.fromkeys(Control, State.NEW)
USER: Mapping[Control, State] = {
    Control.CONTINUE: State.RUNNING,
    Control.PAUSE: State.PAUSING,
    Control.STOP: State.STOPPING,
    Control.CANCEL: State.CANCELLING,
}
PAUSE: Mapping[Control, State] = {
    Control.CONTINUE: State.RESUMING,
    Control.PAUSE: State.PAUSED,
    Control.STOP: State.PAUSED_STOPPING,
    Control.CANCEL: State.PAUSED_CANCELLING,
}
ENDED: Mapping[Control, State] = dict.fromkeys(Control, State.ENDED)
