"""Values of the user's side that are tried alone: whatever else there is, an implementation treats them rightly or not.

Each was found in a fault that passed everything else. Crossed with all other values they would cost more than they
could find.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taskloop_conformance.model.history import History
from taskloop_conformance.record.scenario import FORMS_ALONE
from taskloop_conformance.record.values import ODD_NO_PAYLOADS, SAID_ERRORS

Check = Callable[[str], History]
control = pytest.mark.needs("control")


@pytest.mark.verifies("MASK.arguments", "PAYLOAD.same-objects", "CHAIN.continues")
@pytest.mark.parametrize("setting", ["", "debug/"])
def test_odd_arguments(check: Check, surface: str, setting: str) -> None:
    """An argument that can be awaited, that can't be shown or copied, a class or a future arrives like any other."""
    check(f"{surface}/args-odd/limit3/{setting}wait:")


@pytest.mark.verifies("MASK.any-names", "MASK.arguments")
@pytest.mark.parametrize("kwargs", ["odd", "nothing", "enum"])
def test_odd_keywords(check: Check, surface: str, kwargs: str) -> None:
    """Keyword arguments arrive in their order, also None, also with names that are no identifiers or no plain texts."""
    check(f"{surface}/kwargs-{kwargs}/limit3/wait:")


@pytest.mark.verifies("ISOLATION.arguments", "CHAIN.next-payload")
def test_adding_keywords(check: Check, surface: str) -> None:
    """A mapping that has whatever it is asked for is asked for nothing that its caller would find in it."""
    check(f"{surface}/kwargs-adding/limit3/wait:")


@pytest.mark.verifies("MASK.any-coroutine", "MASK.arguments")
@pytest.mark.parametrize("coro", ["partial-keyword", "partial-option"])
def test_partial_with_keywords(check: Check, surface: str, coro: str) -> None:
    """A call's keyword argument overrides a partial's, which stays where the call gives none."""
    check(f"{surface}/coro-{coro}/limit3/wait:")


@pytest.mark.verifies("MASK.any-coroutine", "CHAIN.starts")
def test_parameters_unknown(check: Check, surface: str) -> None:
    """A coroutine function whose parameters can't be asked for is called like any other."""
    check(f"{surface}/coro-unsigned/limit3/wait:")


@pytest.mark.verifies("MASK.any-coroutine", "CHAIN.continues")
def test_every_attribute(check: Check, surface: str) -> None:
    """A coroutine function that has every attribute, as a mock has, is called like any other."""
    check(f"{surface}/coro-proxy/limit3/wait:")


@pytest.mark.verifies("MASK.any-coroutine", "MASK.arguments")
@pytest.mark.parametrize("coro", ["supplied", "super", "class-method", "named"])
def test_another_function_behind_the_name(check: Check, surface: str, coro: str) -> None:
    """What is given is called as it asks for, not what it wraps or what its name means on its object."""
    check(f"{surface}/coro-{coro}/limit3/wait:")


@control
@pytest.mark.verifies("CANCEL.at-once")
def test_cancel_reaches_a_renamed_task(check: Check) -> None:
    """CANCEL reaches a coroutine whatever name it gives to its task."""
    check("renaming:2w=CANCEL")


@control
@pytest.mark.verifies("STOP.ends")
def test_stop_reaches_a_renamed_task(check: Check) -> None:
    """So does STOP."""
    check("renaming:2w=STOP")


@pytest.mark.verifies("MASK.any-coroutine")
@pytest.mark.parametrize("coro", ["method", "partial", "object", "plain", "decorated"])
def test_any_coroutine_in_debug_mode(check: Check, surface: str, coro: str) -> None:
    """So it is where the event loop is in debug mode."""
    check(f"{surface}/coro-{coro}/debug/limit3/wait:")


@pytest.mark.verifies("MASK.fargs")
@pytest.mark.parametrize("fargs", ["rest", "star", "object", "partial"])
def test_any_fargs(check: Check, surface: str, fargs: str) -> None:
    """Whatever fargs is, and whatever it could take, it gets the input and the output."""
    check(f"{surface}/fargs-{fargs}/limit3/wait:")


@pytest.mark.verifies("ISOLATION.payloads", "CHAIN.next-payload")
@pytest.mark.parametrize("form", ["", "/args"])
def test_one_fargs_for_all(check: Check, surface: str, form: str) -> None:
    """Chains that share one fargs keep their own arguments and keyword arguments."""
    check(f"{surface}{form}/fargs-shared/limit5/wait+wait+turn:")


