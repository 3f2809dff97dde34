"""Every example file is a program: each is run alone, as a reader would run it, with warnings as errors."""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

from taskloop_conformance.model.rules import load_rules

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = ROOT / "tutorials"
LESSONS = sorted((TUTORIALS / "lessons").glob("plot_*.py"))
RECIPES = sorted((TUTORIALS / "gallery").glob("*/*.py"))
EXAMPLES = LESSONS + RECIPES
LAST_LINE = "the example came to its end"

# The example as the main program; its last statement was reached only if the line after it is printed.
RUNNER = """
import os, runpy, sys
path = sys.argv[1]
sys.argv[:] = [path]
sys.path[0] = os.path.dirname(path)
runpy.run_path(path, run_name="__main__")
print({line!r})
"""


def name_of(path: Path) -> str:
    """The path of an example below the folder of the tutorials, as the id of its test."""
    return path.relative_to(TUTORIALS).with_suffix("").as_posix()


def on_virtual_clock(path: Path) -> bool:
    """Whether an example runs on the virtual clock alone."""
    return "asyncio.run(" not in path.read_text("utf-8")


def run_example(path: Path, folder: Path, *, hash_seed: str) -> str:
    """Run an example in a process of its own and give what it printed; anything wrong fails the test."""
    command = [sys.executable, "-W", "error", "-c", RUNNER.format(line=LAST_LINE), str(path)]
    environment = {"PATH": "", "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8", "HOME": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    if done.returncode or done.stderr:
        raise AssertionError(f"{path.name} ended with {done.returncode}:\n{done.stderr}")
    lines = done.stdout.splitlines()
    assert lines[-1:] == [LAST_LINE], "the example left early"
    return "\n".join(lines[:-1])


#: How a link of an example into the site's other pages looks; the build of the site checks that the pages exist.
LINK = re.compile(r":mkdocs:`[^<`]*<([^>`]+)>`")


def blocks(path: Path) -> tuple[str, list[str]]:
    """The text of an example's cells and title, and its lines of code that are neither empty nor comments."""
    source = path.read_text("utf-8")
    comments: list[str] = []
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments.append(token.string)
        elif token.string.strip():
            code.update(range(token.start[0], token.end[0] + 1))
    title = ast.parse(source).body[0]
    code -= set(range(title.lineno, (title.end_lineno or 0) + 1))
    text = "\n".join([ast.get_docstring(ast.parse(source)) or "", *comments])
    lines = source.splitlines()
    return text, [lines[number - 1] for number in sorted(code) if lines[number - 1].strip()]


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_an_example_runs_and_says_the_same_again(path: Path, tmp_path: Path) -> None:
    """An example ends with 0, complains of nothing, and prints the same every time."""
    printed = run_example(path, tmp_path, hash_seed="1")
    assert printed, "an example shows something"
    if on_virtual_clock(path):  # the others take their time
        assert printed == run_example(path, tmp_path, hash_seed="2")


def test_an_example_that_leaves_early_fails(tmp_path: Path) -> None:
    """``sys.exit(0)`` in the middle of an example isn't taken for its end."""
    path = tmp_path / "early.py"
    path.write_text("import sys\nprint('so far')\nsys.exit(0)\n")
    with pytest.raises(AssertionError, match="left early"):
        run_example(path, tmp_path, hash_seed="1")


LOST = {
    "in a task of asyncio.run": "asyncio.run(main())",
    "in a task on the stage": "from taskloop_conformance.teach.stage import run; run(main())",
}


@pytest.mark.parametrize("ending", LOST.values(), ids=LOST)
def test_an_exception_lost_in_a_task_fails_its_example(ending: str, tmp_path: Path) -> None:
    """An exception that nobody awaits makes its example fail."""
    path = tmp_path / "lost.py"
    path.write_text(
        "import asyncio\nasync def fail():\n    raise ValueError('lost')\n"
        f"async def main():\n    asyncio.create_task(fail())\n    await asyncio.sleep(0)\n{ending}\n"
    )
    with pytest.raises(AssertionError, match="lost"):
        run_example(path, tmp_path, hash_seed="1")


def test_there_are_lessons_in_order_and_a_dozen_recipes() -> None:
    """The lessons are numbered without a gap, and the gallery has at least twelve recipes."""
    numbers = [int(path.name.split("_")[1]) for path in LESSONS]
    assert (list(range(1, 13)), True) == (numbers, len(RECIPES) >= 12)


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_every_rule_that_an_example_links_exists(path: Path) -> None:
    """A role ``:rule:`` names a rule of the specification."""
    text, _ = blocks(path)
    assert set() == set(re.findall(r":rule:`([^`]*)`", text)) - set(load_rules())


def test_every_rule_is_shown_by_an_example() -> None:
    """Whoever reads a rule that the suite checks finds a lesson or a recipe that shows it."""
    shown = {rule for path in EXAMPLES for rule in re.findall(r":rule:`([^`]*)`", blocks(path)[0])}
    checked = {rule.id for rule in load_rules().values() if not rule.retired and not rule.unchecked}
    assert set() == checked - shown, "name each in the lesson or recipe that shows it, with :rule:`AREA.slug`"


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_draws_what_goes_wrong(path: Path) -> None:
    """Between the program that goes wrong and the question stands the picture of its run."""
    source = path.read_text("utf-8")
    opening = source[source.index("# A program that goes wrong") : source.index("# **Question.**")]
    assert re.search(r"\b(picture|swimlane|callback_ladder)\(", opening)


def opening(path: Path) -> str:
    """A lesson up to its first question."""
    return path.read_text("utf-8").partition("# **Question.**")[0]


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_the_opening_program_breaks_the_rule_that_the_lesson_names(path: Path, tmp_path: Path) -> None:
    """What the tape or the explorer says is broken is what the section "The rule" is about."""
    program = tmp_path / path.name
    program.write_text(opening(path))
    shutil.copy(path.parent / "my_taskloop.py", tmp_path)
    said = set(re.findall(r"\b[A-Z]+\.[a-z-]+\b", run_example(program, tmp_path, hash_seed="1")))
    about = path.read_text("utf-8").partition("# The rule\n")[2].partition("# Build it right")[0]
    # Lesson 5 shows turns of the event loop, which no tape has.
    if "callback_ladder" not in opening(path):
        assert said & set(re.findall(r":rule:`([^`]*)`", about)), said


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_has_its_parts(path: Path) -> None:
    """A lesson goes wrong, asks, names a rule, builds it right, asks again with an executed answer, and leads on."""
    text, code = blocks(path)
    parts = [
        "A program that goes wrong",
        "**Question.**",
        "The rule",
        ":rule:`",
        "Build it right",
        "What you have learned",
    ]
    places = [text.find(part) for part in [*parts, "Check yourself", "Where next"]]
    assert places == sorted(places)
    assert -1 not in places
    assert code[-1].startswith("assert ")


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_says_where_to_go_next(path: Path) -> None:
    """It ends with a recipe, an entry of the API and rules, and its first picture has a link that explains it."""
    before, _, after = path.read_text("utf-8").partition("# Where next\n")
    folders = {target.split("/")[0] for target in LINK.findall(after)}
    assert {"gallery", "api", "specification"} <= folders
    assert "pictures.md" in LINK.findall(before.partition("# The rule\n")[0])


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_an_example_begins_with_text_and_draws_a_picture(path: Path) -> None:
    """A script of one code cell shows its output before its code, so each has a text cell and a picture."""
    source = path.read_text("utf-8")
    assert "# %%\n# " in source
    assert "matplotlib" not in source
    assert re.search(r"\b(picture|bars|swimlane|callback_ladder)\(", source)


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_is_short(path: Path) -> None:
    """A lesson has at most sixty lines of code, all counted that aren't empty or comment."""
    _, code = blocks(path)
    assert len(code) <= 60
