"""How a chain is made, who awaits it, who signals to it from where, and what is left of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.history import History
from taskloop_conformance.record.before_start import ENDS
from taskloop_conformance.record.lifetime import PROBES_OF_SURFACE
from taskloop_conformance.record.twins import STARTS, TWIN_ENDS

Check = Callable[[str], History]
control = pytest.mark.needs("control")


@control
@pytest.mark.verifies("CHAIN.awaited")
@pytest.mark.parametrize("who", ["early", "several", "late", "staggered"])
@pytest.mark.parametrize(
    "how",
    [
        *("wait:2w=STOP", "wait:2w=CANCEL", "raise@1:", "raise@3:", "fargs-raise@2:", "bad@2:", "cancel-self@2:"),
        *("wait:1w=PAUSE,1+1.5=STOP", "wait:1w=PAUSE,1+0.5=CANCEL", "raise@2:1w=PAUSE,1+2=CONTINUE", "wait:2w=KILL"),
        *("swallow:1w=CANCEL", "err-falsy/raise@2:", "err-base/raise@2:", "raise-call@2:"),
        *("wait:0s0=CANCEL", "wait:0s1=CANCEL", "wait:0s0=STOP"),
    ],
)
def test_awaited(check: Check, who: str, how: str) -> None:
    """Awaiting ends when the chain ends, however it ends, and raises the error that ended it, to each who awaits."""
    check(f"await-{who}/{how}")


@control
@pytest.mark.verifies("CHAIN.awaited")
@pytest.mark.parametrize(
    "how", ["limit5/wait:", "limit5/wait:1w=PAUSE,1+6=CONTINUE", "wait:1w=PAUSE,1+6=STOP", "raise@4:"]
)
def test_awaited_midway(check: Check, how: str) -> None:
    """Who begins to wait later, also in a pause, waits for the end as well."""
    check(f"await-midway/{how}")


@control
@pytest.mark.verifies("CHAIN.awaiter-cancelled", "CHAIN.error-reported")
@pytest.mark.parametrize("how", ["wait:", "wait:1w=PAUSE,1+2=CONTINUE", "raise@2:", "raise@1:", "turn:"])
def test_awaiter_cancelled(check: Check, how: str) -> None:
    """An awaiter who is cancelled leaves the chain alone, and doesn't count as one who heard of its error."""
    check(f"await-cancelled/{how}")


@control
@pytest.mark.verifies("CHAIN.awaited")
@pytest.mark.parametrize("how", ["wait:", "raise@2:", "wait:1w=PAUSE,1+2=CONTINUE,3w=STOP"])
def test_other_awaiters_stay(check: Check, how: str) -> None:
    """When one of several awaiters is cancelled, the others wait on, and hear how the chain ends."""
    check(f"await-one-cancelled/{how}")


@control
@pytest.mark.verifies("CHAIN.awaited")
@pytest.mark.parametrize("how", ["wait:2w=STOP", "raise@2:", "fargs-raise@2:", "wait:1w=PAUSE,1+1.5=STOP"])
def test_other_awaiters_hear_of_the_end(check: Check, how: str) -> None:
    """So it is where one of them is cancelled in the very turn in which the end comes."""
    check(f"await-one-given-up/{how}")


@control
@pytest.mark.verifies("CHAIN.awaiter-cancelled", "CHAIN.error-reported")
@pytest.mark.parametrize("who", ["cancelled-midway", "passing"])
@pytest.mark.parametrize("how", ["wait:", "raise@3:", "raise@4:"])
def test_awaiter_cancelled_in_a_pause(check: Check, how: str, who: str) -> None:
    """Nor does one who is cancelled in a pause, and he doesn't count as one who heard of the error."""
    check(f"await-{who}/limit6/{how}1w=PAUSE,1+9=CONTINUE")


@control
@pytest.mark.verifies("CHAIN.error-reported", "CHAIN.awaiter-cancelled")
@pytest.mark.parametrize("how", ["raise@1:", "raise@3:", "fargs-raise@2:", "bad@2:", "err-falsy/raise@2:"])
def test_awaiter_gives_up(check: Check, how: str) -> None:
    """An awaiter who is cancelled in the turn in which an iteration fails hears nothing, so the handler is told."""
    check(f"await-given-up/{how}")


#: Six chains in a pause at the same time: more than a small table of them holds.
_SIX = [f"{chain}1w=PAUSE,{chain}1+20=CONTINUE" for chain in "ABCDEF"]


@control
@pytest.mark.verifies("ISOLATION.payloads")
def test_six_paused_chains(check: Check) -> None:
    """Each of many paused chains goes on with its own payload."""
    check(f"limit4/{'+'.join(['wait'] * 6)}:{','.join(_SIX)}")


@control
@pytest.mark.verifies("ISOLATION.signals")
@pytest.mark.parametrize(
    "token",
    [
        *("wait+wait+wait:A1w=STOP,B3w=PAUSE,B3+9=CONTINUE", "wait+wait+wait:A1w=STOP,C2w=PAUSE,C2+9=CONTINUE"),
        *("wait+wait:A1w=STOP,A1+20=PAUSE", "wait+wait:A1w=STOP,A1+20=CANCEL", "raise@1+wait+wait:B3w=STOP"),
    ],
)
def test_chains_come_and_go(check: Check, token: str) -> None:
    """A chain that is started after another one has ended is no other chain's, and no old handle's."""
    check(f"begin-last-later/limit6/{token}")


