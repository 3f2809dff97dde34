"""coromask and the two ready-made fargs."""

from __future__ import annotations

import asyncio
from collections import UserDict
from typing import Any

import pytest

from tasktools.taskloop import coromask, simple_fargs, simple_fargs_out

from .conftest import Run
from .sources import Boom

KWARGS = {"unit": "m"}


async def echo(*args: Any, **kwargs: Any) -> Any:
    """Give back what it was called with."""
    return args, kwargs


@pytest.mark.parametrize(
    ("produced", "expected"),
    [
        ([7], ([7], KWARGS)),
        ((1, 2), ((1, 2), KWARGS)),
        ([], ([], KWARGS)),
        ([[1], 2], ([[1], 2], KWARGS)),
        ([1, {"a": 2}], ([1, {"a": 2}], KWARGS)),
        (["ab"], (["ab"], KWARGS)),
        (([1], {"a": 2}), ([1], {"a": 2})),
        ([(), {}], ((), {})),
        ([[1], {"a": 2}, 3], ([[1], {"a": 2}, 3], KWARGS)),
    ],
    ids=repr,
)
def test_both_forms_of_a_payload(run: Run, produced: Any, expected: Any) -> None:
    """A pair replaces all arguments; any other list or tuple replaces the positional ones."""
    assert expected == run(coromask(echo, [0], KWARGS, lambda args, obtained: produced))


def test_what_is_inside_is_passed_on_uncopied(run: Run) -> None:
    """The payload holds the very objects that fargs gave, and fargs gets the very arguments, input first."""
    first, inner, mapping = [object()], (object(),), UserDict({"a": 1})
    seen: list[Any] = []

    def fargs(args: Any, obtained: Any) -> Any:
        seen.extend((args, obtained))
        return [inner, mapping]

    args, kwargs = run(coromask(echo, first, KWARGS, fargs))
    assert (True, True, True) == (args is inner, kwargs is mapping, seen[0] is first)
    assert (tuple(first), KWARGS) == seen[1]


@pytest.mark.parametrize("args", [[[1], {"verbose": True}], ((1,), {"verbose": True}), [1], ()], ids=repr)
def test_the_input_given_back_means_the_same_call(run: Run, args: Any) -> None:
    """The very input is no pair, whatever its shape: the same arguments and keyword arguments again."""
    again, kwargs = run(coromask(echo, args, KWARGS, simple_fargs))
    assert (True, True) == (again is args, kwargs is KWARGS)


@pytest.mark.parametrize("wrong", [None, 3, "ab", {"a": 1}, iter([1])], ids=lambda value: type(value).__name__)
def test_anything_else_is_no_payload(run: Run, wrong: Any) -> None:
    """TypeError names the coroutine and the type of the offending value."""
    with pytest.raises(TypeError, match=f"echo.*{type(wrong).__name__}"):
        run(coromask(echo, [0], {}, lambda args, obtained: wrong))


def test_fargs_is_not_called_after_a_failure(run: Run) -> None:
    """An exception of the coroutine goes through unchanged, and fargs isn't called."""
    boom, called = Boom(), []

    async def fail() -> None:
        raise boom

    with pytest.raises(Boom) as caught:
        run(coromask(fail, [], {}, lambda *_: called.append(1)))
    assert (True, []) == (caught.value is boom, called)


def test_a_cancellation_goes_through(run: Run) -> None:
    """A cancelled mask is a cancelled task."""

    async def main() -> bool:
        task = asyncio.create_task(coromask(asyncio.sleep, [3600], {}, simple_fargs))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert run(main())


def test_the_simple_fargs() -> None:
    """simple_fargs gives its first argument back, simple_fargs_out its second: the same objects."""
    first, second = object(), object()
    assert (first, second) == (simple_fargs(first, second), simple_fargs_out(first, second))
    assert (first, second) == (
        simple_fargs(input=first, output=second),
        simple_fargs_out(input=first, output=second),
    )