@pytest.mark.verifies("ISOLATION.arguments", "ISOLATION.payloads")
@pytest.mark.parametrize("form", ["", "/args"])
def test_one_dictionary_for_all(check: Check, surface: str, form: str) -> None:
    """So do chains that are given one dictionary of keyword arguments, which stays as it was."""
    check(f"{surface}{form}/kwargs-shared/limit5/wait+wait+turn:")


@control
@pytest.mark.verifies("ISOLATION.payloads")
@pytest.mark.parametrize("shared", ["args", "kwargs", "fargs"])
@pytest.mark.parametrize("form", ["", "args/"])
def test_paused_together(check: Check, shared: str, form: str) -> None:
    """Each of two paused chains goes on with its own payload, whatever else they share (the values try functions)."""
    check(f"{form}{shared}-shared/limit5/wait+wait:A1w=PAUSE,A1+6=CONTINUE,B1w=PAUSE,B1+6=CONTINUE")


@control
@pytest.mark.verifies("ISOLATION.signals")
@pytest.mark.parametrize("shared", ["args", "kwargs", "fargs"])
@pytest.mark.parametrize("script", ["A2w=STOP", "A2w=PAUSE,A2+20=CONTINUE", "A2w=CANCEL"])
def test_signalled_alone(check: Check, shared: str, script: str) -> None:
    """A signal to one of two chains is no other's, whatever they share."""
    check(f"{shared}-shared/limit6/wait+wait:{script}")


@pytest.mark.verifies("MASK.any-output")
@pytest.mark.parametrize("out", ["class", "future", "generator", "results", "stream"])
def test_odd_outputs(check: Check, surface: str, out: str) -> None:
    """A class or a list of exceptions, a future, an asynchronous generator, an open file reach fargs as they are."""
    check(f"{surface}/out-{out}/limit3/wait:")


@pytest.mark.verifies("ISOLATION.quiet")
def test_nothing_is_said_of_a_large_output(check: Check, surface: str) -> None:
    """A large output isn't announced."""
    check(f"{surface}/out-large/watch-output/limit3/wait:")


@pytest.mark.verifies("MASK.any-output", "CHAIN.continues")
def test_outputs_that_look_like_signs(check: Check, surface: str) -> None:
    """An output is handed on whatever it is: an exception that isn't raised, a word, a number below zero."""
    check(f"{surface}/out-sign/limit22/turn:")


@pytest.mark.verifies("PAYLOAD.pair-form", "PAYLOAD.args-form", "PAYLOAD.two-arguments")
@pytest.mark.parametrize("form", [form for form in FORMS_ALONE if form != "twice"])
def test_odd_payloads(check: Check, surface: str, form: str) -> None:
    """What a payload means doesn't depend on whether it is a list or a tuple, nor on whether it counts as false."""
    check(f"{surface}/{form}/limit4/wait:")


@pytest.mark.verifies("PAYLOAD.args-form", "PAYLOAD.pair-form", "PAYLOAD.same-input", "CHAIN.continues")
def test_each_payload_twice(check: Check, surface: str) -> None:
    """The input given back means the latest arguments and keyword arguments, whichever payload brought them."""
    check(f"{surface}/twice/limit12/wait:")


@control
@pytest.mark.verifies("CONTINUE.kept-payload")
def test_each_payload_twice_with_pauses(check: Check) -> None:
    """So it does after a pause."""
    check("twice/limit6/wait:" + ",".join(f"{n}w=PAUSE,{n}+2=CONTINUE" for n in range(1, 5)))


@pytest.mark.verifies("PAYLOAD.not-a-payload", "PAYLOAD.message", "PAYLOAD.ends-chain")
@pytest.mark.parametrize("bad", ODD_NO_PAYLOADS)
def test_odd_no_payloads(check: Check, surface: str, bad: str) -> None:
    """An object with fields is no list of arguments, nor is what can only be read like one, or means no elsewhere."""
    check(f"{surface}/bad-{bad}/limit4/bad@2:")


@pytest.mark.verifies("CHAIN.continues", "CHAIN.own-cancellation")
@pytest.mark.parametrize("how", ["time-limit", "time-limit+time-limit"])
def test_a_time_limit_of_its_own(check: Check, surface: str, how: str) -> None:
    """A cancellation that the coroutine has ordered itself, and takes back, is nobody else's matter."""
    check(f"{surface}/limit5/{how}:")


