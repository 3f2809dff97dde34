"""The user's side of a scenario: what kind of coroutine, arguments, outputs, errors, awaiters an implementation meets.

The specification says that none of these changes what a chain does.  An implementation that is wrong for one kind of
value looks right for every other, so each kind has a name here, is drawn like a signal is, and stands in the token.

A dimension's first value is the plain one.  :func:`covering` makes a small set of combinations in which every pair of
values of two dimensions occurs together: nearly all faults that depend on values need one or two of them at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

#: Classes of errors that are tried alone, not with every other value: what takes one of them for something else does so
#: whatever else there is.  StopIteration isn't among them (in a coroutine it becomes a RuntimeError), nor is
#: KeyboardInterrupt, which ends the program, nor those whose classes want more than a text.
STANDARD_ERRORS: tuple[str, ...] = (
    *("ArithmeticError", "AttributeError", "BlockingIOError", "BrokenPipeError", "BufferError", "ChildProcessError"),
    *("ConnectionAbortedError", "ConnectionRefusedError", "EOFError", "Exception", "FileExistsError"),
    *("FileNotFoundError", "FloatingPointError", "GeneratorExit", "ImportError", "IndexError", "InterruptedError"),
    *("IsADirectoryError", "LookupError", "MemoryError", "ModuleNotFoundError", "NameError", "NotADirectoryError"),
    *("NotImplementedError", "OverflowError", "PermissionError", "ProcessLookupError", "RecursionError"),
    *("ReferenceError", "SyntaxError", "SystemError", "UnboundLocalError", "UnicodeError", "UserWarning"),
    *("ZeroDivisionError", "asyncio.InvalidStateError", "asyncio.QueueEmpty", "asyncio.QueueFull"),
    *("asyncio.BrokenBarrierError", "concurrent.futures.CancelledError", "concurrent.futures.BrokenExecutor"),
    "queue.Empty",
)

#: Errors whose text says what an end of another kind says: the texts stand in ``errors.py``.
SAID_ERRORS = ("said-closed", "said-loop-closed", "said-shutdown", "said-cancelled")

#: What is no payload although it has fields or can be read like a list, or means no or the end elsewhere.
ODD_NO_PAYLOADS = (
    *("dataclass", "bytes", "range", "generator", "deque"),
    *("false", "zero", "empty", "class", "error", "function"),
)

#: Every dimension with its values, the plain one first.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    # What is given as the coroutine function.  ``plain``: a function that gives a coroutine without being declared
    # async; ``shared``: one function for all chains of the run; ``equal``: bound methods of one object, which equal one
    # another; ``taskloop``: a function with the keyword that an implementation may add; ``partial-keyword``: a partial
    # with a keyword argument that every call overrides, ``partial-option`` with one that no call gives; ``unsigned``:
    # something whose parameters nobody can ask for; ``proxy``: an object that has every attribute, as a mock has;
    # ``supplied``: a decorated function whose decorator gives it an argument; ``super``: a method that is overridden in
    # its object's class; ``class-method``: a method that is bound to a class; ``named``: a function of one positional
    # argument and one keyword argument, no more.
    "coro": (
        *("function", "method", "partial", "object", "plain", "decorated", "shared", "equal", "taskloop"),
        *("partial-keyword", "unsigned", "proxy", "supplied", "super", "class-method", "named"),
        "partial-option",
    ),
    # The positional arguments.  ``pair``: two of them that look like a payload; ``shared``: all chains get one list;
    # ``equal``: numbers of three types that equal one another; ``odd``: something that can be awaited, something that
    # can't be shown, a class, a future that has its result, something that can't be compared or tested for its truth.
    "args": ("one", "none", "six", "pair", "shared", "equal", "odd"),
    # The keyword arguments.  ``hostile``: the names that an implementation uses for its own parameters; ``words``:
    # names and values that the published package takes for a word of control.
    # ``list``: a list, which might be copied with the payload; ``odd``: names that are no identifiers, or words for
    # times, with numbers; ``nothing``: None among others, which are in no order; ``enum``: a name that is a member of
    # an enumeration of texts, which counts as the text that it is; ``shared``: all chains get one dictionary;
    # ``adding``: a dictionary that has whatever it is asked for from then on.
    "kwargs": ("mark", "none", "hostile", "words", "list", "odd", "nothing", "enum", "shared", "adding"),
    # What the coroutine returns.  ``hostile``: an object that can be neither compared nor tested for its truth;
    # ``equal``: the same number each time; ``single``: a tuple of one; ``class``: a class of exceptions;
    # ``future``: one that has a result; ``generator``: an asynchronous one; ``results``: a list with an exception in
    # it, as gather gives one; ``stream``: an object that can be closed, and says so when it is; ``sign``: what code may
    # take for a sign of the end or of a wish, one after the other.
    "out": (
        *("mark", "none", "falsy", "true", "error", "awaitable", "large", "pair", "hostile", "iterator", "equal"),
        *("single", "list", "class", "future", "generator", "results", "stream", "sign"),
    ),
    # The class of what is raised, where the behaviour raises.  ``same``: all errors of the run look the same; ``one``:
    # they are one object; ``caused``: another one is its cause; ``frozen``: nothing can be added to it; ``equal``: it
    # equals everything; ``timed-out``: a cancellation is its cause, as that of an error of asyncio.timeout is.
    # ``said-``: its text is what asyncio or a library says when something is closed, shut down or cancelled.
    "err": (
        *("own", "value", "type", "timeout", "connection", "os", "stop-async", "lookup", "assertion", "falsy"),
        *("group", "group-of-one", "base", "base-group", "exit", "bare", "silent", "same", "runtime", "unhashable"),
        *("equal", "frozen", "caused", "timed-out", "one"),
        *SAID_ERRORS,
        *STANDARD_ERRORS,
    ),
    # What fargs gives where the behaviour gives something that is no payload.
    "bad": (
        "none",
        "number",
        "text",
        "mapping",
        "iterator",
        "awaitable",
        "set",
        "true",
        "coroutine",
        *ODD_NO_PAYLOADS,
    ),
    # Who awaits the chain, where it can be awaited.  ``cancelled``: somebody who is cancelled in the first iteration;
    # ``one-cancelled``: several, of whom one is cancelled then;
    # ``given-up``: somebody who is cancelled in the turn in which an iteration fails.  (Not between the end and the
    # awaiter's own turn: then an error may get lost with asyncio's own TaskGroup as well.)
    # ``midway``: somebody who begins to wait two seconds and a half after the start, which may be in a pause.
    # ``one-given-up``: several, of whom one is cancelled in the turn in which an iteration fails or the end comes.
    # ``cancelled-midway``: somebody who is cancelled two seconds and a half after the start.
    # ``staggered``: several who begin to wait one after the other.
    # ``passing``: somebody who begins to wait as ``midway`` does, and is cancelled a moment later.
    "await": (
        *("nobody", "early", "several", "cancelled", "one-cancelled", "late", "given-up", "midway"),
        *("one-given-up", "cancelled-midway", "staggered", "passing"),
    ),
    # Who keeps a reference to the chain.
    "keep": ("caller", "nobody"),
    # Where the chain is made: while its event loop runs, before that, or while another event loop runs.  ``second``: as
    # usual, but a chain has run on another event loop before, which is still open; ``between``: one runs on another
    # event loop while this one stands still.  ``long-before``: while its own event loop runs, a day before it is
    # started, in another context.
    "made": ("running", "before", "elsewhere", "second", "between", "long-before"),
    # When chains other than the first one start: with it, later, from inside an iteration of the first, or with it in
    # one and the same context, as by a function that starts them all.
    # ``last-later``: the last one later than all others; ``task``: each, also the first, in a task that ends with that.
    "begin": ("together", "later", "inside", "one-context", "last-later", "task"),
    # What other chains there are: none, or one with a much longer ``time_pause`` that is made and never started.
    "beside": ("nothing", "slow"),
    # How long an iteration takes: about a second, a day, or a year.
    "pace": ("second", "day", "year"),
    # What fargs is.  ``rest``: a function that takes more arguments than the two that it must get; ``star``: one that
    # takes any number of them; ``object``: an object that can be called; ``partial``: a partial of a function;
    # ``shared``: one function for all chains of the run.
    "fargs": ("method", "rest", "star", "object", "partial", "shared"),
}

#: Values that have checks of their own, and aren't crossed with those of other dimensions.
UNCROSSED: dict[str, tuple[str, ...]] = {
    "err": ("equal", "frozen", "caused", "timed-out", "one", *SAID_ERRORS, *STANDARD_ERRORS),
    "made": ("between", "long-before"),
    "args": ("odd",),
    "kwargs": ("list", "odd", "nothing", "enum", "shared", "adding"),
    "out": ("class", "future", "generator", "results", "stream", "sign"),
    "bad": ("coroutine", *ODD_NO_PAYLOADS),
    "await": ("midway", "one-given-up", "cancelled-midway", "staggered", "passing"),
    "begin": ("last-later", "task"),
    "pace": ("year",),
    "coro": ("partial-keyword", "partial-option", "unsigned", "proxy", "supplied", "super", "class-method", "named"),
    "fargs": ("rest", "star", "object", "partial", "shared"),
}


def crossed(dimension: str) -> tuple[str, ...]:
    """The values of a dimension that meet every value of every other dimension."""
    alone = UNCROSSED.get(dimension, ())
    return tuple(value for value in DIMENSIONS[dimension] if value not in alone)


@dataclass(frozen=True)
class Values:
    """One combination of values; the fields are the dimensions (``awaits`` is ``await``, which is a keyword)."""

    coro: str = "function"
    args: str = "one"
    kwargs: str = "mark"
    out: str = "mark"
    err: str = "own"
    bad: str = "none"
    awaits: str = "nobody"
    keep: str = "caller"
    made: str = "running"
    begin: str = "together"
    beside: str = "nothing"
    pace: str = "second"
    fargs: str = "method"

    def items(self) -> Iterator[tuple[str, str]]:
        """The dimension and the value of each that isn't the plain one."""
        for each in fields(self):
            name, value = each.name.removesuffix("s") if each.name == "awaits" else each.name, getattr(self, each.name)
            if value != DIMENSIONS[name][0]:
                yield name, value

    def plain_in(self, dimension: str) -> Values:
        """The same values with the plain one in this dimension."""
        field_name = "awaits" if dimension == "await" else dimension
        return replace(self, **{field_name: DIMENSIONS[dimension][0]})


