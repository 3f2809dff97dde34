"""The payloads of one chain: what its fargs hands out, and which label the arguments of a call deserve.

The recorder has to say of every call which payload it was made with, whatever the payload looks like, and whether it
came through uncopied.  So every payload holds marks, objects that exist once, and the ledger remembers which objects
belong to which label.  A call is compared with them by identity, the latest payload first; equality comes second and
means that the implementation made copies.

Payloads without arguments (``none``, ``empty``) hold nothing that could be told apart.  Then the latest label whose
objects fit is taken, which is the one that is owed: nothing is ever failed for what can't be seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..model.labels import PAIRS, Fargs, Payload, next_payload, parse_payload
from ..model.text import short
from .pairs import contents, is_pair
from .payload_values import (
    FalseList,
    FalseMapping,
    ListOfOwn,
    Mark,
    Named,
    OwnMapping,
    Two,
    keyword_arguments,
    odd_arguments,
)
from .sent import Sent, equal, same, same_mapping
from .values import Values

#: How many payloads back a stale one is still recognised.  More would only be dead weight in long runs.
_REMEMBERED = 100

#: The forms that ``mixed`` takes one after the other.
MIXED = (
    *("pair", "args", "two", "tuple-pair", "tuple-args", "named", "list-pair", "two-lists", "proxy", "three"),
    *("named-pair", "one-mapping", "list-and-none", "empty-pair", "list-and-class", "class-and-mapping"),
)

#: What ``twice`` gives one after the other: the same call again, after each way to give arguments and keywords.
TWICE = ("pair", "same", "args", "same", "tuple-pair", "same", "two", "same", "empty-pair", "same")

#: How a history writes a form; what isn't listed is written as it is.
_WRITTEN = {
    "pair": "",
    "tuple-args": "args",
    "named": "args",
    "empty": "args",
    "two-lists": "two",
    "list-and-none": "two",
    "list-and-class": "two",
    "class-and-mapping": "two",
    **dict.fromkeys(("again", "one-mapping", "one-list", "three"), "args"),
    "list-of-tuple": "",
    "reversed": "two",
    "false-list": "args",
    "false-pair": "",
    "list-proxy": "",
}


class Ledger:
    """The payloads of one chain.

    ``bare`` is for the oldest implementations, whose mask knows positional arguments alone; ``first`` is the ledger of
    the chain whose arguments all chains get where they share them.
    """

    def __init__(self, chain: str, values: Values, *, bare: bool = False, first: Ledger | None = None) -> None:
        self.chain, self.values, self.bare = chain, values, bare
        self.sent: dict[str, Sent] = {}
        self.positional: dict[int, tuple[Any, ...]] = {}
        self.keywords: dict[int, dict[str, Any]] = {}
        self.whole: dict[int, Any] = {}  # the very sequences of positional arguments; a chain's first one may be copied
        self._uncopied = False  # whether the latest input of fargs was the very list
        self._own: list[Any] = []  # the list that the form ``again`` gives each time
        self._made: list[tuple[int, Any, tuple[Any, ...], tuple[Any, ...], dict[str, Any]]] = []
        self.args: Any = first.args if first and values.args == "shared" else self._arguments(0)
        shared = first.kwargs if first and values.kwargs == "shared" else self._keywords(0)
        self.kwargs: dict[str, Any] = {} if bare else shared
        self._remember("p0", 0, tuple(self.args), dict(self.kwargs))
        self._first = (list(self.args), dict(self.kwargs))

    # What is handed out

    def _arguments(self, number: int, pair_like: bool = True) -> list[Any]:
        """Fresh positional arguments."""
        mark, kind = Mark(self.chain, "p", number), self.values.args
        if kind == "none":
            return []
        if kind == "six" or (kind == "pair" and not pair_like):
            # Things that equal one another, or nothing at all, and things that might be taken for a failure.
            return [mark, None, 0, "", [mark], {"a": mark}, True, 1, 1.0, ValueError("an argument, not raised")]
        if kind == "odd":
            return odd_arguments(mark)
        if kind == "equal":
            return [(True, 1, 1.0)[number % 3]]  # without a mark: each payload equals the one before
        return [[mark], {"verbose": mark}] if kind == "pair" else [mark]

    def _keywords(self, number: int) -> dict[str, Any]:
        """Fresh keyword arguments."""
        return keyword_arguments(self.values.kwargs, Mark(self.chain, "k", number))

    def make(self, form: str, number: int, given: Any, current: str) -> tuple[Any, Fargs]:
        """The payload with this number in one of the forms, and what a history says of the call of fargs.

        ``given`` is what fargs was given as its input in a call with the label ``current``.
        """
        if form == "mixed":
            form = MIXED[number % len(MIXED)]
        elif form == "twice":
            form = TWICE[(number - 1) % len(TWICE)]
        label, positional = f"p{number}", self._positional(current)
        if form == "same":
            # Only where the input looks like a pair does it matter that it is the very object: otherwise it is what the
            # args form says, the same arguments beside the keyword arguments that stay.
            return given, Fargs(positional, positional, "same" if is_pair(given) else "args")
        payload, args, kwargs = self._shape(form, number)
        produced = Fargs(positional, label, _WRITTEN.get(form, form))
        self._remember(next_payload(current, produced), number, args, kwargs, current)
        self.whole[number] = payload[0] if form in PAIRS else payload
        if form != "again":  # that one changes, and fargs changes it
            self._made.append((number, payload, tuple(payload), *contents(payload)))
        del self._made[:-_REMEMBERED]
        return payload, produced

    def _shape(self, form: str, number: int) -> tuple[Any, tuple[Any, ...], dict[str, Any] | None]:
        """A payload, the positional arguments that its call must get, and the keyword arguments (None: as before)."""
        if self.bare:
            args = self._arguments(number)
            return args, tuple(args), {}
        if form in PAIRS:
            args, kwargs = ([], {}) if form == "empty-pair" else (self._arguments(number), self._keywords(number))
            first: Any = tuple(args) if form == "tuple-pair" else args
            second: Any = MappingProxyType(kwargs) if form.endswith("proxy") else kwargs
            if form == "list-of-tuple":
                first = tuple(args)
            elif form == "own-mapping":
                second = OwnMapping(kwargs)
            elif form == "false-pair":
                first, second = FalseList(args), FalseMapping(kwargs)
            kinds: dict[str, Any] = {
                "list-pair": lambda *items: ListOfOwn(items),
                **dict.fromkeys(("list-of-tuple", "list-proxy"), lambda *items: list(items)),
                "named-pair": Named,
            }
            kind = kinds.get(form, lambda *items: items)
            pair = kind(first, second)
            return pair, tuple(args), kwargs
        mark = Mark(self.chain, "p", number)
        shapes: dict[str, Any] = {
            "two": [mark, {"mark": Mark(self.chain, "k", number)}],
            "two-lists": [[mark], ([mark], [], [("mark", mark)])[number % 3]],  # of the last two dict() makes a mapping
            "named": Two(mark, mark),
            "empty": [],
            "list-and-none": [[mark], None],
            "list-and-class": [[mark], dict],
            "class-and-mapping": [list, {"mark": mark}],
            "one-mapping": [{"mark": mark}],
            "one-list": [[mark]],
            "three": [[mark], {"mark": mark}, mark],
            "reversed": [{"mark": mark}, [mark]],
            "false-list": FalseList([mark]),
        }
        payload = shapes.get(form)
        # A list and a tuple of arguments mean the same, and whoever tells pairs at a glance may look at one of them
        # only. ``mixed`` comes back to a form after an even number of payloads, so that this is counted as well.
        if type(payload) is list and payload and (number + number // len(MIXED)) % 2 == 0:
            payload = tuple(payload)
        if form == "again":
            payload = self._own
            payload[:] = self._arguments(number, pair_like=False)
        elif payload is None:
            args = self._arguments(number, pair_like=False)
            payload = tuple(args) if form == "tuple-args" else args
        return payload, tuple(payload), None

    def _remember(
        self, label: str, number: int, args: tuple[Any, ...], kwargs: dict[str, Any] | None, current: str = ""
    ) -> None:
        stays = kwargs is None
        before = self.sent.get(current)
        known = (dict(before.kwargs) if before else {}) if kwargs is None else dict(kwargs)
        self.sent.pop(label, None)
        self.sent[label] = Sent(args, known)
        self.positional[number] = args
        if not stays:
            self.keywords[number] = known
        for table in (self.sent, self.positional, self.keywords, self.whole):
            if len(table) > _REMEMBERED:
                # Not the first two: who goes back to an old payload goes back to the first.
                third = next(itertools.islice(table, 2, None))
                table.pop(third)  # type: ignore[call-overload]  # each table by a key of its own

    # What came back

    def label(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], others: Mapping[str, Ledger]) -> str:
        """The label of a call's arguments: p2, p2/k0 (keywords of another payload), copy of p2, B:p3, or other."""
        if "taskloop" in kwargs:
            kwargs = {name: value for name, value in kwargs.items() if name != "taskloop"}
        if self.bare:
            kwargs = {}
        if own := self._find(args, kwargs):
            return own
        for name, ledger in others.items() if args or kwargs else ():  # nothing at all is nobody's
            if ledger is not self and (found := ledger._find(args, kwargs)) and (label := parse_payload(found)):
                return str(label._replace(chain=name))
        for label_text, sent in reversed(self.sent.items()):
            if equal(args, kwargs, sent) and (label := parse_payload(label_text)):
                return str(label._replace(copied=True))
        return f"other {short((args, dict(kwargs)))}"

    def _find(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        """The label whose very objects these are, or nothing."""
        for label, sent in reversed(self.sent.items()):
            if sent.fits(args, kwargs):
                return label
        for number, positional in reversed(self.positional.items()):
            if same(args, positional):
                for other, keywords in reversed(self.keywords.items()):
                    if same_mapping(kwargs, keywords):
                        return str(Payload(number, keywords=other))
        return ""

    def _positional(self, label: str) -> str:
        found = parse_payload(label)
        return found.positional if found else label

    def copied(self, given: Any, current: str) -> bool:
        """Whether the input of fargs is a copy of the list that it produced, although the one before was the very list.

        A tuple says nothing: to make a tuple of a tuple makes no copy.
        """
        called = parse_payload(current)
        whole = self.whole.get(called.number) if called and not called.chain and not called.copied else None
        if type(whole) is not list:
            return False
        before, self._uncopied = self._uncopied, given is whole
        return before and not self._uncopied

    def input_label(self, given: Any, current: str, others: Mapping[str, Ledger]) -> str:
        """The label of what fargs was given as its input."""
        if not isinstance(given, (list, tuple)):
            return f"other {short(given)}"
        items = tuple(given)
        sent = self.sent.get(current)
        if sent is not None and same(items, sent.args):
            copied = given is not self.whole.get(0, given) and current == "p0"  # only the mask's own is known
            return str(Payload(0, copied=True)) if copied else self._positional(current)
        # A call with the right positional arguments and wrong keywords was none that was sent; its fargs is right.
        called = parse_payload(current)
        if called and not called.chain and not called.copied:
            owed = self.positional.get(called.number)
            if owed is not None and same(items, owed):
                return self._positional(current)
        for name, ledger in {"": self, **others}.items():
            for number, positional in reversed(ledger.positional.items()):
                if positional and same(items, positional):
                    return str(Payload(number, "" if ledger is self else name))
        for number, positional in reversed(self.positional.items()):
            if positional and equal(items, {}, Sent(positional, {})):
                return str(Payload(number, copied=True))
        return f"other {short(given)}"

    def changed(self) -> Iterator[str]:
        """What is no longer as it was handed out, as details of facts."""
        args, kwargs = self._first
        if not same(tuple(self.args), tuple(args)):
            yield "arguments changed: coro_args"
        for name in sorted(self.kwargs.keys() | kwargs.keys()):
            if self.kwargs.get(name) is not kwargs.get(name) or (name in self.kwargs) != (name in kwargs):
                yield f"arguments changed: coro_kwargs[{name!r}]"
        if self.kwargs.keys() == kwargs.keys() and list(self.kwargs) != list(kwargs):
            yield "arguments changed: the order of coro_kwargs"
        for number, payload, whole, items, keywords in self._made:
            now = contents(payload)
            reordered = list(now[1]) != list(keywords)
            if reordered or not (
                same(tuple(payload), whole) and same(now[0], items) and same_mapping(now[1], keywords)
            ):
                yield f"payload changed: p{number} became {short(payload)}"
