"""Any text as a token: it is refused with one clear line, or it runs, and what keeps the rules isn't accused."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tasktools.taskloop
from taskloop_conformance.explore.examine import examine
from taskloop_conformance.model.failures import Unimplemented
from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.record.clock import Settings
from taskloop_conformance.record.scenario import BEHAVIOURS, FORMS, INPUTS, SURFACES, WATCHES
from taskloop_conformance.record.tokens import TokenError, from_token
from taskloop_conformance.record.values import DIMENSIONS

REFERENCE = ModuleAdapter(tasktools.taskloop, "the reference")

SETTING_NAMES = [name for name in Settings.__dataclass_fields__ if name in ("eager", "debug", "collect")]
WORDS = [*SURFACES, *FORMS, *(f"watch-{name}" for name in WATCHES), *SETTING_NAMES]
WORDS += [f"{name}-{value}" for name, values in DIMENSIONS.items() for value in values]
# Numbers that are no numbers, too large, too long, in other scripts, negative, or just right.
NUMBERS = st.sampled_from(
    ["1", "3", "0", "-1", "0.5", "1e9", "1e999", "nan", "inf", "9" * 5000, "\u0663", "2.5", "", "x"]
)
OPTIONS = st.sampled_from(WORDS) | st.builds(
    "{}{}".format, st.sampled_from(["tp", "until", "limit", "shuffle", "reorder", "start"]), NUMBERS
)
BEHAVIOUR = st.builds("{}{}".format, st.sampled_from([*BEHAVIOURS, ""]), st.sampled_from(["", "@1", "@3", "@0", "@"]))
STEPS = st.builds(
    "{}{}{}={}".format,
    st.sampled_from(["", "A", "B", "C", "Aa"]),
    st.sampled_from(["0", "1", "2", "3", "9" * 5000, "\u0663", ""]),
    st.sampled_from(
        ["c", "w", "l", "f", "s0", "s1", "s3", "s999", "+0.5", "+1", "+2.5", "+1s2", "+" + "9" * 400, "z", ""]
    ),
    st.sampled_from([*INPUTS, "HALT", ""]),
)
TOKENS = st.builds(
    lambda options, behaviours, script: "/".join([*options, "+".join(behaviours) + ":" + ",".join(script)]),
    st.lists(OPTIONS, max_size=3),
    st.lists(BEHAVIOUR, min_size=1, max_size=3),
    st.lists(STEPS, max_size=3),
)
SIMPLE = st.builds(
    lambda options, behaviours, script: "/".join([*options, "+".join(behaviours) + ":" + ",".join(script)]),
    st.lists(st.sampled_from(WORDS), max_size=2),
    st.lists(st.sampled_from(list(BEHAVIOURS)), min_size=1, max_size=2),
    st.lists(
        st.builds(
            "{}{}{}={}".format,
            st.sampled_from(["A", "B"]),
            st.sampled_from(["1", "2", "3"]),
            st.sampled_from(["c", "w", "l", "s1", "s2", "+0.5", "+1.5"]),
            st.sampled_from(INPUTS),
        ),
        max_size=3,
    ),
)


def outcome_of(token: str) -> str:
    """What becomes of a token on the reference: its history is legal, or the reason why it isn't run."""
    try:
        examine(from_token(token), REFERENCE)
    except TokenError as error:
        return f"refused: {error}"
    except Unimplemented as missing:
        return f"unimplemented: {missing}"
    return "legal"


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(TOKENS | st.text(max_size=40))
@example(":")
@example("bad+bad:")
@example("watch-defaults/wait:")
@example("eager/wait:")
@example("limit1000000000/wait:")
def test_any_token(token: str) -> None:
    """A made-up token is refused in one short line, or runs; on the reference its history is legal."""
    outcome = outcome_of(token)
    assert re.fullmatch("legal|unimplemented: .*|refused: .{1,700}", outcome), outcome


@settings(derandomize=True, database=None, deadline=None, max_examples=400)
@given(SIMPLE)
def test_no_plain_token_accuses_the_reference(token: str) -> None:
    """Whatever is combined, an implementation that keeps the rules is found to keep them."""
    outcome = outcome_of(token)
    assert re.fullmatch("legal|unimplemented: .*|refused: .{1,700}", outcome), outcome


@pytest.mark.parametrize("token", ["bad+bad:", "raise+bad:", "raise+raise:", "fargs-raise+bad:"])
def test_two_failures_are_told_apart(token: str) -> None:
    """Chains that fail together are each found to be reported."""
    assert "legal" == outcome_of(token)
