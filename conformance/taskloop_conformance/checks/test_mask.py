"""MASK, FARGS and PAYLOAD: one iteration on its own, and the forms of a payload."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from taskloop_conformance.model.history import History
from taskloop_conformance.record.probes import NO_PAYLOADS, SHAPES

Probe = Callable[[str], Awaitable[History]]
pytestmark = [pytest.mark.asyncio, pytest.mark.needs("functions")]


@pytest.mark.verifies("MASK.arguments")
async def test_arguments(probe: Probe) -> None:
    """The mask awaits the coroutine once, with the very arguments given."""
    await probe("mask-arguments")


@pytest.mark.verifies("MASK.fargs")
@pytest.mark.parametrize("name", ["mask-fargs", "payload-pair"])
async def test_fargs(probe: Probe, name: str) -> None:
    """The mask calls fargs once, after the coroutine, input first."""
    await probe(name)


@pytest.mark.verifies("MASK.pair")
@pytest.mark.parametrize("name", ["mask-pair", "payload-tuple-args"])
async def test_pair(probe: Probe, name: str) -> None:
    """The mask gives back a pair, also for the args form."""
    await probe(name)


@pytest.mark.verifies("MASK.arguments", "MASK.fargs", "MASK.cancel-unchanged")
@pytest.mark.parametrize("name", ["mask-nested", "mask-fargs-cancelled"])
async def test_masks_in_masks(probe: Probe, name: str) -> None:
    """A mask within a mask leaves the outer one alone, and a cancellation of fargs leaves the mask as it is."""
    await probe(name)


@pytest.mark.verifies("PAYLOAD.args-form")
async def test_keywords_of_a_mask_in_a_mask(probe: Probe) -> None:
    """The keyword arguments that stay are those of the mask's own call, not of one within it."""
    await probe("mask-nested-args")


@pytest.mark.verifies("MASK.error-unchanged")
@pytest.mark.parametrize("name", ["mask-raise", "mask-fargs-raise", "mask-raise-caused", "mask-raise-frozen"])
async def test_error(probe: Probe, name: str) -> None:
    """An exception of the coroutine or of fargs leaves the mask as the same object."""
    await probe(name)


@pytest.mark.verifies("MASK.cancel-unchanged")
async def test_cancel(probe: Probe) -> None:
    """A cancellation leaves the mask as a cancellation, and fargs isn't called."""
    await probe("mask-cancel")


@pytest.mark.verifies("FARGS.input")
async def test_simple_fargs(probe: Probe) -> None:
    """simple_fargs returns the very input."""
    await probe("simple-fargs")


@pytest.mark.verifies("FARGS.output")
async def test_simple_fargs_out(probe: Probe) -> None:
    """simple_fargs_out returns the very output."""
    await probe("simple-fargs-out")


def _shapes(*forms: str) -> list[str]:
    return [f"shape-{name}" for name, (form, _) in SHAPES.items() if form in forms]


@pytest.mark.verifies("PAYLOAD.pair-form")
@pytest.mark.parametrize("name", ["payload-pair", "payload-tuple-pair", *_shapes("pair")])
async def test_pair_form(probe: Probe, name: str) -> None:
    """(list or tuple, mapping) is arguments and keyword arguments."""
    await probe(name)


@pytest.mark.verifies("PAYLOAD.args-form")
@pytest.mark.parametrize("name", ["payload-args", "payload-tuple-args", *_shapes("args")])
async def test_args_form(probe: Probe, name: str) -> None:
    """Any other list or tuple is positional arguments, and the keyword arguments stay."""
    await probe(name)


@pytest.mark.verifies("PAYLOAD.two-arguments")
@pytest.mark.parametrize("name", ["payload-two", *_shapes("two")])
async def test_two_arguments(probe: Probe, name: str) -> None:
    """Two items that aren't (list or tuple, mapping) are two arguments."""
    await probe(name)


@pytest.mark.verifies("PAYLOAD.not-a-payload")
@pytest.mark.parametrize("name", [f"no-payload-{name}" for name in NO_PAYLOADS])
async def test_no_payload(probe: Probe, name: str) -> None:
    """A result that is neither list nor tuple is a TypeError."""
    await probe(name)


@pytest.mark.verifies("PAYLOAD.message")
@pytest.mark.parametrize("name", ["no-payload-none", "no-payload-mapping"])
async def test_message(probe: Probe, name: str) -> None:
    """The TypeError names the coroutine and the type of the value."""
    await probe(name)
