"""Sizes beyond those of any scenario: hundreds of chains, a pause of a thousand pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskloop_conformance.record.sizes import CROWDED

control = pytest.mark.needs("control")


@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.held")
async def test_held_crowd(probe: Callable[[str], Any], surface: str) -> None:
    """Hundreds of chains to which nobody refers survive a garbage collection."""
    if surface in CROWDED:
        await probe(f"held-crowd-{surface}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.flat")
async def test_flat_in_a_pause(probe: Callable[[str], Any]) -> None:
    """A pause takes no more memory the longer it is."""
    await probe("long-pause")
