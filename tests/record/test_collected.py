"""Garbage is told from what is kept, also where old objects that are frozen take part in it."""

from __future__ import annotations

import gc
import weakref

from taskloop_conformance.record.garbage import collect


class Node:
    """Something that refers to another one."""

    other: Node


def garbage(frozen: Node) -> weakref.ref[Node]:
    """A reference to one of two objects that refer to each other."""
    node = Node()
    node.other, frozen.other = frozen, node
    return weakref.ref(node)


def test_what_a_frozen_object_alone_refers_to_is_garbage() -> None:
    """A cycle through an object that was frozen before is collected, and what is there stays frozen."""
    node = Node()
    gc.freeze()
    try:
        reference = garbage(node)
        del node
        gc.collect()
        assert reference() is not None
        collect([reference])
        assert reference() is None
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_what_is_referred_to_stays() -> None:
    """What somebody still refers to isn't collected."""
    node = Node()
    reference = weakref.ref(node)
    collect([reference])
    assert reference() is node
