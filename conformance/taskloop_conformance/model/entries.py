"""Reading the specification's data: an entry of a TOML file becomes a dataclass, or is refused with its field.

TOML knows types, so nothing is converted: ``retired = "no"`` is a mistake and not a true value.  msgspec and cattrs
were weighed.  msgspec is a C extension, which a browser can't install.  cattrs costs 40 ms at every start of a process,
and wants a hook for each type before it refuses what it would convert, and the messages made anew: few lines are saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Entry = TypeVar("Entry")

#: How a message calls what it found: the reader of a TOML file doesn't think in Python's types.
_WORDS = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}


class SpecError(ValueError):
    """The specification's data is wrong: the message names the file, the entry and the field."""


def read_text(name: str) -> str:
    """The text of one file of the specification, such as ``rules/stop.toml``."""
    return files("taskloop_conformance").joinpath("spec", name).read_text(encoding="utf-8")


def read(kind: type[Entry], entry: object, label: str) -> Entry:
    """Make a dataclass of a table; raise :class:`SpecError` unless every field fits its type.

    A field may be text, true or false, one of some words (``Literal``), a dataclass, a tuple of any of these, or a
    mapping from names to any of them.  Text is stripped; a field without a default must be there and must not be empty.
    ``label`` says in the message where the entry stands.
    """
    if not isinstance(entry, dict):
        raise SpecError(f"{label}: it is {_shown(entry)}, not a table")
    types = _types(kind)  # type: ignore[arg-type]  # mypy forgets that a class is hashable
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # every kind is a dataclass
    if unknown := sorted(entry.keys() - known.keys()):
        raise SpecError(f"{label}: unknown field {unknown[0]}; the fields are {', '.join(known)}")
    values: dict[str, Any] = {}
    for name, field in known.items():
        required = field.default is MISSING
        if name in entry:
            values[name] = _value(types[name], entry[name], f"{label}: {name}")
        elif required:
            raise SpecError(f"{label}: {name} is missing")
        if required and not values[name] and values[name] is not False:
            raise SpecError(f"{label}: {name} is empty")
    return kind(**values)


@cache
def _types(kind: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields; to work them out takes longer than to read an entry."""
    return get_type_hints(kind)


def read_list(kind: type[Entry], data: Mapping[str, object], key: str, name: str) -> list[Entry]:
    """Read every table of the list ``[[key]]``, the only thing in a file; the id or name of an entry is its label."""
    if unknown := sorted(data.keys() - {key}):
        raise SpecError(f"{name}: unknown field {unknown[0]}; the file holds a list [[{key}]] alone")
    entries = data.get(key, [])
    if not isinstance(entries, list):
        raise SpecError(f"{name}: {key} is {_shown(entries)}, not a list of tables: write [[{key}]]")
    return [read(kind, entry, f"{name}: {_label(entry, key, number)}") for number, entry in enumerate(entries, 1)]


def _label(entry: object, key: str, number: int) -> str:
    name = (entry.get("id") or entry.get("name")) if isinstance(entry, dict) else None
    return name if isinstance(name, str) else f"{key} {number}, which has no name"


def _value(expected: Any, value: object, label: str) -> Any:
    origin, arguments = get_origin(expected), get_args(expected)
    if origin is Literal:
        if value not in arguments:
            raise SpecError(f"{label} is {_shown(value)}, not one of {', '.join(arguments)}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise SpecError(f"{label} is {_shown(value)}, not a list")
        return tuple(_value(arguments[0], item, f"{label}, item {number}") for number, item in enumerate(value, 1))
    if origin is Mapping:
        if not isinstance(value, dict):
            raise SpecError(f"{label} is {_shown(value)}, not a table")
        return {name: _value(arguments[1], item, f"{label}.{name}") for name, item in value.items()}
    if is_dataclass(expected) and isinstance(expected, type):
        return read(expected, value, label)
    if type(value) is not expected:
        raise SpecError(f"{label} is {_shown(value)}, not {_WORDS.get(expected, expected)}")
    return value.strip() if isinstance(value, str) else value


def _shown(value: object) -> str:
    """The value as the file has it, and what it is."""
    return f"{value!r:.60} ({_WORDS.get(type(value), type(value).__name__)})"
