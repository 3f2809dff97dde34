"""The data of the forbidden steps: each one is reached by an example, and each circumstance is somebody's."""

from __future__ import annotations

from functools import cache

import pytest

from taskloop_conformance.judge.circumstances import CIRCUMSTANCES
from taskloop_conformance.judge.oracle import explain_all, judge, judge_all
from taskloop_conformance.model.entries import SpecError
from taskloop_conformance.model.forbidden import Forbidden, load_forbidden, parse_forbidden
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.model.rules import load_rules

RULES = load_rules()
STEPS = load_forbidden().steps
NAMES = [f"{number}-{step.step}-{step.rule}" for number, step in enumerate(STEPS)]


def first_steps(text: str) -> set[Forbidden]:
    """The first forbidden step of each chain of a history."""
    return {explained.steps[0] for explained in explain_all(parse_history(text)).values()}


@cache
def reached_by_rules() -> frozenset[Forbidden]:
    """The steps that explain the illegal example of some rule."""
    chains = [rule for rule in RULES.values() if "masked" not in rule.illegal and "helper" not in rule.illegal]
    return frozenset(step for rule in chains for step in first_steps(rule.illegal))


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_each_step_is_reached_by_an_example(step: Forbidden) -> None:
    """The step's own example, or the illegal example of a rule, is explained by this step before any other."""
    assert step in (first_steps(step.example) if step.example else reached_by_rules())


@pytest.mark.parametrize("step", [step for step in STEPS if step.example], ids=lambda step: f"{step.step}-{step.rule}")
def test_an_example_names_its_rule(step: Forbidden) -> None:
    """The history beside a step is illegal, and the rule that is named is the step's or refines it."""
    found = judge(parse_history(step.example))
    assert found is not None
    assert step.rule in {found.rule, *(refined.rule for refined in RULES[found.rule].refines)}


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if not rule.retired], ids=lambda rule: str(rule.id))
def test_an_illegal_example_is_blamed_on_its_rule(rule: object) -> None:
    """The illegal example of a rule is blamed on that rule first, and no other one is said to be as likely."""
    illegal = parse_history(RULES[str(getattr(rule, "id", ""))].illegal)
    found = judge_all(illegal)
    assert (getattr(rule, "id", ""), ()) == (found[0].rule, found[0].alternatives)


def test_every_circumstance_is_spoken_of() -> None:
    """What the rules call circumstances is what the judge can tell, no more and no less."""
    spoken = {refinement.when for rule in RULES.values() for refinement in rule.refines}
    assert spoken == set(CIRCUMSTANCES)


KIND = '[kinds.{}]\ncost = 1\nmeaning = "M."\n'
STEP = '[[steps]]\nstep = "{}"\nrule = "{}"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (KIND.format("a") + STEP.format("b", "STOP.ends"), "no kind of step"),
        (KIND.format("a") + STEP.format("a", "STOP.never"), "no rule STOP.never"),
        (KIND.format("a") + STEP.format("a", "STOP.ends") + 'signal = ["HALT"]', "HALT is no signal"),
        (KIND.format("a") + KIND.format("b") + STEP.format("a", "STOP.ends"), "no step is of the kind b"),
    ],
)
def test_wrong_data_is_refused(text: str, complaint: str) -> None:
    """A step of no kind, of no rule or about no signal is refused, and so is a kind without a step."""
    with pytest.raises(SpecError, match=complaint):
        parse_forbidden(text)


@pytest.mark.parametrize("between", ["", "0.1  PAUSE", "0.1  CONTINUE", "0.1  STOP", "0.1  CANCEL"])
def test_a_clean_up_that_is_interrupted_again_breaks_no_more_than_that(between: str) -> None:
    """A second CANCEL that interrupts the clean-up is CANCEL.cleanup alone, whatever signal came between the two."""
    history = f"""
0    call p0
0    CANCEL
0    interrupted
{between}
0.2  CANCEL
0.2  interrupted
0.2  cancelled
0.2  idle tasks 0 timers 0
"""
    assert ["CANCEL.cleanup"] == [divergence.rule for divergence in judge_all(parse_history(history))]
