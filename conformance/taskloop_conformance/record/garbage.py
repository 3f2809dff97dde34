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


def collect_until(seen: Callable[[], bool]) -> None:
    """Collect garbage until what that should bring about is seen; what is frozen is collected, too, if need be."""
    gc.collect()
    if not seen() and gc.get_freeze_count():
        collect_all()


def collect(references: Collection[ref[Any]]) -> None:
    """Collect garbage, so that these refer to what is held by something that is no garbage."""
    collect_until(lambda: all(reference() is None for reference in references))


def collect_all() -> None:
    """Collect garbage also among what is frozen; all that is left is frozen then, for the run's end is near."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def objects_frozen() -> list[Any]:
    """All objects that there are, where some are frozen; they all are after this. None where nothing is frozen."""
    if not gc.get_freeze_count():
        return []
    gc.unfreeze()
    every = gc.get_objects()
    gc.freeze()
    return every
