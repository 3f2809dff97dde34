"""Tokens and texts: what is written is read back, and what can't be read is named."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskloop_conformance.model.notation import NotationError, format_history, parse_history
from taskloop_conformance.record.clock import Settings
from taskloop_conformance.record.scenario import (
    BEHAVIOURS,
    FORMS,
    MAX_LIMIT,
    SURFACES,
    WATCHES,
    Scenario,
    Step,
    to_token,
)
from taskloop_conformance.record.tokens import TokenError, from_token
from taskloop_conformance.record.values import DIMENSIONS, values_of

SECONDS = st.floats(0.001, 1e7)
SEEDS = st.none() | st.integers(0, 10**6)
EAGER = st.booleans() if hasattr(asyncio, "eager_task_factory") else st.just(False)
VALUES = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in DIMENSIONS.items()}).map(values_of)
POINTS = st.sampled_from(["c", "w", "l", "s1", "s2", "s3", "+1", "+2.5"])
SIGNALS = st.sampled_from(["PAUSE", "CONTINUE", "STOP", "CANCEL", "KILL"])
BEHAVIOUR = st.builds("{}{}".format, st.sampled_from(list(BEHAVIOURS)), st.sampled_from(["", "@1", "@3"]))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any scenario that can be written as a token."""
    behaviours = draw(st.lists(BEHAVIOUR, min_size=1, max_size=3))
    paused = any(behaviour.startswith("pausing") for behaviour in behaviours)
    surface = draw(st.sampled_from(["loop"] if paused else SURFACES))
    signals = SIGNALS if surface == "loop" else st.just("KILL")
    chains = st.sampled_from("ABC"[: len(behaviours)])
    return Scenario(
        behaviours=tuple(behaviours),
        script=tuple(draw(st.lists(st.builds(Step, chains, st.integers(1, 30), POINTS, signals), max_size=4))),
        surface=surface,
        form=draw(st.sampled_from(list(FORMS))),
        values=draw(VALUES),
        time_pause=draw(SECONDS),
        until=draw(st.none() | SECONDS),
        limit=draw(st.none() | st.integers(1, MAX_LIMIT)),
        watch=draw(st.frozensets(st.sampled_from([name for name in WATCHES if name != "defaults"]))),
        settings=draw(
            st.builds(Settings, SEEDS, SEEDS, st.floats(-1e9, 1e9) | st.just(0.0), EAGER, st.booleans(), st.booleans())
        ),
    )


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(scenarios())
def test_a_token_is_read_back_as_the_same_scenario(scenario: Scenario) -> None:
    """A token means exactly the scenario that it was made from, to the last digit, and has no spaces."""
    token = to_token(scenario)
    assert " " not in token
    assert scenario == from_token(token)


@pytest.mark.parametrize(
    "token", ["wait:", "wait:1c=PAUSE,1+2=CONTINUE", "args/until90000/wait:1w=PAUSE", "tp0.1/wait:"]
)
def test_a_token_is_written_as_it_was_read(token: str) -> None:
    """The shortest form of a token is its own."""
    assert token == to_token(from_token(token))


@pytest.mark.parametrize(
    ("token", "complaint"),
    [
        ("wait", "has no ':'"),
        ("sleep:", "no behaviour 'sleep'"),
        ("wait@x:", "'wait@x': after '@' stands an iteration"),
        ("raise@:", "'raise@': after '@' stands an iteration"),
        ("raise@0:", "'raise@0': after '@' stands an iteration"),
        (":", "the token names no chain"),
        ("+:", "the token names no chain"),
        ("wait:1w=HALT", "'1w=HALT' is no step"),
        ("wait:w=STOP", "'w=STOP' is no step"),
        ("wait:1z=STOP", "'1z=STOP': no point 'z'"),
        (f"wait:{'9' * 5000}w=STOP", "no point"),
        ("wait:1+" + "9" * 5000 + "=STOP", "a point comes at most 1e+12 pauses after an iteration"),
        ("keyword/wait:1c=PAUSE", "a chain made with renew ('keyword') knows no signals"),
        ("keyword/pausing:", "'pausing': a chain made with renew ('keyword') knows no signals, and can't be paused"),
        ("task/wait+pausing@3:", "'pausing': a chain made with renew ('task') knows no signals"),
        ("watch-defaults/wait:", "watch-defaults is about chains made without arguments"),
        (f"limit{'9' * 5000}/wait:", "no option"),
        ("wait@" + "9" * 5000 + ":", "after '@' stands an iteration"),
        ("limit1000000000/wait:", "'limit1000000000': limit is 1 to 100000"),
        ("x" * 200_000 + ":", "none has more than 100000"),
        ("fast/wait:", "no option 'fast'"),
        ("watch-birds/wait:", "no option 'watch-birds'"),
        ("shuffle1.5/wait:", "'shuffle1.5': shuffle is"),
        ("tpnan/wait:", "no option 'tpnan'"),
        ("untilinf/wait:", "no option 'untilinf'"),
        ("startinf/wait:", "no option 'startinf'"),
        ("limit-3/wait:", "'limit-3': limit is 1 to 100000"),
        ("tp-0.1/wait:", "'tp-0.1': tp is"),
        ("until-1/wait:", "'until-1': until is"),
        ("wait:B1c=PAUSE", "a step of chain B, which 'wait' doesn't have"),
        ("+wait:1c=PAUSE", "a step of chain A, which '+wait' doesn't have"),
    ],
)
def test_a_wrong_token_is_explained(token: str, complaint: str) -> None:
    """A token that can't be read is an error that names the part at fault."""
    with pytest.raises(TokenError) as raised:
        from_token(token)
    assert complaint in str(raised.value)


@pytest.mark.skipif(hasattr(asyncio, "eager_task_factory"), reason="this Python has eager tasks")
def test_what_this_python_lacks_is_refused() -> None:
    """Eager tasks are new in Python 3.12: before, the token is refused with that reason."""
    with pytest.raises(TokenError, match=r"eager tasks are new in Python 3\.12"):
        from_token("eager/wait:")


@pytest.mark.parametrize("value", ["abc", "nan", "inf"])
def test_a_wrong_time_pause_is_named_with_its_line(value: str) -> None:
    """A history whose time_pause isn't seconds is refused, with the line."""
    with pytest.raises(NotationError, match=f"line 2: time_pause is '{value}'"):
        parse_history(f"# a comment\ntime_pause: {value}\n0 call p0")


def test_chains_and_conditions_are_read_back() -> None:
    """A history of several chains, with a setting of its own, is the same after writing and reading."""
    history = parse_history("time_pause: 0.5\nsurface: task\n0 A call p0\n0.000001 B call p0\n9 idle tasks 0 timers 0")
    assert (0.5, {"surface": "task"}) == (history.time_pause, history.conditions)
    assert history == parse_history(format_history(history))
