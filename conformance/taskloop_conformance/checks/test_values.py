"""The user's side in every variety: nothing of it may change what a chain does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taskloop_conformance.explore.exploration import VALUE_SHARDS, explore_values
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.model.history import History
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.values import STANDARD_ERRORS

Check = Callable[[str], History]


@pytest.mark.verifies(
    "MASK.arguments",
    "MASK.any-coroutine",
    "MASK.any-names",
    "MASK.fargs",
    "MASK.any-output",
    "MASK.error-unchanged",
    "MASK.cancel-unchanged",
    "CHAIN.continues",
    "CHAIN.error-reported",
    "CHAIN.own-cancellation",
    "PAYLOAD.same-objects",
    "PAYLOAD.ends-chain",
    "PAYLOAD.message",
    "PAYLOAD.not-a-payload",
)
@pytest.mark.parametrize("shard", range(VALUE_SHARDS))
def test_every_value(
    implementation: Adapter, pytestconfig: pytest.Config, request: pytest.FixtureRequest, surface: str, shard: int
) -> None:
    """Every two values of the user's side meet, and each meets every kind of script; in a quick run most of them do."""
    few = DEPTHS[pytestconfig.getoption("--exploration")].few
    found = explore_values(surface, shard, implementation, few=few)
    request.node.user_properties.append(("histories", found.histories))
    found.raise_failures()


@pytest.mark.verifies("MASK.arguments")
@pytest.mark.parametrize("values", ["args-none", "args-six", "kwargs-none", "args-pair", "args-shared"])
def test_arguments(check: Check, surface: str, values: str) -> None:
    """All arguments arrive, however many there are, and whatever they look like."""
    check(f"{surface}/{values}/limit3/wait:")


@pytest.mark.verifies("MASK.fargs")
@pytest.mark.parametrize("behaviour", ["wait", "ready", "turn"])
def test_fargs(check: Check, surface: str, behaviour: str) -> None:
    """Fargs is called once for each iteration, with the input first."""
    check(f"{surface}/limit5/{behaviour}:")


@pytest.mark.verifies("MASK.any-coroutine")
@pytest.mark.parametrize("coro", ["method", "partial", "object", "plain", "decorated", "shared", "equal", "taskloop"])
def test_any_coroutine(check: Check, surface: str, coro: str) -> None:
    """Whatever gives a coroutine when it is called will do."""
    check(f"{surface}/coro-{coro}/limit3/wait:")


@pytest.mark.verifies("MASK.any-names")
@pytest.mark.parametrize("behaviour", ["wait:", "raise@2:"])
def test_any_names(check: Check, surface: str, behaviour: str) -> None:
    """Keyword arguments with the names of an implementation's own parameters arrive."""
    check(f"{surface}/kwargs-hostile/limit3/{behaviour}")


@pytest.mark.verifies("CONTINUE.same-object", "PAYLOAD.same-objects")
@pytest.mark.needs("control")
def test_lists_among_keywords(check: Check) -> None:
    """A list among the keyword arguments arrives as the very same object, also after a pause."""
    check("kwargs-list/limit6/wait:2w=PAUSE,2+2=CONTINUE,4w=PAUSE,4+2=CONTINUE")


@pytest.mark.verifies("MASK.any-output")
@pytest.mark.parametrize(
    "out",
    ["none", "falsy", "true", "error", "awaitable", "large", "pair", "hostile", "iterator", "equal", "single", "list"],
)
def test_any_output(check: Check, surface: str, out: str) -> None:
    """Whatever the coroutine returns reaches fargs as it is."""
    check(f"{surface}/out-{out}/limit8/wait:")


@pytest.mark.verifies("MASK.error-unchanged", "CHAIN.error-reported")
@pytest.mark.parametrize(
    "err",
    [
        *("value", "type", "timeout", "connection", "os", "stop-async", "lookup", "assertion", "falsy", "group"),
        *("group-of-one", "base", "base-group", "exit", "bare", "silent", "unhashable"),
    ],
)
def test_any_error(check: Check, surface: str, err: str) -> None:
    """An error of any class ends its chain and is reported as itself."""
    check(f"{surface}/err-{err}/limit4/raise@2:")


@pytest.mark.verifies("MASK.error-unchanged", "CHAIN.error-reported")
def test_any_standard_error(check: Check, surface: str) -> None:
    """So does an error of each class of the standard library: none of them means that a chain should end quietly."""
    for err in STANDARD_ERRORS:
        check(f"{surface}/err-{err}/limit4/raise@2:")


