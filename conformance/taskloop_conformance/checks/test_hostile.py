"""The same rules where asyncio leaves the order, the clock or the start of a task open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.needs("control")

#: A few scenarios for each kind of decision; chains that finish in the same instant among them.
SCENARIOS = (
    "limit4/wait:",
    "args/limit4/turn:",
    "wait:1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=CONTINUE",
    "wait:2c=PAUSE,2l=CONTINUE,3c=PAUSE,3+1=CONTINUE",
    "ready:1c=PAUSE,1+0.5=CONTINUE,2l=PAUSE,2+3=STOP",
    "wait:2c=CANCEL",
    "wait:1w=PAUSE,1+0.5=CANCEL",
    "clean:2w=CANCEL",
    "raise@2:",
    "wait:2w=KILL",
    "limit7/wait+wait:",
    "wait+wait:A3w=PAUSE,A3+2=CONTINUE,B2w=PAUSE,B2+2=CONTINUE",
    "wait+wait:A3l=PAUSE,A3+2=CONTINUE,B2l=STOP",
)
#: An exception that leaves the event loop, as Ctrl-C does, from the first step of a chain that starts eagerly.  (In the
#: first step of a later iteration it ends the interpreter of Python 3.12.1, whatever the implementation is.)
LEAVING = ("err-exit/raise-now@1:",)
SETTINGS = (
    *(f"shuffle{seed}" for seed in range(1, 5)),
    *(f"reorder{seed}" for seed in range(1, 5)),
    "start1e+09",
    "start-5000",
    "debug",
    "collect",
    *(["eager"] if hasattr(asyncio, "eager_task_factory") else []),  # Python 3.12 and newer
)


@pytest.mark.verifies(
    "CHAIN.continues", "CHAIN.independent", "CONTINUE.resumes", "CANCEL.at-once", "ISOLATION.payloads"
)
@pytest.mark.parametrize("setting", SETTINGS)
def test_hostile(check_in: Callable[[str, str], None], setting: str) -> None:
    """No rule depends on the order of timers or of chains, on the clock's start, on debug mode or on collections."""
    # To collect garbage at every turn takes most of the time of this check, and finds what a chain doesn't hold: it is
    # enough that it goes on, is paused, is cancelled, fails, and that there are two.
    scenarios = SCENARIOS[::2] if setting == "collect" else SCENARIOS
    for scenario in (*scenarios, *(LEAVING if setting == "eager" else ())):
        check_in(setting, scenario)
