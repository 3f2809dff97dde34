"""Collect garbage in a process in which much is frozen.

A run of the checks collects garbage a few hundred times, and each time Python would look through all objects that there
are: what was imported, and what the checks so far have made. So the suite freezes before each check what is there by
then (``gc.freeze``), which makes a collection fifty times as cheap. What is frozen counts as held, though: an
implementation may use an old object of its own, such as one of a pool, for a new chain, and then all garbage that this
chain ever was would seem to be kept. Where a collection doesn't show what it should, it is done once more with
everything.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection
from typing import Any
from weakref import ref

#: So often in a row everything is looked through with nothing coming of it. After three times it isn't done any more:
#: an implementation that loses each error would take twenty times as long as one that reports them.
_ENOUGH = 3


class _Frozen:
    """What is known of this process, whose garbage collector is one for all."""

    def __init__(self) -> None:
        self.any = False  # whether something is frozen: Python itself would count all of it to say so
        self.in_vain = 0  # how often in a row everything was looked through for nothing


_frozen = _Frozen()


def freeze() -> None:
    """Collect garbage and freeze what is left, all of it reachable: a collection leaves it alone until :func:`thaw`."""
    gc.collect()
    gc.freeze()
    _frozen.any = True


def thaw() -> None:
    """Let a collection look at everything again."""
    gc.unfreeze()
    _frozen.any, _frozen.in_vain = False, 0


def is_frozen() -> bool:
    """Whether something is frozen."""
    return _frozen.any


def collect_until(seen: Callable[[], bool]) -> None:
    """Collect garbage until what that should bring about is seen; what is frozen is collected, too, if need be."""
    gc.collect()
    if _frozen.any and _frozen.in_vain < _ENOUGH and not seen():
        gc.unfreeze()
        freeze()  # all that is left, for the run's end is near
        _frozen.in_vain = 0 if seen() else _frozen.in_vain + 1


def collect(references: Collection[ref[Any]]) -> None:
    """Collect garbage, so that these refer to what is held by something that is no garbage."""
    collect_until(lambda: all(reference() is None for reference in references))


def list_frozen() -> list[Any]:
    """The frozen objects, with all that there are besides, which are frozen after this; none where nothing is frozen.

    Python can't list what is frozen alone.
    """
    if not _frozen.any:
        return []
    gc.unfreeze()
    every = gc.get_objects()
    gc.freeze()
    return every
