"""What a run covers when all of it is reported, in words: the promise that a green run makes."""

from __future__ import annotations

from collections.abc import Collection

from .explorer import DEPTHS
from .value_scenarios import value_scenarios

#: The ways of making a chain that each profile offers, as scenarios name them.
_SURFACES = {"functions": ("keyword", "task"), "control": ("loop",)}


def bound_of(effort: str, profiles: Collection[str]) -> str:
    """The bound of a whole run with this effort ("", "quick" or "thorough") over these profiles."""
    parts = [str(DEPTHS[effort or "default"])] if "control" in profiles else []
    surfaces = [surface for profile in sorted(profiles) for surface in _SURFACES.get(profile, ())]
    counts = [len(value_scenarios(surface)) for surface in surfaces]
    if counts:
        ways = "one way" if len(counts) == 1 else f"{len(counts)} ways"
        parts.append(f"{sum(counts)} combinations of values, in which every pair meets, on {ways} of making a chain")
    return "; ".join(parts)