#: The user's side as most scenarios have it.
PLAIN_VALUES = Values()


def values_of(chosen: Mapping[str, str]) -> Values:
    """A combination from dimension names and values; raises ValueError for one that there isn't."""
    for name, value in chosen.items():
        if value not in DIMENSIONS.get(name, ()):
            raise ValueError(f"{name}-{value}")
    return Values(**{"awaits" if name == "await" else name: value for name, value in chosen.items()})


def covering(dimensions: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Combinations in which every two values of different dimensions meet, the same list in every process.

    It is made greedily: each combination begins with a pair that hasn't occurred and takes, dimension by dimension, the
    value that brings most new pairs.  That isn't the smallest possible set (finding it is hard) but near it: its size
    is about the product of the two largest dimensions.
    """
    names = list(dimensions)
    # Every row asks for the gain of each value: a bit for each, so that the pairs it would bring are counted at once.
    every = [(name, value) for name in names for value in dimensions[name]]
    bit = {each: 1 << number for number, each in enumerate(every)}
    pairs = [
        ((one, a), (two, b))
        for one, two in itertools.combinations(names, 2)
        for a in dimensions[one]
        for b in dimensions[two]
    ]
    missing = dict.fromkeys(every, 0)  # for each value, those that it hasn't met yet
    for one, two in pairs:
        missing[one] |= bit[two]
        missing[two] |= bit[one]
    rows = []
    for first, second in pairs:
        if not missing[first] & bit[second]:
            continue
        row = dict((first, second))
        chosen = bit[first] | bit[second]
        for name in names:
            if name not in row:
                gains = [(missing[name, value] & chosen).bit_count() for value in dimensions[name]]
                row[name] = dimensions[name][gains.index(max(gains))]
                chosen |= bit[name, row[name]]
        for each in row.items():
            missing[each] &= ~chosen
        rows.append({name: row[name] for name in names})
    return rows


def each_once(dimensions: Mapping[str, Sequence[Any]], count: int) -> list[dict[str, Any]]:
    """So many combinations in which the values of each dimension take turns."""
    return [{name: values[row % len(values)] for name, values in dimensions.items()} for row in range(count)]
