"""CONTROL, PAUSE, CONTINUE, STOP, CANCEL and ISOLATION: one small scenario or a few for each rule."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from taskloop_conformance.model.history import History

Check = Callable[[str], History]
pytestmark = pytest.mark.needs("control")


def scenarios(*tokens: str) -> pytest.MarkDecorator:
    """One run of the check for each token, which is also its id."""
    return pytest.mark.parametrize("token", tokens, ids=str)


@pytest.mark.verifies("CONTROL.at-finish")
@scenarios("wait:1w=PAUSE", "wait:1w=CONTINUE", "wait:1c=PAUSE,1w=CONTINUE", "ready:1c=PAUSE", "turn:1w=PAUSE")
def test_at_finish(check: Check, token: str) -> None:
    """PAUSE and CONTINUE leave the running iteration alone."""
    check(token)


@pytest.mark.verifies("CONTROL.latest-wins")
@scenarios(
    "wait:1c=PAUSE,1w=CONTINUE",
    "wait:1c=PAUSE,1c=CONTINUE,1w=PAUSE,1+2=CONTINUE",
    "wait:1w=PAUSE,1+0.5=CONTINUE,1+0.5=PAUSE,1+4=CONTINUE",
    "wait:1w=PAUSE,1+0.5=CONTINUE,1+0.5=PAUSE",
    "wait:0s0=PAUSE,1l=CONTINUE",
    "wait:3w=PAUSE,3l=CONTINUE",
)
def test_latest_wins(check: Check, token: str) -> None:
    """Of PAUSE and CONTINUE before one decision the latest counts."""
    check(token)


@pytest.mark.verifies("CONTROL.first-iteration")
@scenarios("wait:0s0=STOP", "wait:0s0=PAUSE", "wait:0s0=CONTINUE", "ready:0s0=STOP", "wait:0s0=PAUSE,0s0=STOP")
def test_first_iteration(check: Check, token: str) -> None:
    """Signals before the first iteration ends don't prevent it."""
    check(token)


@pytest.mark.verifies("CONTROL.final")
@scenarios(
    "wait:1c=STOP,1w=CONTINUE",
    "wait:1c=STOP,1w=PAUSE",
    "wait:1c=PAUSE,1w=STOP,1l=CONTINUE",
    "wait:1c=PAUSE,1+0.5=STOP,1+0.5=CONTINUE",
    "wait:1c=PAUSE,1+0.5=CANCEL,1+0.5=CONTINUE",
    "swallow:1w=CANCEL,1l=CONTINUE",
)
def test_final(check: Check, token: str) -> None:
    """No signal takes STOP or CANCEL back."""
    check(token)


@pytest.mark.verifies("CONTROL.repeated")
@scenarios(
    "wait:1c=PAUSE,1w=PAUSE,1+0.5=PAUSE,1+2=CONTINUE,1+2=CONTINUE",
    "wait:1c=CONTINUE,1w=CONTINUE",
    "wait:1c=STOP,1w=STOP,1l=STOP",
    "wait:1w=CANCEL,1w=CANCEL",
    "wait:1c=PAUSE,1+0.5=STOP,1+0.5=STOP",
    "wait:1c=PAUSE,1+0.5=CANCEL,1+0.5=CANCEL",
)
def test_repeated(check: Check, token: str) -> None:
    """A repeated signal changes nothing and raises nothing."""
    check(token)


@pytest.mark.verifies("CONTROL.after-end")
@pytest.mark.parametrize("signal", ["PAUSE", "CONTINUE", "STOP", "CANCEL"])
@pytest.mark.parametrize("ended", ["wait:1w=STOP,1+3", "wait:1w=CANCEL,1+3", "raise@1:1+3", "ready:1c=STOP,1s3"])
def test_after_end(check: Check, ended: str, signal: str) -> None:
    """A signal after the end does nothing and raises nothing."""
    check(f"{ended}={signal}")


@pytest.mark.verifies("PAUSE.holds")
@scenarios(
    "wait:1c=PAUSE,1+2=CONTINUE",
    "ready:1l=PAUSE,1+2=CONTINUE",
    "wait:3w=PAUSE,3+2=CONTINUE",
    "args/wait:2w=PAUSE",
)
def test_holds(check: Check, token: str) -> None:
    """After PAUSE no iteration follows until CONTINUE."""
    check(token)


