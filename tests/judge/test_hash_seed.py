"""Judging the same history gives the same answer, whatever the seed of Python's hashes."""

from __future__ import annotations

import os
import subprocess
import sys

#: Prints one line for each divergence of a part of the corpus, and of a history that once had two answers.
PROGRAM = """
from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.notation import parse_history
from tests.judge.corpus import examples, spoilt

late = "0 call p0\\n1 return\\n1 fargs p0 -> p1\\n1 CANCEL\\n1.001 call p1"
histories = [parse_history(late), *(one.history for one in examples()), *(one.history for one in list(spoilt())[::4])]
for history in histories:
    print(*judge_all(history), sep="\\n")
"""


def start(seed: str) -> subprocess.Popen[str]:
    """A process with this seed that prints what the corpus is judged to be."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_answers_do_not_depend_on_the_hash_seed() -> None:
    """Every divergence of the corpus is the same under several seeds, words included."""
    processes = [start(seed) for seed in ("0", "1", "2", "7")]
    first, *others = [process.communicate()[0] for process in processes]
    assert [0] * 4 == [process.returncode for process in processes]
    assert first.count("Divergence") > 100
    assert [first] * len(others) == others
