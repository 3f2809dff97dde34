"""Run a probe and ask the oracle; name a rule about a form of payload only where another form passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..judge.oracle import judge_all
from ..model.failures import NotStarted, RuleBroken, Unimplemented
from ..model.finding import Finding
from ..model.history import Divergence, Event, History
from ..record.adapters import Adapter
from ..record.probes import PROBES
from .examine import own_first

#: The rules about one form of a payload, and for each the probes of other forms.
_OTHER_FORMS = {
    "PAYLOAD.pair-form": ("payload-args", "payload-two"),
    "PAYLOAD.args-form": ("payload-pair", "payload-two"),
    "PAYLOAD.two-arguments": ("payload-pair", "payload-args"),
}


async def examine_probe(name: str, adapter: Adapter, rules: Collection[str] = ()) -> History:
    """Run one probe and give its history, or raise :class:`RuleBroken` with what it breaks, that of ``rules`` first."""
    try:
        history = await PROBES[name](adapter)
    except NotStarted as refused:  # what the probe is about can't be seen then
        history = _never_started(refused)
    if found := own_first(judge_all(history), rules):
        told = own_first([await _compared(divergence, adapter) for divergence in found], rules)
        raise RuleBroken(*(Finding(divergence, history, f"probe:{name}") for divergence in told))
    return history


def _never_started(refused: NotStarted) -> History:
    """What is told of a probe whose chain doesn't start: the crash, if there was one.

    A chain that silently never calls its coroutine may have been spoilt by one before it, such as by a STOP that all
    chains share. Nothing is said of it here; the plain scenarios say whether chains start.
    """
    start = Event(0.0, "A", "start")
    if not refused.crash:
        return History((start,), conditions={"surface": "lifetime"})
    return History((start, Event(0.0, "", "report", refused.crash), Event(0.0, "", "idle", "tasks 0 timers 0")))


async def _compared(divergence: Divergence, adapter: Adapter) -> Divergence:
    """The divergence as it is, or, where the mask fails for every form in the same way, as the mask's own."""
    others = [await _mask_fails(probe, adapter) for probe in _OTHER_FORMS.get(divergence.rule, ())]
    if not others:
        return divergence
    # Nothing is made a pair, whatever its form; or the mask fails at any result of fargs.
    bare = "MASK.pair" in divergence.alternatives and any(other.startswith("unpaired") for other in others)
    if bare or all(other == divergence.happened for other in others):
        return replace(divergence, rule="MASK.pair", alternatives=())
    return replace(divergence, alternatives=())


async def _mask_fails(name: str, adapter: Adapter) -> str:
    """How the mask fails in another probe: what it gave back; nothing where it doesn't fail."""
    try:
        found = judge_all(await PROBES[name](adapter))
    except Unimplemented:
        return ""
    return next((divergence.happened for divergence in found if not divergence.aside), "")