@pytest.mark.verifies("PAUSE.lasts")
@scenarios(
    "wait:1w=PAUSE,1+40=CONTINUE",
    "wait:1w=PAUSE,1+400=CONTINUE",
    "wait:1w=PAUSE,1+1500=CONTINUE",  # beyond a limit of a thousand pieces
    "tp3600/until200000/wait:1w=PAUSE",
    "tp3600/until200000/wait:2w=PAUSE,2+24=CONTINUE",
    "tp3600/until800000/wait:1w=PAUSE,1+200=CONTINUE",
    "wait:1w=PAUSE,1+3=PAUSE,1+6=CONTINUE",
)
def test_lasts(check: Check, token: str) -> None:
    """A pause lasts until a signal ends it, a day or a week long if need be."""
    check(token)


@pytest.mark.verifies("PAUSE.no-fargs")
@scenarios(
    "wait:1w=PAUSE,1+3=CONTINUE",
    "wait:1w=PAUSE",
    "ready:2c=PAUSE,2+1.5=STOP",
    "wait:1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=CONTINUE",
)
def test_no_fargs(check: Check, token: str) -> None:
    """Fargs isn't called for a pause."""
    check(token)


@pytest.mark.verifies("PAUSE.takes-time")
@scenarios("wait:1w=PAUSE,1+3=CONTINUE", "ready:1c=PAUSE,1+0.5=STOP")
def test_takes_time(check: Check, token: str) -> None:
    """A pause lets time pass."""
    check(token)


@pytest.mark.verifies("CONTINUE.resumes")
@scenarios(
    "wait:1w=PAUSE,1+2=CONTINUE",
    "ready:1c=PAUSE,1+0.5=CONTINUE",
    "wait:1w=PAUSE,1s2=CONTINUE",
    "wait:1l=PAUSE,1s3=CONTINUE",
)
def test_resumes(check: Check, token: str) -> None:
    """CONTINUE in a pause brings the next call, also in the instant in which the pause began."""
    check(token)


@pytest.mark.verifies("CONTINUE.in-time")
@scenarios(
    "wait:1w=PAUSE,1+1.5=CONTINUE",
    "tp3600/wait:1w=PAUSE,1+1.5=CONTINUE",
    "wait:1w=PAUSE,1+1=CONTINUE",
    "wait:1w=PAUSE,1+0.02=CONTINUE",
    "tp0.001/wait:1w=PAUSE,1+7.5=CONTINUE",
)
def test_in_time(check: Check, token: str) -> None:
    """The call comes within one time_pause of CONTINUE."""
    check(token)


@pytest.mark.verifies("CONTINUE.kept-payload")
@scenarios(
    "wait:1w=PAUSE,1+2=CONTINUE",
    "args/wait:2w=PAUSE,2+2=CONTINUE",
    "two/wait:2w=PAUSE,2+2=CONTINUE",
    "wait:3w=PAUSE,3+12=CONTINUE",
    "wait:1w=PAUSE,1+1=PAUSE,1+2=PAUSE,1+3=CONTINUE",
)
def test_kept_payload(check: Check, token: str) -> None:
    """The call after a pause gets the payload from before it."""
    check(token)


@pytest.mark.verifies("CONTINUE.same-object")
@scenarios("wait:1w=PAUSE,1+2=CONTINUE", "args/wait:2w=PAUSE,2+3.5=CONTINUE")
def test_same_object(check: Check, token: str) -> None:
    """The kept payload's elements are the very objects."""
    check(token)


_TWICE = "1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=CONTINUE"
_OFTEN = ",".join(f"{n}w=PAUSE,{n}+1.5=CONTINUE" for n in range(1, 9))


@pytest.mark.verifies("CONTINUE.later-pauses")
@scenarios(
    f"wait:{_TWICE}",
    f"args/wait:{_TWICE}",
    f"wait:{_OFTEN}",
    "ready:2c=PAUSE,2+1=CONTINUE,4l=PAUSE,4+2=CONTINUE",
)
def test_later_pauses(check: Check, token: str) -> None:
    """Every later pause keeps its own payload."""
    check(token)


@pytest.mark.verifies("CONTINUE.while-running")
@scenarios(
    "wait:1c=CONTINUE",
    "wait:2w=CONTINUE,2l=CONTINUE",
    "ready:2c=CONTINUE",
    "wait:1w=PAUSE,1+2=CONTINUE,2w=CONTINUE",
)
def test_continue_while_running(check: Check, token: str) -> None:
    """CONTINUE beside a running iteration does nothing."""
    check(token)


