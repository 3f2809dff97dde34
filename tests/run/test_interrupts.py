"""Ctrl-C and the signals that count as it, and what mustn't be lost to them."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from taskloop_conformance.run.interrupts import held_back


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt, also where whoever started these tests lets it be ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_a_signal_waits_until_what_was_read_is_taken() -> None:
    """Within the block nothing is interrupted; what came meanwhile interrupts at its end."""
    taken = []

    def take_all() -> None:
        with held_back():
            for message in range(3):
                signal.raise_signal(signal.SIGINT)
                taken.append(message)

    with pytest.raises(KeyboardInterrupt):
        take_all()
    assert [0, 1, 2] == taken