@pytest.mark.verifies("MASK.cancel-unchanged", "CHAIN.own-cancellation")
@pytest.mark.parametrize("iteration", [1, 3])
def test_own_cancellation(check: Check, surface: str, iteration: int) -> None:
    """A CancelledError of the coroutine's own making ends its chain quietly."""
    check(f"{surface}/limit5/cancel-self@{iteration}:")


@pytest.mark.verifies("PAYLOAD.not-a-payload", "PAYLOAD.message", "PAYLOAD.ends-chain")
@pytest.mark.parametrize(
    "bad", ["none", "number", "text", "mapping", "iterator", "awaitable", "set", "true", "coroutine"]
)
def test_no_payload_in_a_chain(check: Check, surface: str, bad: str) -> None:
    """What is no payload is a TypeError that names the coroutine and the type."""
    check(f"{surface}/bad-{bad}/limit4/bad@2:")


@pytest.mark.verifies("PAYLOAD.same-input")
@pytest.mark.parametrize("args", ["one", "pair", "six", "none"])
def test_same_input(check: Check, surface: str, args: str) -> None:
    """The very input given back means the same arguments again, also where they look like a payload."""
    check(f"{surface}/same/args-{args}/limit5/wait:" if args != "one" else f"{surface}/same/limit5/wait:")


@pytest.mark.verifies("PAYLOAD.pair-form", "PAYLOAD.args-form", "PAYLOAD.two-arguments")
def test_mixed_forms(check: Check, surface: str) -> None:
    """Payloads of all forms follow one another."""
    check(f"{surface}/mixed/limit18/wait:")


@pytest.mark.verifies("CHAIN.no-limit")
@pytest.mark.parametrize("how", ["limit3/wait:", "limit3/raise@3:", "debug/limit3/wait:"])
def test_no_limit(check: Check, surface: str, how: str) -> None:
    """An iteration that takes a day completes, in debug mode, too."""
    check(f"{surface}/pace-day/{how}")


@pytest.mark.verifies("CHAIN.held")
@pytest.mark.parametrize("chains", [1, 3, 100])
def test_held_by_nobody(check: Check, surface: str, chains: int) -> None:
    """Chains to which nobody keeps a reference survive garbage collections."""
    check(f"{surface}/keep-nobody/limit4/{'+'.join(['weak'] * chains)}:")


@pytest.mark.verifies("ISOLATION.context", "ISOLATION.context-iteration", "ISOLATION.context-start")
@pytest.mark.parametrize("coro", ["coro-function", "coro-shared"])
@pytest.mark.parametrize("behaviours", ["wait+wait", "ready+turn", "turn"])
def test_context(check: Check, surface: str, behaviours: str, coro: str) -> None:
    """What an iteration sets in a context variable stays its own; what the starter set is seen."""
    check(f"{surface}/{coro}/watch-context/limit10/{behaviours}:")


@pytest.mark.verifies("ISOLATION.context")
def test_context_of_a_chain_inside(check: Check, surface: str) -> None:
    """So it is for a chain that is started inside another one's iteration."""
    check(f"{surface}/watch-context/begin-inside/limit10/wait+wait:")


@pytest.mark.verifies("CHAIN.held")
@pytest.mark.needs("control")
@pytest.mark.parametrize(
    "script",
    [
        *("weak:1w=PAUSE,1+2=CONTINUE", "weak:1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=CONTINUE"),
        *("weak:2w=PAUSE,2w=CONTINUE", "weak:2w=STOP", "weak-clean:2w=CANCEL"),
    ],
)
def test_held_by_nobody_after_a_signal(check: Check, script: str) -> None:
    """So do they after a pause, and to the end of the last iteration."""
    check(f"keep-nobody/limit5/{script}")


@pytest.mark.verifies("ISOLATION.signals")
@pytest.mark.needs("control")
@pytest.mark.parametrize(
    "script", ["A2w=STOP", "A2w=CANCEL", "A2w=PAUSE,A2+2=CONTINUE", "A2w=PAUSE,A2+2=STOP", "A2w=PAUSE,A2+2=CANCEL"]
)
def test_signals_from_another_chain(check: Check, script: str) -> None:
    """A signal that is given in the context of another chain's iteration goes to the chain whose method is called."""
    check(f"watch-context/limit10/wait+wait:{script}")


@pytest.mark.verifies("ISOLATION.context", "ISOLATION.context-iteration", "ISOLATION.context-start")
@pytest.mark.needs("control")
def test_context_after_a_pause(check: Check) -> None:
    """The same after a pause."""
    check("watch-context/wait+wait:A1w=PAUSE,A1+2=CONTINUE,B2w=PAUSE,B2+2=CONTINUE")
