"""CHAIN and what of PAYLOAD needs a chain, for every way of making chains."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taskloop_conformance.model.history import History

Check = Callable[[str], History]


@pytest.mark.verifies("CHAIN.starts")
def test_starts(check: Check, surface: str) -> None:
    """The first iteration begins at once, with the arguments given."""
    check(f"{surface}/limit1/wait:")


@pytest.mark.verifies("CHAIN.continues", "CHAIN.next-payload", "CHAIN.nothing-added", "CHAIN.no-overlap")
@pytest.mark.parametrize("behaviour", ["wait", "ready", "turn"])
def test_continues(check: Check, surface: str, behaviour: str) -> None:
    """Each iteration starts when the one before has ended, with its payload, and nothing is added."""
    check(f"{surface}/limit12/{behaviour}:")


@pytest.mark.verifies("CHAIN.keyword-registration")
def test_keyword_registration(check: Check) -> None:
    """Renew works registered as partial(renew, coro=coro, fargs=fargs)."""
    check("keyword/wait:")


@pytest.mark.verifies("CHAIN.task-registration")
def test_task_registration(check: Check) -> None:
    """Renew works registered as partial(renew, task, coro, fargs)."""
    check("task/wait:")


@pytest.mark.verifies("PAYLOAD.pair-form")
def test_pairs_in_a_chain(check: Check, surface: str) -> None:
    """Pairs made of tuples keep a chain going like those made of lists."""
    check(f"{surface}/tuple-pair/limit8/wait:")


@pytest.mark.verifies("PAYLOAD.args-form")
@pytest.mark.parametrize("form", ["args", "tuple-args", "mixed"])
def test_arguments_in_a_chain(check: Check, surface: str, form: str) -> None:
    """The args form keeps a chain going, and keyword arguments stay over any number of renewals."""
    check(f"{surface}/{form}/limit8/wait:")


@pytest.mark.verifies("PAYLOAD.two-arguments")
def test_two_arguments_in_a_chain(check: Check, surface: str) -> None:
    """Two arguments of which the second is a mapping stay two arguments."""
    check(f"{surface}/two/limit8/wait:")


@pytest.mark.verifies("PAYLOAD.same-objects")
@pytest.mark.parametrize("form", ["pair", "args"])
def test_same_objects(check: Check, surface: str, form: str) -> None:
    """What is inside a payload reaches the next call uncopied."""
    check(f"{surface}/{form}/limit10/wait:")


@pytest.mark.verifies("CHAIN.own-task")
@pytest.mark.parametrize("behaviour", ["wait", "ready"])
def test_own_task(check: Check, surface: str, behaviour: str) -> None:
    """Every iteration has a task of its own, also a late one, and one of a coroutine that never suspends."""
    check(f"{surface}/limit12/watch-tasks/{behaviour}:")


@pytest.mark.verifies("CHAIN.own-task")
@pytest.mark.needs("control")
def test_own_task_after_a_pause(check: Check) -> None:
    """So has every iteration after a pause."""
    check("limit12/watch-tasks/wait:1w=PAUSE,1+2=CONTINUE,3w=PAUSE,3+0.5=CONTINUE")


@pytest.mark.verifies("CHAIN.yields")
def test_yields(check: Check, surface: str) -> None:
    """A ready bystander gets its turn between two iterations of a coroutine that never suspends."""
    check(f"{surface}/limit20/watch-bystander/ready:")


@pytest.mark.verifies("CHAIN.yields")
@pytest.mark.needs("control")
@pytest.mark.parametrize("point", ["1s2", "1+2", "1+0.5"])
def test_yields_after_a_pause(check: Check, point: str) -> None:
    """The bystander gets its turn after a pause, too."""
    check(f"limit6/watch-bystander/ready:1c=PAUSE,{point}=CONTINUE")


@pytest.mark.verifies("CHAIN.independent", "ISOLATION.payloads")
@pytest.mark.parametrize("behaviours", ["wait+wait", "wait+ready", "raise@2+wait", "raise-now@2+wait"])
def test_independent(check: Check, surface: str, behaviours: str) -> None:
    """A chain goes on at its own pace, and when another one fails."""
    check(f"{surface}/limit6/{behaviours}:")


#: So many iterations that a memory of half as many entries is full before they are half over: to remember a few hundred
#: things is legal, to remember ever more isn't.
MANY = "limit900"


@pytest.mark.verifies("CHAIN.flat")
def test_flat(check: Check, surface: str) -> None:
    """Neither stack nor memory grows over many iterations."""
    check(f"{surface}/{MANY}/watch-depth/watch-objects/watch-bytes/ready:")


#: Forms of payload and behaviours, and for which of the two ways to register renew by hand each is tried: both end in
#: the same call of renew, and a long run takes as long as two hundred short ones.
_FORMS = {
    ("pair", "turn"): "keyword",
    ("args", "ready"): "keyword",
    ("args", "turn"): "task",
    ("same", "ready"): "task",  # with fresh payloads, what is wrapped round the old one at each renewal would be gone
}


@pytest.mark.verifies("CHAIN.flat")
@pytest.mark.parametrize(("form", "behaviour"), _FORMS)
@pytest.mark.needs("control")
def test_flat_with_every_form(check: Check, behaviour: str, form: str) -> None:
    """Nor do they with another form of payload, or a coroutine that suspends."""
    check(f"{form}/{MANY}/watch-depth/watch-objects/{behaviour}:")


@pytest.mark.verifies("CHAIN.flat")
@pytest.mark.parametrize(("form", "behaviour"), _FORMS)
@pytest.mark.needs("functions")
def test_flat_with_every_form_by_hand(check: Check, behaviour: str, form: str) -> None:
    """Nor do they where renew is registered by hand."""
    check(f"{_FORMS[form, behaviour]}/{form}/{MANY}/watch-depth/watch-objects/{behaviour}:")


@pytest.mark.verifies("CHAIN.flat")
def test_flat_in_debug_mode(check: Check, surface: str) -> None:
    """Nor do they where the event loop is in debug mode, in which an iteration takes three times as long."""
    check(f"{surface}/debug/limit300/watch-depth/watch-objects/ready:")


@pytest.mark.verifies("CHAIN.flat")
@pytest.mark.needs("control")
def test_flat_over_pauses(check: Check) -> None:
    """Nor do they grow over many pauses."""
    check(f"tp0.02/{MANY}/watch-objects/watch-bytes/pausing:")


@pytest.mark.verifies("CHAIN.flat")
@pytest.mark.needs("control")
@pytest.mark.parametrize("behaviour", ["ready", "turn"])
def test_flat_while_awaited(check: Check, behaviour: str) -> None:
    """Nor do they grow while somebody awaits the chain."""
    check(f"await-early/{MANY}/watch-objects/{behaviour}:")


@pytest.mark.verifies("CHAIN.held")
def test_held(check: Check, surface: str) -> None:
    """A chain survives a garbage collection while only its coroutine refers to what it waits for."""
    check(f"{surface}/limit10/weak:")


@pytest.mark.verifies("CHAIN.running-loop")
def test_running_loop(check: Check, surface: str) -> None:
    """Without another one named, a chain runs on the loop that is running."""
    check(f"{surface}/limit10/watch-loops/wait:")


@pytest.mark.verifies("CHAIN.error-ends", "CHAIN.error-reported", "CHAIN.nothing-left")
@pytest.mark.parametrize("behaviour", ["raise@1", "raise@2", "raise-now@3", "raise-call@2", "fargs-raise@2"])
def test_errors(check: Check, surface: str, behaviour: str) -> None:
    """A failed iteration ends its chain, is reported as itself, and leaves nothing."""
    check(f"{surface}/limit5/{behaviour}:")


@pytest.mark.verifies("PAYLOAD.ends-chain")
def test_bad_payload_ends(check: Check, surface: str) -> None:
    """Without a payload the chain ends and the TypeError is reported."""
    check(f"{surface}/limit5/bad@2:")


@pytest.mark.verifies("CHAIN.cancelled-quietly", "CANCEL.from-outside")
@pytest.mark.parametrize("script", ["1w=KILL", "2w=KILL", "3c=KILL"])
def test_cancelled_from_outside(check: Check, surface: str, script: str) -> None:
    """A task cancelled by somebody else ends its chain, quietly."""
    check(f"{surface}/limit6/wait:{script}")


@pytest.mark.verifies("ISOLATION.quiet")
@pytest.mark.parametrize("behaviour", ["wait:", "raise@2:", "wait:2w=KILL"])
def test_quiet(check: Check, surface: str, behaviour: str) -> None:
    """Nothing is printed."""
    check(f"{surface}/limit10/watch-output/{behaviour}")
