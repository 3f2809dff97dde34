"""Programs of hand-written pages."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys

import tasktools.taskloop
from site_tools.markup.directives import expand
from site_tools.markup.programs import run_program
from site_tools.paths import ROOT

FIRST = "docs/examples/first.py"


def test_a_program_prints_on_the_stage_what_it_prints_for_real() -> None:
    """What stands on the page is what a reader sees who runs the program."""
    done = subprocess.run([sys.executable, str(ROOT / FIRST)], capture_output=True, text=True, check=True)
    assert done.stdout == run_program(FIRST, "")[0]


def test_the_picture_is_of_the_program() -> None:
    """Program, output and picture stand together; each printed value is an iteration in the picture."""
    page = expand(f"<!-- program: {FIRST} | A title -->")
    assert [4, 4] == [len(re.findall(r"^value \d$", page, re.M)), len(set(re.findall(r">(p\d)<", page)))]


def test_what_a_program_imports_is_exchanged_only_while_it_runs() -> None:
    """Afterwards TaskLoop and asyncio.run are what they were."""
    before = tasktools.taskloop.TaskLoop, asyncio.run
    run_program(FIRST, "")
    assert before == (tasktools.taskloop.TaskLoop, asyncio.run)