@pytest.mark.verifies("STOP.completes", "STOP.ends", "CHAIN.nothing-left")
@scenarios("wait:1w=STOP", "wait:2c=STOP", "ready:2l=STOP", "wait:4w=STOP", "wait:1s1=STOP")
def test_stop(check: Check, token: str) -> None:
    """STOP lets the iteration complete and ends the chain."""
    check(token)


@pytest.mark.verifies("STOP.during-pause", "STOP.in-time")
@scenarios(
    "wait:1w=PAUSE,1+0.5=STOP",
    "wait:1w=PAUSE,1+0.02=STOP",
    "wait:1w=PAUSE,1+7=STOP",
    "tp3600/wait:2w=PAUSE,2+1.5=STOP",
    "wait:1w=PAUSE,1s2=STOP",
    "wait:1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=STOP",
)
def test_stop_in_pause(check: Check, token: str) -> None:
    """STOP in a pause ends the chain within one time_pause, without another call."""
    check(token)


@pytest.mark.verifies("CANCEL.at-once", "CANCEL.ends", "CHAIN.nothing-left", "CHAIN.cancelled-quietly")
@scenarios(
    "wait:1w=CANCEL",
    "wait:2c=CANCEL",
    "wait:3w=CANCEL",
    "turn:2c=CANCEL",
    "wait:0s0=CANCEL",
    "clean:2w=CANCEL",
    "wait:1s3=CANCEL",
)
def test_cancel(check: Check, token: str) -> None:
    """CANCEL reaches the waiting coroutine at once and ends the chain."""
    check(token)


@pytest.mark.verifies("CANCEL.during-pause")
@scenarios(
    "wait:1w=PAUSE,1+0.5=CANCEL",
    "wait:1w=PAUSE,1+2.5=CANCEL",
    "tp3600/wait:2w=PAUSE,2+0.5=CANCEL",
    "wait:1w=PAUSE,1s2=CANCEL",
)
def test_cancel_in_pause(check: Check, token: str) -> None:
    """CANCEL in a pause ends pause and chain in the same instant."""
    check(token)


@pytest.mark.verifies("CANCEL.swallowed")
@scenarios("swallow:1w=CANCEL", "swallow:3w=CANCEL", "uncancel:2w=CANCEL", "ready:2c=CANCEL", "wait:2l=CANCEL")
def test_swallowed(check: Check, token: str) -> None:
    """A coroutine that returns in spite of CANCEL doesn't revive its chain."""
    check(token)


@pytest.mark.verifies("CANCEL.cleanup")
@scenarios("clean:1w=CANCEL,1w=CANCEL", "clean:0s3=CANCEL,0s5=STOP,0s8=CANCEL", "clean:0s3=CANCEL,0s5=PAUSE,0s8=CANCEL")
def test_cleanup(check: Check, token: str) -> None:
    """A second CANCEL doesn't interrupt the clean-up after the first, whatever comes between them."""
    check(token)


@pytest.mark.verifies("ISOLATION.payloads", "ISOLATION.signals")
@scenarios(
    "wait+wait:A1w=PAUSE,A1+9=CONTINUE,B1w=PAUSE,B1+4=CONTINUE",
    "wait+wait:A1w=PAUSE,A1+4=CONTINUE,B1w=PAUSE,B1+9=CONTINUE",
    "wait+wait:A1w=STOP",
    "wait+wait:B1w=CANCEL",
    "wait+wait:A2w=PAUSE",
    "wait+wait+wait:A2w=PAUSE,C1w=PAUSE,C1+4=CONTINUE",
    "wait+ready:A1w=PAUSE,A1+2=CONTINUE,B1c=PAUSE,B1+6=CONTINUE",
)
def test_isolation(check: Check, token: str) -> None:
    """Payloads and signals concern one chain each."""
    check(token)


@pytest.mark.verifies("ISOLATION.arguments")
@scenarios("wait:", "wait:1w=PAUSE,1+2=CONTINUE", "args/wait:1w=STOP")
def test_arguments_unchanged(check: Check, token: str) -> None:
    """The caller's coro_args and coro_kwargs stay as they were."""
    check(token)


@pytest.mark.asyncio
@pytest.mark.verifies("ISOLATION.defaults")
async def test_defaults(probe: Callable[[str], Awaitable[History]]) -> None:
    """Chains made without arguments share none."""
    await probe("default-arguments")
