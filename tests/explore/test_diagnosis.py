"""Whom a failure is blamed on: what is named must make the difference, and a crash is blamed on what it prevents."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from taskloop_conformance.model.finding import Finding
from taskloop_conformance.record.adapters import ModuleAdapter
from tests.faults.clean import Chain, Clean

from .asking import faulty, findings, module, rules


class CrashesAtRenewal(Chain):
    """Its own code fails whenever an iteration has ended."""

    def returned(self, payload: Any) -> None:
        raise TypeError("unhashable type: 'list', because the payload is a key of the table of chains")


class RaisesAtFirstStop(Chain):
    """STOP raises, the first one too."""

    def stop(self) -> None:
        raise RuntimeError("there is no loop")


class NeverStarts(Chain):
    """Nothing comes of create()."""

    def create(self) -> None:
        return


class PauseCrashes(Chain):
    """The pause coroutine fails at its first step."""

    async def pause_coroutine(self) -> None:
        raise AttributeError("signalled")


class Delays(Chain):
    """A millisecond is added between iterations."""

    def begin(self) -> None:
        if self.calls:
            asyncio.get_running_loop().call_later(0.001, super().begin)
        else:
            super().begin()


class CallsFargsInPauses(Chain):
    """The pause runs through fargs, whose result replaces the payload, as in release 1.1.50."""

    def paused(self, result: Any) -> None:
        self.kept = self.fargs(self.kept[0], result)
        super().paused(result)


class TwoListsArePair(Clean):
    """Two lists are taken for a pair."""

    def is_pair(self, result: Any) -> bool:
        return len(result) == 2 and all(isinstance(item, (list, dict)) for item in result)


class BareMask(Clean):
    """The mask never makes a pair of what fargs gave."""

    def normalise(self, coro: Any, result: Any, args: Any, kwargs: Any) -> Any:
        return result


class RefusesBeforeTheCall(Clean):
    """The mask fails before it calls the coroutine."""

    async def call(self, coro: Any, args: Any, kwargs: Any) -> Any:
        raise TypeError("coromask() takes no generator")


@pytest.mark.parametrize("form", ["args", "tuple-args", "two", "tuple-pair"])
def test_a_crash_at_any_renewal_is_no_matter_of_form(form: str) -> None:
    """A chain that dies at its renewal whatever the payload's form is breaks CHAIN.continues, not the form's rule."""
    assert ["CHAIN.continues"] == rules(f"{form}/limit8/wait:", module(CrashesAtRenewal))


@pytest.mark.parametrize("surface", ["keyword", "task"])
def test_a_crash_at_any_renewal_is_no_matter_of_registration(surface: str) -> None:
    """Nor is it blamed on the way in which renew was registered, when the other way fails as well."""
    assert ["CHAIN.continues"] == rules(f"{surface}/limit8/wait:", module(CrashesAtRenewal))


@pytest.mark.parametrize("surface", ["keyword", "task"])
def test_without_taskloop_the_other_registration_decides(surface: str) -> None:
    """Where renew is all that there is, a crash in both registrations is no matter of either, and one in one is."""

    class Functions:
        """The names of the profile functions alone."""

        def __init__(self, inner: Clean) -> None:
            self.coromask, self.renew = inner.coromask, inner.renew

    class ByKeywordOnly(Clean):
        def renew(self, task: Any, coro: Any, fargs: Any, *finished: object) -> None:
            if finished:
                raise TypeError("renew() takes one task")
            super().renew(task, coro, fargs)

    crashing = Clean()
    crashing.chain_type = CrashesAtRenewal
    assert ["CHAIN.continues"] == rules(f"{surface}/limit8/wait:", ModuleAdapter(Functions(crashing), "functions"))
    expected = ["CHAIN.task-registration"] if surface == "task" else []
    assert expected == rules(f"{surface}/limit8/wait:", ModuleAdapter(Functions(ByKeywordOnly()), "functions"))


def test_a_crash_is_told_whole() -> None:
    """The finding says class, message and the line that raised, all of it."""
    [finding] = findings("limit8/wait:", module(CrashesAtRenewal))
    assert (
        "TypeError: unhashable type: 'list', because the payload is a key of the table" in finding.divergence.happened
    )
    assert "in returned, test_diagnosis.py:" in finding.divergence.happened
    assert 'raise TypeError("unhashable' in finding.divergence.happened


def test_a_form_is_blamed_where_only_it_crashes() -> None:
    """Where only a tuple of arguments is refused, the rule of the args form is named, and what it can't do without."""

    class Refuses(Clean):
        def normalise(self, coro: Any, result: Any, args: Any, kwargs: Any) -> Any:
            if isinstance(result, tuple) and not self.is_pair(result):
                raise ValueError("a tuple")
            return super().normalise(coro, result, args, kwargs)

    [finding] = findings("tuple-args/limit8/wait:", module(kind=Refuses))
    assert finding.rule == "PAYLOAD.args-form"
    assert finding.essential == ("when fargs gives a pair (list, dict)",)


