"""The messages that a worker may send, and the test of their shape where they enter the parent.

Shapes are written down as data: a type stands for its values, a set for one of its words, a list for a list of its one
member, a tuple for a list of just those members, a dictionary for an object with just these fields. (pydantic, msgspec
and cattrs do this too; each is a dependency with compiled parts, for what takes forty lines.)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..model.printable import printable
from .channel import LONGEST
from .records import Record

OUTCOMES = {"passed", "failed", "hung", "crashed", "blocked", "unimplemented", "skipped", "suite-error", "not-claimed"}

_RULES: Any = [str]
_FINDING: Any = {
    "divergence": {
        "rule": str,
        "index": int,
        "at": float,
        "chain": str,
        "allowed": str,
        "happened": str,
        "aside": bool,
        "mistake": str,
        "base": str,
        "alternatives": [str],
    },
    "replay": str,
    "essential": [str],
    "time_pause": float,
    "conditions": dict,
    "events": [(float, str, str, str)],
}
#: Each kind of message, by the field that names it.
SHAPES: Mapping[str, Any] = {
    "stage": {"stage": {"loading", "smoke", "collecting"}},
    "hello": {
        "hello": {
            "version": str,
            "python": str,
            "profiles": [str],
            "without": [str],
            "bound": str,
            "plan": [(str, _RULES)],
        }
    },
    "start": {"start": str, "rules": _RULES},
    "check": {
        "check": str,
        "rules": _RULES,
        "outcome": OUTCOMES,
        "findings": [_FINDING],
        "at_the_end": bool,
        "message": str,
        "lacks": {"", "pause", "cancel", "stop"},
        "replay": str,
        "histories": int,
        "seconds": float,
    },
    "done": {"done": {"pytest": int}},
    "adapter-error": {"adapter-error": str},
    "suite-error": {"suite-error": str},
    "note": {"note": str},
    "retire": {"retire": str},
}


def accept(value: object) -> Record | None:
    """The message, with every text in it made printable; None when it isn't of the shape that its kind has."""
    if not isinstance(value, dict):
        return None
    kinds = [kind for kind in SHAPES if kind in value]
    if len(kinds) != 1 or not fits(value, SHAPES[kinds[0]]):
        return None
    message: Record = cleaned(value)
    return message


def fits(value: object, shape: Any) -> bool:
    """Whether a value that came out of JSON has this shape."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and value.keys() == shape.keys() and all(fits(value[k], shape[k]) for k in shape)
    if isinstance(shape, set):
        return isinstance(value, str) and value in shape
    if isinstance(shape, tuple):
        return isinstance(value, list) and len(value) == len(shape) and all(map(fits, value, shape))
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(member, shape[0]) for member in value)
    if shape is float:
        return isinstance(value, int | float) and type(value) is not bool and 0 <= value < math.inf
    if shape is int:
        return type(value) is int and value >= 0
    if shape is object:  # names with texts
        return isinstance(value, dict) and all(type(member) is str for member in value.values())
    return type(value) is shape


def cleaned(value: Any) -> Any:
    """The value with every text in it made printable."""
    if isinstance(value, str):
        return printable(value, LONGEST)  # what is shown was cut where it was made; a token mustn't be
    if isinstance(value, list):
        return [cleaned(member) for member in value]
    if isinstance(value, dict):
        return {printable(name): cleaned(member) for name, member in value.items()}
    return value
