"""What a call must get: the very objects of a payload, compared by identity, or as equal copies of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """The objects that a call with a payload must get."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def fits(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
        """Whether a call was made with these very objects."""
        return same(args, self.args) and same_mapping(kwargs, self.kwargs)


def same(given: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    """Whether these are the very same objects."""
    return len(given) == len(wanted) and all(a is b for a, b in zip(given, wanted, strict=True))


def same_mapping(given: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether these are the very same objects under the same names, in the same order: ``**kwargs`` shows it."""
    return list(given) == list(wanted) and all(given[name] is wanted[name] for name in wanted)


def equal(args: tuple[Any, ...], kwargs: Mapping[str, Any], sent: Sent) -> bool:
    """Whether a call was made with equal objects."""
    try:
        same_names = list(kwargs) == list(sent.kwargs)
        return bool(same_names and list(args) == list(sent.args) and dict(kwargs) == dict(sent.kwargs))
    except Exception:  # an implementation may pass objects that refuse to be compared
        return False
