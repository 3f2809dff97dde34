"""Jobs in processes of their own."""

from __future__ import annotations

from benchmarks.harness.processes import Job, Setting, interleaved, run_child
from benchmarks.harness.progress import Progress


def test_a_job_runs_in_a_process_of_its_own() -> None:
    """A child's figures come back as they were."""
    assert ["bytes"] == list(run_child(Job("a", "memory.idle", {"peer": "chain", "loops": 2}), Setting(), print))


def test_a_job_that_fails_is_left_out_and_noted() -> None:
    """One peer's failure costs its own figures, not the run, and shows one line only."""
    progress = Progress()
    jobs = [Job("broken", "memory.idle", {"peer": "nobody", "loops": 1})]
    assert {} == interleaved(jobs, Setting(), 2, progress)
    assert ["left out: broken on 3."] == [note[:22] for note in progress.notes]
