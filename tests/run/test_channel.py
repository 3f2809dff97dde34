"""The channel: what a worker sends arrives whole, what others write there is skipped, nothing holds the parent back."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskloop_conformance.run import channel
from taskloop_conformance.run.channel import KEY_SIZE, ChannelError, Receiver, open_sender
from taskloop_conformance.run.messages import SHAPES, accept

KEY = bytes(range(KEY_SIZE))


class Pipe:
    """Both ends of a pipe in one process."""

    def __init__(self) -> None:
        reading, self.writing = os.pipe()
        self.receiver = Receiver(reading, KEY)
        self.send = open_sender(self.writing, KEY)

    def close(self) -> None:
        os.close(self.receiver.descriptor)
        os.close(self.writing)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    pipe = Pipe()
    yield pipe
    pipe.close()


@settings(derandomize=True, database=None, deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.binary(max_size=200), st.text(max_size=9_000)), max_size=6))
def test_messages_arrive_whatever_stands_between_them(parts: list[tuple[bytes, str]]) -> None:
    """Each message is read back as it was sent, long ones too; other bytes before and after are counted and skipped."""
    pipe = Pipe()
    try:
        found = []
        for noise, text in parts:
            os.write(pipe.writing, noise)
            pipe.send({"note": text})
            found += pipe.receiver.read()
        assert [{"note": text} for _, text in parts] == found
        assert sum(len(noise) for noise, _ in parts) == pipe.receiver.skipped
    finally:
        pipe.close()


def test_a_frame_that_comes_again_is_no_message(pipe: Pipe) -> None:
    """A recorded frame is good for once: written again it is noise."""
    pipe.send({"note": "x"})
    recorded = os.read(pipe.receiver.descriptor, 1 << 16)
    for _ in range(2):
        os.write(pipe.writing, recorded)
    assert [{"note": "x"}] == pipe.receiver.read()


def test_a_frame_of_another_key_is_no_message(pipe: Pipe) -> None:
    """Who doesn't have the run's key can't send."""
    open_sender(pipe.writing, bytes(KEY_SIZE))({"note": "x"})
    assert [] == pipe.receiver.read()


def test_a_damaged_frame_is_named(pipe: Pipe) -> None:
    """A frame that begins right and goes on wrong can't be skipped: nothing after it would be read."""
    pipe.send({"note": "x"})
    recorded = bytearray(os.read(pipe.receiver.descriptor, 1 << 16))
    recorded[-1] ^= 1
    os.write(pipe.writing, recorded)
    with pytest.raises(ChannelError, match="damaged"):
        pipe.receiver.read()


def test_reading_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call reads a bounded amount even when the writer is faster than it, and a flood is an error in the end."""
    reading, writing = os.pipe()
    receiver = Receiver(reading, KEY)
    try:
        calls: list[int] = []

        def endless(descriptor: int, size: int) -> bytes:
            calls.append(size)
            return b"x" * size

        with monkeypatch.context() as patch:
            patch.setattr(os, "read", endless)
            assert [] == receiver.read()
            assert len(calls) <= channel._AT_A_TIME >> 16
            for _ in range(channel.FLOOD // channel._AT_A_TIME - 1):
                receiver.read()
            with pytest.raises(ChannelError, match="flooded"):
                receiver.read()
    finally:
        os.close(reading)
        os.close(writing)


def test_a_channel_without_writers_is_closed(pipe: Pipe) -> None:
    """The last message is read, and then the end is known."""
    pipe.send({"note": "x"})
    os.close(pipe.writing)
    found = pipe.receiver.read()
    pipe.writing = os.open(os.devnull, os.O_WRONLY)
    assert ([{"note": "x"}], True) == (found, pipe.receiver.closed)


def test_a_message_that_is_too_long_says_so(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut on the way: a message over the limit becomes a failure of the suite."""
    monkeypatch.setattr(channel, "LONGEST", 1000)
    pipe.send({"note": "x" * 1000})
    assert [{"suite-error": "a message of 0 MiB was too long to be sent"}] == pipe.receiver.read()


RECORD = {
    "check": "test_x",
    "rules": ["STOP.ends"],
    "outcome": "passed",
    "findings": [],
    "at_the_end": False,
    "message": "",
    "lacks": "",
    "replay": "",
    "histories": 1,
    "seconds": 0.5,
}


def test_a_record_is_accepted() -> None:
    """A message of the shape that its kind has is taken as it is."""
    assert accept(RECORD) == RECORD


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "perfect"},
        {"rules": "STOP.ends"},
        {"histories": True},
        {"histories": -1},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
        {"findings": [{}]},
        {"replay": None},
        {"extra": 1},
        {"done": {"pytest": 0}},
    ],
    ids=str,
)
def test_a_record_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """A wrong type, an unknown word, a field too many or a number that is none: refused as a whole."""
    assert accept({**RECORD, **change}) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(st.sampled_from(sorted(SHAPES)), JSON, JSON)
def test_any_value_is_accepted_or_refused(kind: str, value: object, other: object) -> None:
    """No value that JSON can hold makes the boundary fail."""
    for message in (value, {kind: value}, {kind: value, "rules": other}):
        accepted = accept(message)
        assert accepted is None or isinstance(message, dict)


def test_texts_are_made_printable() -> None:
    """What a worker sends can be shown on a terminal and written to a file."""
    message = accept({"note": "half \udc80, \x1b[31m, nul \x00"})
    assert message == {"note": "half \\udc80, \\x1b[31m, nul \\x00"}