@pytest.mark.verifies("CHAIN.error-reported")
@pytest.mark.parametrize("err", SAID_ERRORS)
def test_what_errors_say(check: Check, surface: str, err: str) -> None:
    """An error is reported whatever its text says, also where asyncio ends with these words."""
    check(f"{surface}/err-{err}/limit4/raise@2:")


@pytest.mark.verifies("MASK.error-unchanged", "CHAIN.error-reported")
@pytest.mark.parametrize("behaviour", ["raise@2", "fargs-raise@2"])
@pytest.mark.parametrize("err", ["equal", "frozen", "caused", "timed-out"])
def test_odd_errors(check: Check, surface: str, err: str, behaviour: str) -> None:
    """An error that equals everything, that nothing can be added to, or that has a cause is reported as itself."""
    check(f"{surface}/err-{err}/limit4/{behaviour}:")


@pytest.mark.verifies("MASK.fargs", "MASK.error-unchanged")
def test_a_type_error_of_fargs(check: Check, surface: str) -> None:
    """A TypeError inside fargs doesn't mean that it takes fewer arguments: it is called once, and fails."""
    check(f"{surface}/fargs-star/err-type/limit4/fargs-raise@2:")


@control
@pytest.mark.verifies("CHAIN.awaited")
@pytest.mark.parametrize("err", ["equal", "frozen", "caused", "timed-out"])
def test_odd_errors_awaited(check: Check, err: str) -> None:
    """So it is raised to who awaits the chain."""
    check(f"await-several/err-{err}/limit4/raise@2:")


@pytest.mark.verifies("CHAIN.error-reported")
@pytest.mark.parametrize("behaviours", ["raise@2+raise@2", "raise@3+raise@1+wait"])
def test_one_error_for_all(check: Check, surface: str, behaviours: str) -> None:
    """Where one exception object ends several chains, it is reported for each."""
    check(f"{surface}/err-one/limit5/{behaviours}:")


@pytest.mark.verifies("CHAIN.own-cancellation", "CHAIN.cancelled-quietly", "MASK.cancel-unchanged")
@pytest.mark.parametrize("behaviour", ["cancel-said@1", "cancel-said@3", "cancel-class@1", "cancel-class@3"])
def test_odd_cancellations(check: Check, surface: str, behaviour: str) -> None:
    """A cancellation with a text, or of a class of its own, ends a chain as quietly as any."""
    check(f"{surface}/limit5/{behaviour}:")


@pytest.mark.verifies("CHAIN.held")
@pytest.mark.parametrize("how", ["limit4/weak:", "limit4/weak+weak:"])
def test_its_starter_ends(check: Check, surface: str, how: str) -> None:
    """A chain to which nobody keeps a reference lives on when the task that has started it has ended."""
    check(f"{surface}/begin-task/keep-nobody/{how}")


@pytest.mark.verifies("CHAIN.no-limit")
def test_a_year(check: Check, surface: str) -> None:
    """An iteration that takes a year completes."""
    check(f"{surface}/pace-year/limit3/wait:")


@pytest.mark.verifies("CHAIN.error-reported", "CANCEL.from-outside")
@pytest.mark.parametrize("script", ["stubborn@3:1w=KILL", "stubborn@2:2w=KILL", "stubborn@4:1w=KILL,2w=KILL"])
def test_an_error_after_a_swallowed_cancellation(check: Check, surface: str, script: str) -> None:
    """A chain whose coroutine has swallowed a cancellation from outside goes on, and its errors are reported."""
    check(f"{surface}/limit6/{script}")


@control
@pytest.mark.verifies("CANCEL.at-once")
def test_cancel_after_a_swallowed_cancellation(check: Check) -> None:
    """CANCEL is obeyed in the iteration that has swallowed a cancellation from outside, and in the next one."""
    check("limit6/stubborn@9:2w=KILL,3w=CANCEL")
    check("limit6/stubborn@9:1+4=CANCEL,2w=KILL")


@control
@pytest.mark.verifies("STOP.ends")
def test_stop_after_a_swallowed_cancellation(check: Check) -> None:
    """STOP is obeyed in the very iteration that swallows one."""
    check("limit6/stubborn@9:1+3=STOP,2w=KILL")


@control
@pytest.mark.verifies("PAUSE.holds")
def test_pause_after_a_swallowed_cancellation(check: Check) -> None:
    """So is PAUSE."""
    check("limit6/stubborn@9:1+3=PAUSE,2w=KILL,2+9=CONTINUE")