@control
@pytest.mark.verifies("CHAIN.starts")
@pytest.mark.parametrize(
    "how", ["made-before/wait:", "made-before/wait+wait:", "begin-later/wait+wait:", "begin-inside/wait+wait:"]
)
def test_starts_anywhere(check: Check, how: str) -> None:
    """A chain may be made before the loop runs, and started later or from inside another one."""
    check(f"{how}")


@control
@pytest.mark.verifies("CHAIN.starts", "ISOLATION.context-start")
@pytest.mark.parametrize("how", ["wait:", "wait:1w=PAUSE,1+2=CONTINUE"])
def test_made_long_before(check: Check, how: str) -> None:
    """A chain may be made a day before it starts, and works in the context of its start all the same."""
    check(f"made-long-before/limit3/watch-context/{how}")


@control
@pytest.mark.verifies("CHAIN.running-loop")
@pytest.mark.parametrize("how", ["wait:", "wait:1w=PAUSE,1+2=CONTINUE"])
def test_made_elsewhere(check: Check, how: str) -> None:
    """A chain that was made while another event loop ran starts on the loop that runs when it starts."""
    check(f"made-elsewhere/{how}")


@control
@pytest.mark.verifies("CHAIN.running-loop")
@pytest.mark.parametrize("how", ["wait:", "wait:1w=PAUSE,1+2=CONTINUE"])
def test_second_loop(check: Check, how: str) -> None:
    """A chain runs on the running loop, also when one has run on another loop before that is still open."""
    check(f"made-second/{how}")


@control
@pytest.mark.verifies("CHAIN.running-loop")
@pytest.mark.parametrize("how", ["wait:", "wait:1w=PAUSE,1+8=CONTINUE", "wait+turn:"])
def test_loop_between(check: Check, how: str) -> None:
    """A chain goes on where it runs, also when another one has started on another loop in the meantime."""
    check(f"made-between/{how}")


@control
@pytest.mark.verifies("CHAIN.held")
def test_held_while_another_loop_runs(check: Check) -> None:
    """A chain to which nobody refers is held, also when another one has run on another loop."""
    check("made-between/keep-nobody/limit5/weak:")


@control
@pytest.mark.verifies("CONTINUE.in-time")
def test_time_pause_of_another_chain(check: Check) -> None:
    """CONTINUE is obeyed within the chain's own time_pause, whatever that of another chain is."""
    check("beside-slow/wait:1w=PAUSE,1+1.5=CONTINUE")


@control
@pytest.mark.verifies("STOP.in-time")
def test_stop_beside_another_time_pause(check: Check) -> None:
    """So is STOP in a pause."""
    check("beside-slow/wait:1w=PAUSE,1+1.5=STOP")


@control
@pytest.mark.verifies("CANCEL.during-pause")
def test_cancel_beside_another_time_pause(check: Check) -> None:
    """CANCEL ends a pause at once, whatever the time_pause of another chain is."""
    check("beside-slow/wait:1w=PAUSE,1+1.5=CANCEL")


@control
@pytest.mark.needs("threads")
@pytest.mark.verifies("CONTROL.threads")
@pytest.mark.parametrize(
    "script",
    [
        *("wait:1w=PAUSE,1+1.5=CONTINUE", "wait:1w=STOP", "wait:1w=CANCEL", "wait:1w=PAUSE,1+1.5=STOP"),
        "wait:1w=PAUSE,1+0.5=CANCEL",
    ],
)
def test_signals_from_a_thread(check: Check, check_in: Callable[[str, str], None], script: str) -> None:
    """A signal from another thread works as one from the loop's own, or raises there and changes nothing."""
    check("limit5/wait:")  # what a chain does wrong without any signal is no matter of threads
    try:
        check_in("watch-threads", script)
    except RuleBroken as broken:
        finding = broken.finding
        if "watch-threads" not in finding.replay:
            raise  # it is broken without the thread, too
        raise RuleBroken(
            Finding(replace(finding.divergence, rule="CONTROL.threads"), finding.history, finding.replay)
        ) from None


@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.nothing-kept")
@pytest.mark.parametrize("end", sorted(PROBES_OF_SURFACE))
async def test_nothing_kept(probe: Callable[[str], Any], surface: str, end: str) -> None:
    """After the end of a chain its payload and its coroutine can be collected."""
    if surface in PROBES_OF_SURFACE[end]:
        await probe(f"kept-{surface}-{end}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.nothing-kept")
async def test_closed_loops_are_let_go(probe: Callable[[str], Any]) -> None:
    """What runs on an event loop that is closed goes with it."""
    await probe("kept-closed-loops")


@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.starts", "CHAIN.independent")
@pytest.mark.parametrize("start", sorted(STARTS))
async def test_equal_chains(probe: Callable[[str], Any], surface: str, start: str) -> None:
    """Two chains are two, also with the same coroutine function and equal arguments."""
    await probe(f"twins-{surface}-{start}")


@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.held")
@pytest.mark.parametrize("end", TWIN_ENDS)
async def test_an_equal_chain_ends(probe: Callable[[str], Any], surface: str, end: str) -> None:
    """A chain is held for as long as it runs, also after a chain has ended that is equal to it."""
    if surface in TWIN_ENDS[end]:
        await probe(f"twin-ended-{surface}-{end}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CONTROL.before-start")
@pytest.mark.parametrize("end", sorted(ENDS))
@pytest.mark.parametrize("signal", ["pause", "continue", "stop", "cancel"])
async def test_signals_before_the_start(probe: Callable[[str], Any], signal: str, end: str) -> None:
    """After a signal before create(), a whole chain starts, or none."""
    await probe(f"before-start-{signal}{end}")
