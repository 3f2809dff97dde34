"""The details of events as types: one way to write each, one way to read it.

An event's detail is text, so that a history can be written by hand in the notation.  Who needs to know what the text
means parses it here and gets a value with named parts; nobody else takes a detail apart.  For every type, parsing what
``str`` gives back yields an equal value (a property that the tests hold).

The recorder writes a hundred thousand details a second, so the types are NamedTuples: the cheapest thing in Python
that has named fields.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: The payload of a call that was made with a wrong one: nothing is known of what follows from it.
ANY = "?"

#: The forms that bring keyword arguments of their own.
PAIRS = frozenset(
    {
        "",
        "pair",
        "tuple-pair",
        "list-pair",
        "named-pair",
        "proxy",
        "empty-pair",
        "list-of-tuple",
        "false-pair",
        "own-mapping",
        "list-proxy",
    }
)

_LABEL = re.compile(r"(?P<copied>copy of )?(?:(?P<chain>[A-Za-z]\w*):)?p(?P<number>\d+)(?:/k(?P<keywords>\d+))?")


class Payload(NamedTuple):
    """Which payload a call, or fargs, was given: ``p2``, ``p3/k1``, ``B:p2``, ``copy of p2``.

    ``number`` is the iteration that produced it (0: the first arguments); ``chain`` names another chain whose payload
    it is; ``keywords`` is the number of the payload whose keyword arguments go with it, where they are another's;
    ``copied`` says that it is equal to the payload but not the same objects.
    """

    number: int
    chain: str = ""
    keywords: int | None = None
    copied: bool = False

    def __str__(self) -> str:
        chain = f"{self.chain}:" if self.chain else ""
        keywords = "" if self.keywords is None else f"/k{self.keywords}"
        return f"{'copy of ' if self.copied else ''}{chain}p{self.number}{keywords}"

    @property
    def positional(self) -> str:
        """The label without what says how it came and without its keywords: what fargs gets as its input."""
        return f"{self.chain}:p{self.number}" if self.chain else f"p{self.number}"


def parse_payload(text: str) -> Payload | None:
    """Read a label; None for a value that is no known payload (``other ...``, ``unknown``, :data:`ANY`)."""
    match = _LABEL.fullmatch(text)
    if match is None:
        return None
    keywords = match["keywords"]
    return Payload(
        int(match["number"]), match["chain"] or "", None if keywords is None else int(keywords), bool(match["copied"])
    )


class Fargs(NamedTuple):
    """A call of fargs: ``p0 -> p1``, ``p0 -> args p1``, ``p0 -> same p0``, ``p0 -> raise``, ``p0 -> nothing``.

    ``given`` is the label of its input; ``form`` is the form of its result (empty: a pair), and ``result`` the label of
    the payload, ``raise`` when it raised, or ``nothing`` when it gave something that is no payload.
    """

    given: str
    result: str
    form: str = ""

    def __str__(self) -> str:
        return f"{self.given} -> {self.form} {self.result}" if self.form else f"{self.given} -> {self.result}"

    @property
    def failed(self) -> bool:
        """Whether no payload came of it."""
        return self.result in ("raise", "nothing")


def parse_fargs(detail: str) -> Fargs:
    """Read the detail of an event ``fargs``."""
    given, _, result = detail.rpartition(" -> ")
    form, _, label = result.rpartition(" ")
    return Fargs(given, label, form)


def next_payload(current: str, result: Fargs) -> str:
    """The label of the payload that is owed after fargs gave ``result`` to a call with ``current``.

    A pair brings its own keyword arguments; beside positional arguments alone those of ``current`` stay, also beside
    the old ones; the same object again means the same arguments and the same keyword arguments again.
    """
    if result.form == "same":
        return current
    if result.form in PAIRS:
        return result.result
    label = parse_payload(current)
    if label is None:
        return ANY
    keywords = label.number if label.keywords is None else label.keywords
    again = result.result == label.positional and keywords == label.number
    return result.result if again else f"{result.result}/k{keywords}"


class Leftovers(NamedTuple):
    """What an event loop still had to do at the end of a run: ``tasks 1 timers 2``."""

    tasks: int
    timers: int

    def __str__(self) -> str:
        return f"tasks {self.tasks} timers {self.timers}"

    def __bool__(self) -> bool:
        return self.tasks > 0 or self.timers > 0


def parse_leftovers(detail: str) -> Leftovers:
    """Read the detail of an event ``idle``, ``busy`` or ``spin``; what isn't said counts as nothing left."""
    words = detail.split()
    numbers = dict(zip(words[::2], words[1::2], strict=False))
    return Leftovers(int(numbers.get("tasks", 0)), int(numbers.get("timers", 0)))


class Refusal(NamedTuple):
    """A signal that raised: ``STOP RuntimeError('closed')``."""

    signal: str
    error: str

    def __str__(self) -> str:
        return f"{self.signal} {self.error}".rstrip()


def parse_refusal(detail: str) -> Refusal:
    """Read the detail of an event ``refused``."""
    signal, _, error = detail.partition(" ")
    return Refusal(signal, error)


class HelperCall(NamedTuple):
    """A call of one of the two helpers: ``simple_fargs p0 o1 -> p0``."""

    name: str
    given: str
    obtained: str
    result: str

    def __str__(self) -> str:
        return f"{self.name} {self.given} {self.obtained} -> {self.result}"


def parse_helper(detail: str) -> HelperCall:
    """Read the detail of an event ``helper``."""
    call, _, result = detail.partition(" -> ")
    name, given, obtained = [*call.split(" ", 2), "", ""][:3]
    return HelperCall(name, given, obtained, result)


class Fact(NamedTuple):
    """Something observed beside the chain: ``task 3``, ``printed 'hello'``."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name} {self.value}".rstrip()


def parse_fact(detail: str) -> Fact:
    """Read the detail of an event ``fact``."""
    name, _, value = detail.partition(" ")
    return Fact(name, value)