# In a pause as well: without the pause the same STOP raises, so the pause has no part in it.
@pytest.mark.parametrize(("token", "rule"), [("wait:1w=STOP", "STOP.ends"), ("wait:1w=PAUSE,1+2=STOP", "STOP.ends")])
def test_a_first_stop_that_raises_is_not_called_repeated(token: str, rule: str) -> None:
    """STOP that raises is blamed on what it prevents: the end of the chain."""
    assert rule in rules(token, module(RaisesAtFirstStop))
    assert "CONTROL.repeated" not in rules(token, module(RaisesAtFirstStop))


def test_a_signal_that_raises_is_no_matter_of_defaults() -> None:
    """The probe of the default arguments says nothing of STOP that raises."""
    assert [] == rules("probe:default-arguments", module(RaisesAtFirstStop))


def test_a_chain_that_never_starts_is_no_matter_of_the_loop() -> None:
    """CHAIN.running-loop is named only where a chain starts once its loop is named."""
    assert ["CHAIN.starts"] == rules("limit3/watch-loops/wait:", module(NeverStarts))


@pytest.mark.parametrize("token", ["wait:1w=PAUSE,1+0.5=STOP", "wait:1w=PAUSE,1+2=CONTINUE"])
def test_a_pause_that_crashes_is_not_blamed_on_stop(token: str) -> None:
    """A pause that fails by itself breaks rules about pauses, not STOP.during-pause."""
    assert not {"STOP.during-pause", "STOP.in-time"} & set(rules(token, module(PauseCrashes)))


def test_a_crash_of_a_pause_is_blamed_on_what_it_prevents() -> None:
    """CONTINUE finds no pause to end: CONTINUE.resumes, with the pause's own exception."""
    [finding] = findings("wait:1w=PAUSE,1+2=CONTINUE", module(PauseCrashes))
    assert finding.rule == "CONTINUE.resumes"
    assert "AttributeError: signalled" in finding.divergence.happened


def test_a_delay_hides_nothing_else() -> None:
    """A millisecond between iterations is one finding, and what else the implementation does is judged."""
    token = "wait:1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=CONTINUE"
    assert ["CHAIN.nothing-added"] == rules(token, module(Delays))

    class AndForgets(Delays):
        def begin_pause(self) -> None:
            self.kept = self.first
            super().begin_pause()

    assert {"CHAIN.nothing-added", "CONTINUE.kept-payload"} <= set(rules(token, module(AndForgets)))


@pytest.mark.parametrize(
    ("name", "token", "rule"),
    [
        ("only-async-def", "coro-object/limit3/wait:", "MASK.any-coroutine"),
        ("keyword-coro-collides", "kwargs-hostile/limit3/wait:", "MASK.any-names"),
        ("false-output-is-none", "out-falsy/limit8/wait:", "MASK.any-output"),
        ("an-hour-at-most", "pace-day/limit3/wait:", "CHAIN.no-limit"),
        ("awaiter-cancels", "await-cancelled/wait:", "CHAIN.awaiter-cancelled"),
    ],
)
def test_a_value_is_blamed_where_the_plain_one_passes(name: str, token: str, rule: str) -> None:
    """A chain that goes wrong with one kind of value breaks the rule about it; with the plain value it is legal."""
    assert [rule] == rules(token, faulty(name))
    assert [] == rules(token.partition("/")[2], faulty(name))


