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

#: Whether something is frozen: Python itself would count all of it to say so.
_frozen = False

#: So often in a row did everything have to be looked through, and nothing came of it. After three times it isn't done
#: any more: an implementation that loses each error would cost twenty times as long as one that reports them.
_in_vain = 0
_ENOUGH = 3


def freeze() -> None:
    """Collect garbage and freeze what is left, all of it reachable: a collection leaves it alone until :func:`thaw`."""
    global _frozen  # noqa: PLW0603  # the garbage collector is one for the whole process, too
    gc.collect()
    gc.freeze()
    _frozen = True


def thaw() -> None:
    """Let a collection look at everything again."""
    global _frozen, _in_vain  # as above
    gc.unfreeze()
    _frozen, _in_vain = False, 0


#: So often in a row did everything have to be looked through, and nothing came of it. After three times it isn't done
#: any more: an implementation that loses each error would cost twenty times as long as one that reports them.
_in_vain = 0
_ENOUGH = 3


def is_frozen() -> bool:
    """Whether something is frozen."""
    return _frozen


def collect_until(seen: Callable[[], bool]) -> None:
    """Collect garbage until what that should bring about is seen; what is frozen is collected, too, if need be."""
    global _in_vain  # noqa: PLW0603  # as above
    gc.collect()
    if _frozen and _in_vain < _ENOUGH and not seen():
        gc.unfreeze()
        freeze()  # all that is left, for the run's end is near
        _in_vain = 0 if seen() else _in_vain + 1


def collect(references: Collection[ref[Any]]) -> None:
    """Collect garbage, so that these refer to what is held by something that is no garbage."""
    collect_until(lambda: all(reference() is None for reference in references))


def objects_frozen() -> list[Any]:
    """All objects that there are, where some are frozen; they all are after this. None where nothing is frozen."""
    if not _frozen:
        return []
    gc.unfreeze()
    every = gc.get_objects()
    gc.freeze()
    return every
