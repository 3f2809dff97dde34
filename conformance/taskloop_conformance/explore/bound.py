"""What a run covers when all of it is reported, in words: the promise that a green run makes."""

from __future__ import annotations

from collections.abc import Collection

from .explorer import DEPTHS
from .value_scenarios import value_scenarios

#: The ways of making a chain that each profile offers, as scenarios name them.
_SURFACES = {"functions": ("keyword", "task"), "control": ("loop",)}


def bound_of(effort: str, profiles: Collection[str]) -> str:
    """The bound of a whole run with this effort ("", "quick" or "thorough") over these profiles; "none" has none."""
    if effort == "none":
        return ""
    depth = DEPTHS[effort or "default"]
    parts = [str(depth)] if "control" in profiles else []
    surfaces = [surface for profile in sorted(profiles) for surface in _SURFACES.get(profile, ())]
    counts = [len(value_scenarios(surface, few=depth.few)) for surface in surfaces]
    if counts:
        ways = "one way" if len(counts) == 1 else f"{len(counts)} ways"
        meets = "every value occurs" if depth.few else "every pair meets"
        parts.append(f"{sum(counts)} combinations of values, in which {meets}, on {ways} of making a chain")
    return "; ".join(parts)
