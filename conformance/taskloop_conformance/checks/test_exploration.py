"""Every script of a few signals at every phase."""

from __future__ import annotations

import pytest

from taskloop_conformance.explore.exploration import SHARDS, explore
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.record.adapters import Adapter

pytestmark = pytest.mark.needs("control")


@pytest.mark.verifies("CONTROL.at-finish", "CONTROL.latest-wins", "CONTROL.final", "CONTROL.repeated")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_script(
    implementation: Adapter, pytestconfig: pytest.Config, request: pytest.FixtureRequest, shard: int
) -> None:
    """Every script of a few signals is decided as the transition table says."""
    found = explore(DEPTHS[pytestconfig.getoption("--exploration")], shard, implementation)
    request.node.user_properties.append(("histories", found.histories))
    found.raise_failures()
