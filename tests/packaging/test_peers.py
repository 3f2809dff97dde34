"""The committed verdicts on other libraries are those that the suite gives today."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT
from .test_makefile import make

COMMITTED = ROOT / "docs" / "data" / "peers.json"
#: Recipes of a few lines, which need no library.
ALONE = ("peers.event_recipe:adapter", "peers.naive_task:adapter")


def told(measured: Mapping[str, Any]) -> dict[str, tuple[str, dict[str, str]]]:
    """For each target its verdict and the outcome of each rule."""
    return {
        peer["target"]: (peer["verdict"], {rule["id"]: rule["outcome"] for rule in peer["rules"]})
        for peer in measured["peers"]
    }


@pytest.mark.parametrize("target", ALONE)
def test_a_recipe_is_judged_as_the_page_says(target: str, tmp_path: Path) -> None:
    """What the page about periodic helpers says of a recipe is what a run of the suite says of it."""
    report_file = tmp_path / "report.json"
    suite = [sys.executable, "-m", "taskloop_conformance", "run", target, "--quick", "--json", str(report_file)]
    folder = ROOT / "conformance" / "examples"
    subprocess.run([*suite, "--path", str(folder)], cwd=tmp_path, capture_output=True, check=False)
    report = json.loads(report_file.read_text("utf-8"))
    outcomes = {rule["id"]: rule["outcome"] for rule in report["rules"]}
    assert told(json.loads(COMMITTED.read_text("utf-8")))[target] == (report["verdict"], outcomes)


@pytest.mark.measured
def test_every_library_is_judged_as_the_page_says(tmp_path: Path) -> None:
    """The libraries of requirements/peers.txt, installed apart, get the verdicts that are committed."""
    done = make("peers-data", f"OUT={tmp_path / 'peers.json'}")
    assert done.returncode == 0, done.stderr
    again = json.loads((tmp_path / "peers.json").read_text("utf-8"))
    assert told(json.loads(COMMITTED.read_text("utf-8"))) == told(again)
