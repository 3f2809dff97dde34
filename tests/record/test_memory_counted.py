"""What is counted as memory in use is the implementation's, and not what CPython keeps to look things up quickly."""

from __future__ import annotations

import sys

import pytest

from taskloop_conformance.record.clock import VirtualLoop
from taskloop_conformance.record.watches import Watches

#: So many times a method is looked up between two counts: as many as there are iterations between them in a run.
_BETWEEN = 450


class _Handlers:
    """An object that is asked for methods by names that are made each time, and needn't have them."""


@pytest.mark.skipif(not hasattr(sys, "getallocatedblocks"), reason="CPython alone counts blocks")
def test_names_made_afresh_are_no_growth() -> None:
    """Looking attributes up by names that are made each time isn't counted as growth, as it ends by itself."""
    loop = VirtualLoop()
    watches = Watches({"objects"}, lambda *_: None, loop, 2 * _BETWEEN)
    handlers = _Handlers()
    before = watches.memory()
    for number in range(_BETWEEN):
        # CPython's cache of attributes keeps each name, whether there is such an attribute or not.
        getattr(handlers, f"on_iteration_{number}", None)
    after = watches.memory()
    loop.close()
    assert after["blocks"] - before["blocks"] < 50
