"""The board: a token is there whole or not at all, and a forked child writes nothing."""

from __future__ import annotations

import mmap
import os

import pytest

from taskloop_conformance.record import progress
from taskloop_conformance.record.clock import VirtualLoop
from taskloop_conformance.record.progress import SIZE, Board, Progress
from taskloop_conformance.record.scenario import Scenario, Step
from taskloop_conformance.record.tokens import from_token


@pytest.fixture
def board() -> Board:
    return Board(mmap.mmap(-1, SIZE))


def test_a_long_token_is_read_back_whole(board: Board) -> None:
    """The token of a run with hundreds of signals means the same scenario after the process is gone."""
    steps = tuple(Step("ABC"[n % 3], n + 1, "+0.5", "CONTINUE") for n in range(900))
    scenario = Scenario(("wait", "turn", "wait"), steps)
    board.begin(str(scenario))
    assert len(str(scenario)) > 10_000
    assert scenario == from_token(board.read().token)


def test_a_token_that_does_not_fit_is_left_out(board: Board) -> None:
    """A part of a token would be another scenario: none is written, and the history counts all the same."""
    board.begin("wait:")
    board.begin("x" * SIZE)
    assert Progress(2, 0, "") == board.read()


def test_a_shorter_token_leaves_nothing_of_the_one_before(board: Board) -> None:
    """The token of the history in hand is all that is read."""
    board.begin("wait:1c=PAUSE,1+2=CONTINUE")
    board.begin("wait:")
    assert "wait:" == board.read().token


def test_virtual_time_shows(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop on which time passes shows it, although no history begins."""
    monkeypatch.setattr(progress, "_board", board)
    loop = VirtualLoop()
    before = board.read().beats
    left = [200]

    def again() -> None:
        left[0] -= 1
        if left[0]:
            loop.call_later(1.0, again)

    again()
    loop.run_until_idle()
    loop.close()
    assert before < board.read().beats


def test_a_forked_child_gives_no_sign_of_life(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an implementation forks off writes to no board, though it shares the memory."""
    monkeypatch.setattr(progress, "_board", board)
    child = os.fork()
    if child == 0:
        progress.current_history("wait:")
        os._exit(0)
    os.waitpid(child, 0)
    assert Progress() == board.read()
