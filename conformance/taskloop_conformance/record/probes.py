"""Probes: runs of the mask and of the helpers on their own, where no chain is needed.

Each is an async function that takes an adapter and gives a history; ``probe:NAME`` is its replay token.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import inspect
from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Any

from ..model.failures import Unimplemented
from ..model.history import History
from ..model.labels import Fargs, HelperCall, next_payload
from ..model.text import short
from .adapters import Adapter, takes_keywords
from .bare_program import bare_program_probes
from .before_start import before_start_probes
from .by_another import another_probes
from .by_hand import by_hand_probes
from .by_handler import handler_probes
from .by_its_caller import caller_probes
from .crashes import crash
from .default_arguments import default_arguments
from .in_threads import thread_probes
from .lifetime import lifetime_probes
from .other_places import place_probes
from .outputs import Reading
from .own_payloads import payload_probes
from .pairs import is_pair
from .payload_values import Mark
from .scenario import FORMS
from .single_run import SingleRun
from .sizes import size_probes
from .twins import twin_probes
from .unequal_pauses import unequal_pauses
from .values import crossed, values_of

Probe = Callable[[Adapter], Awaitable[History]]
PROBES: dict[str, Probe] = {}


def _probe(function: Probe) -> Probe:
    PROBES[function.__name__.replace("_", "-")] = function
    return function


#: One iteration through the mask: name -> how the user's side is (behaviour, form of the payload, values).
MASKED: dict[str, tuple[str, str, dict[str, str]]] = {
    "mask-arguments": ("wait@1", "pair", {}),
    "mask-six-arguments": ("wait@1", "pair", {"args": "six"}),
    "mask-no-keywords": ("wait@1", "pair", {"kwargs": "none"}),
    "mask-hostile-keywords": ("wait@1", "pair", {"kwargs": "hostile"}),
    "mask-partial": ("wait@1", "pair", {"coro": "partial"}),
    "mask-method": ("wait@1", "pair", {"coro": "method"}),
    "mask-object": ("wait@1", "pair", {"coro": "object"}),
    "mask-fargs": ("ready", "pair", {}),
    "mask-pair": ("wait@1", "args", {}),
    "mask-raise": ("raise@1", "pair", {}),
    "mask-fargs-raise": ("fargs-raise@1", "pair", {}),
    **{f"mask-output-{kind}": ("wait@1", "pair", {"out": kind}) for kind in crossed("out")[1:]},
    **{f"mask-raise-{kind}": ("raise@1", "pair", {"err": kind}) for kind in (*crossed("err")[1:], "caused", "frozen")},
    **{f"payload-{form}": ("wait@1", form, {}) for form in FORMS if form != "mixed"},
    "payload-same-pair-like": ("wait@1", "same", {"args": "pair"}),
}


def _of_mask(name: str) -> Probe:
    behaviour, form, values = MASKED[name]

    async def probe(adapter: Adapter) -> History:
        if (form not in ("pair", "tuple-pair") or values.get("kwargs") == "hostile" or name == "mask-arguments") and (
            not takes_keywords(adapter)
        ):
            raise Unimplemented("keyword arguments in coromask")
        run = SingleRun(adapter, behaviour, form, values_of(values))
        await run.mask()
        return run.history()

    probe.__name__ = name.replace("-", "_")
    return _probe(probe)


for _name in MASKED:
    _of_mask(_name)


@_probe
async def mask_cancel(adapter: Adapter) -> History:
    """The mask, cancelled while its coroutine waits."""
    run = SingleRun(adapter)
    task = asyncio.ensure_future(run.mask())
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.wait([task])
    return run.history()


def _of_nested(form: str) -> Probe:
    async def probe(adapter: Adapter) -> History:
        run = SingleRun(adapter, form=form)
        coro = run.coro

        async def inner(*args: Any, **kwargs: Any) -> Any:
            await asyncio.sleep(0.1)
            return "inner"

        async def outer(*args: Any, **kwargs: Any) -> Any:
            await adapter.coromask(inner, ["inner"], {}, lambda given, obtained: [obtained])
            return await coro(*args, **kwargs)

        run.coro = outer
        await run.mask()
        return run.history()

    probe.__name__ = "mask_nested" if form == "pair" else f"mask_nested_{form}"
    return _probe(probe)


# The mask, whose coroutine goes through another mask of its own first: its keyword arguments stay its own.
for _name in ("pair", "args"):
    _of_nested(_name)


@_probe
async def mask_fargs_cancelled(adapter: Adapter) -> History:
    """The mask, whose fargs raises CancelledError: it leaves the mask as it is."""
    run = SingleRun(adapter)

    def fargs(given: Any, obtained: Any) -> Any:
        run.note("A", "interrupted")
        raise asyncio.CancelledError

    with contextlib.suppress(asyncio.CancelledError):  # the history says so
        await run.mask(fargs)
    return run.history()


#: Results of fargs whose form only their types tell: name -> (form, the result made from two marks).
SHAPES: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "list-and-proxy": ("pair", lambda a, b: [[a], MappingProxyType({"mark": b})]),
    "tuple-and-ordered": ("pair", lambda a, b: ((a,), collections.OrderedDict(mark=b))),
    "empty-pair": ("pair", lambda a, b: ([], {})),
    "two-lists": ("two", lambda a, b: [[a], [b]]),
    "two-tuples": ("two", lambda a, b: ((a,), (b,))),
    "two-mappings": ("two", lambda a, b: ({"mark": a}, {"mark": b})),
    "range-and-mapping": ("two", lambda a, b: [range(2), {"mark": b}]),
    "deque-and-mapping": ("two", lambda a, b: [collections.deque([a]), {"mark": b}]),
    "set-and-mapping": ("two", lambda a, b: (frozenset({a}), {"mark": b})),
    "iterator-and-mapping": ("two", lambda a, b: [iter([a]), {"mark": b}]),
    "text-and-mapping": ("two", lambda a, b: ["text", {"mark": b}]),
    "three-items": ("args", lambda a, b: [[a], {"mark": b}, 1]),
    "no-items": ("args", lambda a, b: []),
    "one-pair-inside": ("args", lambda a, b: [([a], {"mark": b})]),
}


def _of_shape(name: str) -> Probe:
    form, make = SHAPES[name]

    async def probe(adapter: Adapter) -> History:
        if not takes_keywords(adapter):
            raise Unimplemented("keyword arguments in coromask")
        run = SingleRun(adapter)
        source = run.source
        result = make(Mark("A", "p", 1), Mark("A", "k", 1))
        args, kwargs = result if form == "pair" else (result, source.ledger.kwargs)

        def fargs(given: Any, obtained: Any) -> Any:
            run.note("A", "fargs", f"p0 -> {'' if form == 'pair' else form + ' '}p1")
            return result

        def label(given: Any) -> str:
            if not is_pair(given):
                return f"unpaired {short(given)}"
            same = len(given[0]) == len(args) and all(x is y for x, y in zip(given[0], args, strict=True))
            named = given[1].keys() == kwargs.keys() and all(given[1][k] is kwargs[k] for k in kwargs)
            if not (same and named):
                return f"other {short(given)}"
            return next_payload("p0", Fargs("p0", "p1", "" if form == "pair" else form))

        source.fargs = fargs  # type: ignore[method-assign]  # this probe's own
        run.label = label  # type: ignore[method-assign, assignment]  # this probe's own
        await run.mask()
        return run.history()

    probe.__name__ = f"shape_{name.replace('-', '_')}"
    return _probe(probe)


for _name in SHAPES:
    _of_shape(_name)


async def _next_payload() -> list[Any]:
    """What a fargs that is declared async gives, once it is awaited; nobody says that a fargs may be one."""
    return []


#: Values that are no payload: name -> how to make one.
NO_PAYLOADS: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "number": lambda: 7,
    "text": lambda: "text",
    "bytes": lambda: b"bytes",
    "mapping": lambda: {"a": 1},
    "set": lambda: {1, 2},
    "iterator": lambda: iter([1]),
    "generator": lambda: (x for x in [1]),
    "range": lambda: range(2),
    "coroutine": _next_payload,
    "dataclass": Reading,
}


def _of_no_payload(name: str) -> Probe:
    async def probe(adapter: Adapter) -> History:
        run = SingleRun(adapter)
        value = NO_PAYLOADS[name]()

        async def distinctly_named(*args: Any, **kwargs: Any) -> Any:
            return await run.source.run(*args, **kwargs)

        def fargs(given: Any, obtained: Any) -> Any:
            run.note("A", "fargs", "p0 -> nothing")
            return value

        try:
            result = await adapter.coromask(distinctly_named, run.source.ledger.args, run.source.ledger.kwargs, fargs)
        except TypeError as error:
            run.note("A", "masked", "a TypeError")
            called = any(event.kind == "fargs" for event in run.events)
            for part in ("distinctly_named", type(value).__name__):
                if called and part not in str(error):  # before that, it isn't about the payload
                    run.note("A", "fact", f"message without {part}: {short(error)}")
        except Unimplemented:
            raise
        except Exception as error:
            run.note("A", "masked", f"other {crash(error)}")
        else:
            run.note("A", "masked", f"other {short(result)}")
        finally:
            if inspect.iscoroutine(value):
                value.close()  # Python warns of one that nobody awaits
        return run.history()

    probe.__name__ = f"no_payload_{name}"
    return _probe(probe)


for _name in NO_PAYLOADS:
    _of_no_payload(_name)


#: Inputs and outputs of the helpers that are no payload, or look like one: they come back all the same.
_PLAIN: tuple[tuple[Any, Any], ...] = (
    ([1], "text"),
    ("text", [1]),
    ([1], None),
    ([1], {"a": 1}),
    ([], ()),
    ([1], b"x"),
)


def _of_helper(name: str) -> Probe:
    async def probe(adapter: Adapter) -> History:
        run = SingleRun(adapter)
        helper = getattr(adapter, name, None)
        if helper is None:
            raise Unimplemented(name)
        for given, obtained in (([1, 2], [3]), ((1,), (2, 3)), ([1], 7), (([1], {"a": 1}), ([2], {})), *_PLAIN):
            before = repr((given, obtained))
            result = helper(given, obtained)
            label = "p0" if result is given else "o1" if result is obtained else f"other {result!r}"
            run.note("A", "helper", str(HelperCall(name, "p0", "o1", label)))
            if repr((given, obtained)) != before:
                run.note("A", "fact", f"{'output' if name.endswith('out') else 'input'} given changed: {before}")
        return run.history()

    probe.__name__ = name
    return _probe(probe)


_of_helper("simple_fargs")
_of_helper("simple_fargs_out")


_OTHERS = {"default-arguments": default_arguments, **lifetime_probes(), **before_start_probes(), **twin_probes()}
_OTHERS |= {**place_probes(), **size_probes(), **caller_probes(), **by_hand_probes()}
_OTHERS |= {**thread_probes(), "unequal-pauses": unequal_pauses}
_OTHERS |= {**handler_probes(), **payload_probes(), **another_probes(), **bare_program_probes()}
PROBES = dict(sorted({**PROBES, **_OTHERS}.items()))
