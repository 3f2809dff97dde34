"""A whole measure, with tiny sizes."""

from __future__ import annotations

import json

from benchmarks.command_line import as_json, run
from benchmarks.harness.effort import TINY
from benchmarks.harness.progress import Progress
from benchmarks.measures.catalogue import MEASURES


def test_measures_make_tables_that_json_can_hold() -> None:
    """A whole measure with tiny sizes: child processes, a table, plain data."""
    progress = Progress()
    sections = run([measure for measure in MEASURES if measure.name == "group"], TINY, progress)
    assert ["group"] == [section["name"] for section in json.loads(json.dumps(as_json(sections, progress)))["sections"]]
