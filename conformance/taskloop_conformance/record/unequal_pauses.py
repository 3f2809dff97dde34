"""A probe of two chains that are paused at the same time, and whose ``time_pause`` differ.

How soon a chain goes on after CONTINUE is a matter of its own ``time_pause``.  An implementation that lets one timer
wake all chains of an event loop, or takes the longest time for everybody's, is right as long as all are alike.
"""

from __future__ import annotations

import asyncio

from ..model.history import History
from .adapters import Adapter
from .counted import CountedSource, output_as_argument
from .lifetime import charged, noted, settled, signal

#: The time_pause of the chain that is looked at, and that of the other one (seconds).
_OWN, _LONGER = 0.25, 30.0

#: When PAUSE is given and when CONTINUE (seconds); an iteration takes one.
_PAUSED, _CONTINUED = 0.5, 4.0

#: A moment more than a time_pause (seconds): a timer may come a little late.
_MOMENT = 0.01


async def _goes_on(adapter: Adapter, *others: float) -> bool:
    """Whether a chain goes on in time after its pause, beside others with these ``time_pause`` that stay paused."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    sources = [CountedSource() for _ in (_OWN, *others)]
    kept = []
    for source, time_pause in zip(sources, (_OWN, *others), strict=True):
        with charged():
            made = adapter.start(source.read, [1], {}, fargs=output_as_argument, time_pause=time_pause)
            kept.append(await settled(made))
    await asyncio.sleep(_PAUSED)
    for chain, _ in kept:
        signal(chain, "pause")
    await asyncio.sleep(_CONTINUED - _PAUSED)
    calls = sources[0].calls
    signal(kept[0][0], "task_continue")
    await asyncio.sleep(_OWN + _MOMENT)
    in_time = sources[0].calls > calls
    for source, (chain, _) in zip(sources, kept, strict=True):
        source.over = True
        signal(chain, "task_continue")
    await asyncio.sleep(2 * _LONGER)
    return in_time


async def unequal_pauses(adapter: Adapter) -> History:
    """CONTINUE within one ``time_pause`` of its own, beside a chain that is paused and has a longer one."""
    if not await _goes_on(adapter):
        return noted()  # it is late when it is alone, too: for other checks to say
    held = not await _goes_on(adapter, _LONGER)
    return noted(*(["held for the time_pause of another chain"] if held else []))
