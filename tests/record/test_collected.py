"""Garbage is told from what is kept, also where old objects that are frozen take part in it."""

from __future__ import annotations

import gc
import weakref

from taskloop_conformance.record import garbage


class Node:
    """Something that refers to another one."""

    other: Node


def cycle(frozen: Node) -> weakref.ref[Node]:
    """A reference to one of two objects that refer to each other."""
    node = Node()
    node.other, frozen.other = frozen, node
    return weakref.ref(node)


def test_what_a_frozen_object_alone_refers_to_is_garbage() -> None:
    """A cycle through an object that was frozen before is collected, and what is there stays frozen."""
    node = Node()
    garbage.thaw()
    garbage.freeze()
    try:
        reference = cycle(node)
        del node
        gc.collect()
        assert reference() is not None
        garbage.collect([reference])
        assert reference() is None
        assert garbage.is_frozen()
        assert gc.get_freeze_count()
    finally:
        garbage.thaw()


def test_what_never_helps_is_given_up() -> None:
    """After three looks through everything that showed nothing new, only what is young is looked through."""
    node = Node()
    garbage.thaw()
    garbage.freeze()
    try:
        for _ in range(3):
            garbage.collect([weakref.ref(node)])
        gc.freeze()
        reference = cycle(node)
        del node
        garbage.collect([reference])
        assert reference() is not None
    finally:
        garbage.thaw()


def test_what_is_referred_to_stays() -> None:
    """What somebody still refers to isn't collected."""
    node = Node()
    reference = weakref.ref(node)
    garbage.collect([reference])
    assert reference() is node
