"""A scenario: how the user coroutines behave, which values they handle, and which signals come when.

Points of an iteration, at which a signal can be given: ``c`` in the user coroutine as it begins, ``w`` while it waits,
``l`` in it just before it ends, ``f`` inside fargs, ``s1`` ``s2`` ... that many turns of the loop after its end, ``+2``
that many times ``time_pause`` after its end, ``+2s1`` that many turns of the loop after that.  Iteration 0 has ``s0``,
right after the chain was started and before its first step, and the turns after it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..model.history import SIGNALS
from .clock import PLAIN, Settings
from .values import PLAIN_VALUES, Values

#: What a user coroutine can do; ``@n`` says in which iteration it happens (2 when left out).
BEHAVIOURS: dict[str, str] = {
    "wait": "waits a second (the second chain: one and a half, and so on)",
    "ready": "never suspends",
    "turn": "gives way for one turn of the loop",
    "pausing": "gives way for one turn of the loop; PAUSE comes in each iteration, and CONTINUE in each pause",
    "weak": "waits for a future to which nothing else refers strongly; garbage is collected meanwhile",
    "weak-clean": "waits as weak does, and on a cancellation cleans up so, then lets it through",
    "swallow": "waits; swallows a cancellation and returns",
    "uncancel": "waits; swallows a cancellation, takes it back (Task.uncancel) and returns",
    "clean": "waits; on a cancellation takes half a second to clean up, then lets it through",
    "fail": "waits; on a cancellation raises an error instead",
    "raise": "waits; raises in iteration n",
    "raise-now": "never suspends; raises in iteration n",
    "raise-call": "waits; in iteration n its coroutine function raises without giving a coroutine",
    "renaming": "gives its task another name, and waits",
    "time-limit": "waits in vain until a time limit of its own (asyncio.timeout), and catches the TimeoutError",
    "stubborn": "waits; swallows a cancellation and waits once more; raises in iteration n",
    "cancel-said": "waits; raises CancelledError with a text in iteration n",
    "cancel-class": "waits; raises a CancelledError of a class of its own in iteration n",
    "cancel-self": "waits; awaits something that is cancelled in iteration n, and so raises CancelledError itself",
    "fargs-raise": "waits; its fargs raises in iteration n",
    "bad": "waits; its fargs gives something that is no payload in iteration n",
}
#: The forms of a payload that fargs can give; ``mixed`` takes one after the other.
FORMS: dict[str, str] = {
    "pair": "a pair (list, dict)",
    "tuple-pair": "a pair (tuple, dict)",
    "list-pair": "a pair in a list whose class is a subclass",
    "named-pair": "a pair in a namedtuple",
    "proxy": "a pair whose second item is a mapping but no dict",
    "empty-pair": "a pair without arguments and keyword arguments",
    "args": "a list of arguments",
    "tuple-args": "a tuple of arguments",
    "named": "a namedtuple of two arguments",
    "empty": "an empty list",
    "two": "two arguments, the second one a dict",
    "two-lists": "two arguments, both lists, the second one of marks, empty, or of pairs",
    "list-and-none": "two arguments, a list and None",
    "one-mapping": "one argument, a dict",
    "three": "three arguments of which the first two look like a pair",
    "list-and-class": "two arguments, a list and the class dict",
    "class-and-mapping": "two arguments, the class list and a dict",
    "again": "its own list, the same one each time, with new arguments in it",
    "same": "the very object that was its input",
    "mixed": "each of these in turn",
    "twice": "some of these in turn, and after each the very object that was its input",
    "list-of-tuple": "a pair in a list, of a tuple and a dict",
    "reversed": "two arguments, a dict and a list",
    "false-list": "a list of arguments that counts as false",
    "false-pair": "a pair whose items count as false, although they hold arguments",
    "own-mapping": "a pair whose second item is a mapping with nothing but what a mapping must have",
    "one-list": "one argument, a list",
    "list-proxy": "a pair in a list, whose second item is a mapping but no dict",
}
#: Forms that have checks of their own, and aren't crossed with the user's other values.
FORMS_ALONE = (
    *("twice", "list-of-tuple", "reversed", "false-list", "false-pair"),
    *("own-mapping", "list-proxy", "one-list"),
)
#: How a chain is made: with TaskLoop, or with renew, registered in one of two ways.
SURFACES = ("loop", "keyword", "task")
#: Observations that cost time.
WATCHES = ("tasks", "bystander", "depth", "loops", "output", "defaults", "objects", "bytes", "context", "threads")
#: The inputs of a chain: its signals, a cancellation by somebody else, and create() once more.
INPUTS = (*SIGNALS, "KILL", "CREATE")

#: A run is brought to its end after at most so many iterations: a longer one would be a load test.
MAX_LIMIT = 100_000

_POINT = re.compile(r"[cwlf]|s\d{1,3}|\+\d+(?:\.\d+)?(?:s\d{1,3})?")


#: The seconds of each value of the dimension pace.
_PACES = {"second": 1.0, "day": 86_400.0, "year": 31_536_000.0}


def pace(index: int, kind: str = "second") -> float:
    """How long an iteration of the chain with this index takes, in seconds."""
    return (1.0 + 0.5 * index) * _PACES[kind]


def chain_name(index: int) -> str:
    """The name of a chain: A to Z, then Aa to Zz."""
    first, second = index % 26, index // 26
    return chr(ord("A") + first) + (chr(ord("a") + second - 1) if second else "")


def chain_index(name: str) -> int:
    """The index of a chain by its name."""
    return ord(name[0]) - ord("A") + (26 * (ord(name[1]) - ord("a") + 1) if len(name) > 1 else 0)


class Step(NamedTuple):
    """One signal: to which chain, at which point of which of its iterations."""

    chain: str
    iteration: int
    point: str
    signal: str

    def __str__(self) -> str:
        return f"{self.chain}{self.iteration}{self.point}={self.signal}"


class Point(NamedTuple):
    """A point taken apart: its letter, or so many pauses (a factor of time_pause) and turns after the end."""

    letter: str
    pauses: float
    turns: int


# A run asks for the same few points dozens of times.
@functools.lru_cache(maxsize=1024)
def parse_point(text: str) -> Point:
    """Take a point apart; raises ValueError where it is none."""
    if not _POINT.fullmatch(text):
        raise ValueError(text)
    if text in "cwlf":
        return Point(text, 0.0, 0)
    pauses, _, turns = text.removeprefix("+").partition("s")
    return Point("", float(pauses or 0.0), int(turns or 0))


@dataclass(frozen=True)
class Scenario:
    """What happens around the implementation in one run.

    ``behaviours`` has one entry a chain (empty: no such chain); ``surface`` is how chains are made (``loop``: TaskLoop;
    ``keyword`` or ``task``: renew, registered in that way); ``form`` is the payloads' form and ``values`` the rest of
    the user's side; times are virtual seconds; ``limit`` is the iteration after which the run is brought to its end;
    ``watch`` adds observations that cost time.
    """

    behaviours: tuple[str, ...] = ("wait",)
    script: tuple[Step, ...] = ()
    surface: str = "loop"
    form: str = "pair"
    values: Values = PLAIN_VALUES
    time_pause: float = 0.25
    until: float | None = None
    limit: int | None = None
    watch: frozenset[str] = frozenset()
    settings: Settings = field(default=PLAIN)

    def last_iteration(self) -> int:
        """The last iteration in or after which the script has a signal, or a behaviour its event; at least 2."""
        events = [int(behaviour.partition("@")[2] or 2) for behaviour in self.behaviours]
        return max((2, *(step.iteration for step in self.script), *events))

    def stop_after(self) -> int:
        """The iteration after which the run is brought to its end."""
        return self.limit or self.last_iteration() + 2

    def pace(self, name: str) -> float:
        """How long an iteration of this chain takes, in seconds."""
        return pace(chain_index(name), self.values.pace)

    def chains(self) -> list[str]:
        """The names of the chains."""
        return [chain_name(index) for index, behaviour in enumerate(self.behaviours) if behaviour]

    def alone(self, chain: str) -> Scenario:
        """The same scenario with one of its chains only, which keeps its name and its pace."""
        return self.only([chain])

    def only(self, chains: Collection[str]) -> Scenario:
        """The same scenario with these of its chains, which keep their names and their paces."""
        script = tuple(step for step in self.script if step.chain in chains)
        last = max(chain_index(name) for name in chains)
        behaviours = tuple(b if chain_name(i) in chains else "" for i, b in enumerate(self.behaviours[: last + 1]))
        return replace(self, behaviours=behaviours, script=script)

    def __str__(self) -> str:
        return to_token(self)


def to_token(scenario: Scenario) -> str:
    """The scenario as one word; ``tokens.from_token`` reads it back."""
    default = Scenario()
    options = [scenario.surface] if scenario.surface != default.surface else []
    options += [scenario.form] if scenario.form != default.form else []
    options += [f"{name}-{value}" for name, value in scenario.values.items()]
    if scenario.time_pause != default.time_pause:
        options.append("tp" + _number(scenario.time_pause))
    options += ["until" + _number(scenario.until)] if scenario.until is not None else []
    options += [f"limit{scenario.limit}"] if scenario.limit is not None else []
    options += [f"watch-{name}" for name in sorted(scenario.watch)]
    setting = scenario.settings
    options += [f"shuffle{setting.shuffle}"] if setting.shuffle is not None else []
    options += [f"reorder{setting.reorder}"] if setting.reorder is not None else []
    options += ["start" + _number(setting.start)] if setting.start else []
    options += [name for name in ("eager", "debug", "collect") if getattr(setting, name)]
    script = ",".join(map(str, scenario.script))
    if len(scenario.behaviours) == 1:
        script = re.sub(r"(^|,)A(?=\d)", r"\1", script)
    return "/".join([*options, "+".join(scenario.behaviours) + ":" + script])


def _number(value: float) -> str:
    """Seconds as short as they can be without losing a digit: a token means one scenario."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)