@pytest.mark.parametrize("script", ["1w=STOP", "1w=CANCEL", "1w=PAUSE,1+1.5=CONTINUE", "1w=PAUSE,1+0.5=CANCEL"])
def test_a_signal_may_be_refused_in_another_thread(script: str) -> None:
    """An implementation that raises in another thread and changes nothing there keeps the rules."""
    assert [] == rules(f"watch-threads/wait:{script}", module())


def test_a_signal_is_not_blamed_for_a_call_that_comes_without_it() -> None:
    """After a swallowed CANCEL the next call comes with or without CONTINUE: CONTINUE took nothing back."""

    class GoesOn(Chain):
        def returned(self, payload: Any) -> None:
            if self.final == "CANCEL":
                self.kept, self.final = payload, ""
                self.begin()
            else:
                super().returned(payload)

    assert ["CANCEL.swallowed"] == rules("swallow:1w=CANCEL,1l=CONTINUE", module(GoesOn))


def test_both_faults_of_a_masked_pause_are_found() -> None:
    """A pause that runs through fargs calls it once too often, and the chain resumes with what came of that."""
    found = rules("wait:1w=PAUSE,1+2=CONTINUE", module(CallsFargsInPauses))
    assert ["PAUSE.no-fargs", "CONTINUE.kept-payload"] == found


@pytest.mark.parametrize(
    ("kind", "expected"), [(TwoListsArePair, ["PAYLOAD.two-arguments"]), (BareMask, ["MASK.pair"])]
)
def test_two_lists_taken_for_a_pair(kind: type[Clean], expected: list[str]) -> None:
    """A mask that makes pairs and leaves two lists as they are has taken them for one; one that makes none hasn't."""
    assert expected == rules("probe:shape-two-lists", module(kind=kind))


def test_a_type_error_before_the_call_is_no_matter_of_payload() -> None:
    """A mask that fails before it calls the coroutine breaks MASK.arguments, whatever fargs would have given."""
    assert ["MASK.arguments"] == rules("probe:no-payload-number", module(kind=RefusesBeforeTheCall))


def test_what_is_essential_is_said() -> None:
    """The finding names what the failure can't do without, in words."""

    class Deaf(Chain):
        def cancel(self) -> None:
            return

    [finding] = findings("args/wait+wait:A1w=PAUSE,A1+2=CONTINUE,A3w=CANCEL", module(Deaf))
    assert finding.rule == "CANCEL.at-once"
    assert finding.essential == ("without CANCEL",)
    assert Finding.from_json(finding.to_json()) == finding


def test_two_explanations_at_the_same_cost_are_both_told() -> None:
    """Where a signal falls together with a decision and either side explains the failure, both rules are named."""

    class LostThere(Chain):
        async def pause_coroutine(self) -> Any:
            self.signalled = asyncio.get_running_loop().create_future()
            await self.signalled

    found = findings("wait:1w=PAUSE,1s2=CONTINUE", module(LostThere))
    assert [("CONTINUE.resumes", ("CONTROL.latest-wins",))] == [
        (finding.rule, finding.divergence.alternatives) for finding in found
    ]
    assert found[0].divergence.named == "CONTINUE.resumes or CONTROL.latest-wins"


class ForgetsTheSecond(Chain):
    """The third call gets the payload of the second one again."""

    def payload(self) -> Any:
        return self.previous if self.calls == 3 else self.kept


@pytest.mark.parametrize("token", ["raise@5:", "raise@5:2w=PAUSE,2+1=CONTINUE", "fargs-raise@6:", "limit7/bad@7:"])
def test_what_would_have_happened_later_is_no_part_of_the_token(token: str) -> None:
    """An error that comes after what is wrong isn't needed to see it, and doesn't stand in the token."""
    (found,) = findings(token, module(ForgetsTheSecond))
    assert "CHAIN.next-payload" == found.rule
    assert "/wait:" in found.replay


def test_a_long_run_that_goes_wrong_early_is_short_in_the_token() -> None:
    """Of nine hundred iterations those are shown that it takes."""
    (found,) = findings("limit900/wait:", module(ForgetsTheSecond))
    assert "limit6/wait:" == found.replay
