"""What runs the cells of a page, without a page."""

from __future__ import annotations

import ast
import asyncio
import builtins
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from site_tools.paths import TUTORIALS
from site_tools.play import cells
from site_tools.play.cells import MOST_PRINTED, PageLoop, Printed, draws, run

#: What shows itself as HTML, like the suite's pictures.
PICTURE = "class Picture:\n    def _repr_html_(self):\n        return '<svg>' + word + '</svg>'\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's current folder is where modules are written to and imported from."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)


def ran(texts: list[str], last: int, modules: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """What a run sends at the end of each cell, as the JSON that crosses over to the page."""
    messages: list[dict[str, Any]] = []
    run(texts, last, modules or {}, lambda data: messages.append(json.loads(json.dumps(data))))
    return [message for message in messages if message["kind"] == "ran"]


def test_cells_are_run_in_order_up_to_the_one_asked_for() -> None:
    """The cells before it run in the same namespace, and those after it don't."""
    done = ran(["word = 'one'\nprint(word)", "print(word * 2)", "three = print('three')"], 1)
    assert ["one\n", "oneone\n"] == [message["printed"] for message in done]
    assert [0, 1] == [message["cell"] for message in done]


def test_what_draws_is_drawn_again() -> None:
    """The cells that follow and only show something are run too, up to the first that does more."""
    done = ran(["word = 'new'\n" + PICTURE, "Picture()", "shown = Picture()\nshown", "print(1)\nx = 1", "Picture()"], 0)
    assert ["", "<svg>new</svg>", "<svg>new</svg>"] == [message["html"] for message in done]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("tape.picture()", True),
        ("finding = findings['x']\nswimlane(finding)", True),
        ("def f(): pass\nf()", False),
        ("x = 1", False),
        ("assert x\nx", False),
        ("", False),
        ("def", False),
    ],
)
def test_what_only_draws(source: str, expected: bool) -> None:
    """A cell that defines nothing, asserts nothing and ends with an expression only shows something."""
    assert expected is draws(source)


def test_a_class_is_no_picture() -> None:
    """A last expression that is a class, or None, shows nothing."""
    assert ["", ""] == [ran([f"word = ''\n{PICTURE}{last}"], 0)[0]["html"] for last in ("Picture", "None")]


def test_lines_of_an_error_are_those_of_the_cell() -> None:
    """A traceback names the cells and their lines, and no frame of what runs them; what follows isn't run."""
    (first, second) = ran(["def half(x):\n    return 1 / x", "\nprint('so far')\nhalf(0)", "print('not run')"], 2)
    assert "" == first["error"]
    assert "so far\n" == second["printed"]
    assert 'File "cell 2", line 3, in <module>\n    half(0)' in second["error"]
    assert 'File "cell 1", line 2, in half\n    return 1 / x' in second["error"]
    assert second["error"].endswith("ZeroDivisionError: division by zero\n")
    assert "cells.py" not in second["error"]


def test_an_error_deep_in_a_package_is_short() -> None:
    """Of the frames outside of the cells the last one is kept, where the error arose."""
    (message,) = ran(["import json\njson.loads('[')"], 0)
    files = [line.split('"')[1] for line in message["error"].splitlines() if line.startswith("  File")]
    assert ["cell 1", "decoder.py"] == [Path(file).name for file in files]


def test_errors_in_a_group_are_shortened_too() -> None:
    """What a group of errors holds, and what stands behind an error, has no frame of the runner either."""
    (message,) = ran(["try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ExceptionGroup('g', [e])"], 0)
    assert "ZeroDivisionError" in message["error"]
    assert "cells.py" not in message["error"]


def test_a_syntax_error_names_its_line() -> None:
    """Code that can't be parsed is answered with the line, and no frame of the parser."""
    (message,) = ran(["x = 1\ny ="], 0)
    assert message["error"].splitlines()[0].strip().startswith('File "cell 1", line 2')
    assert "ast.py" not in message["error"]


def test_leaving_is_an_error() -> None:
    """``sys.exit`` doesn't end the page's Python; it is shown as what it is."""
    (message,) = ran(["import sys\nsys.exit(3)"], 0)
    assert message["error"].endswith("SystemExit: 3\n")


def test_modules_beside_the_example_can_be_imported() -> None:
    """A run brings the files that cells import, and imports them anew each time."""
    source = "import beside_cells\nprint(beside_cells.x)"
    printed = [ran([source], 0, {"beside_cells.py": text})[0]["printed"] for text in ("x = 1", "x = 'second'")]
    assert ["1\n", "second\n"] == printed


def test_a_run_knows_nothing_of_the_one_before() -> None:
    """Each run begins with an empty namespace."""
    ran(["left = 1"], 0)
    assert "NameError" in ran(["left"], 0)[0]["error"]


def test_endless_printing_is_cut() -> None:
    """What nobody can read any more isn't kept, and that is said."""
    (message,) = ran([f"print('x' * {MOST_PRINTED})\nprint('y' * {MOST_PRINTED})"], 0)
    assert MOST_PRINTED + 100 > len(message["printed"])
    assert message["printed"].endswith("which isn't shown\n")


def test_what_was_printed_is_told_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that doesn't end shows what it has printed: the first lines at once, then a few times a second at most."""
    clock = iter([0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.6])
    monkeypatch.setattr(cells, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(cells, "AT_ONCE", 2)
    told: list[str] = []
    printed = Printed()
    printed.begin(told.append)
    for word in "abcde":
        printed.write(word)
    assert ["a", "ab", "abcde"] == told


def test_an_output_belongs_to_the_cell_that_runs() -> None:
    """What an earlier cell keeps of the output, as a log's handler does, writes to that of the cell that runs."""
    done = ran(["import sys\nout = sys.stdout\nprint('first')", "x = print('second', file=out)"], 1)
    assert ["first\n", "second\n"] == [message["printed"] for message in done]


def test_what_is_written_after_a_run_is_lost() -> None:
    """What the reader's code left behind doesn't write to a page that shows something else by now."""
    messages: list[dict[str, Any]] = []
    run(["import sys, builtins\nbuiltins.left_behind = sys.stdout"], 0, {}, messages.append)
    sent = len(messages)
    print("late", file=vars(builtins).pop("left_behind"))
    assert sent == len(messages)


def test_what_goes_to_stderr_is_shown() -> None:
    """A warning, or what a log says without settings, stands in the output too."""
    assert "careful\n" == ran(["import sys\nprint('careful', file=sys.stderr)"], 0)[0]["printed"]


def test_the_loop_of_a_page_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop of ``asyncio.run`` in a page needs no socket: it sleeps until its next timer."""
    slept: list[float] = []
    monkeypatch.setattr(cells, "time", SimpleNamespace(sleep=slept.append))

    async def main() -> str:
        await asyncio.sleep(0.001)
        return "done"

    with asyncio.Runner(loop_factory=PageLoop) as runner:
        assert "done" == runner.run(main())
    assert 0 < sum(slept)


def test_a_loop_that_nothing_can_wake_says_so() -> None:
    """Where a usual loop waits for ever, the page's raises an error."""

    async def main() -> None:
        await asyncio.Event().wait()

    loop = PageLoop()
    task = loop.create_task(main())
    with pytest.raises(RuntimeError, match="waits for ever"):
        loop.run_until_complete(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


def test_a_lesson_draws_its_picture() -> None:
    """The cells of a lesson give the outputs of its page: what they print, and the suite's pictures."""
    source = (TUTORIALS / "lessons" / "plot_07_pause_and_continue.py").read_text("utf-8")
    statements = ast.parse(source).body[1:]
    last = next(index for index, each in enumerate(statements) if ast.unparse(each).startswith("forgetful.picture"))
    program = "\n".join(map(ast.unparse, statements[:last]))
    first, second = ran([program, ast.unparse(statements[last])], 0)
    assert "broken: CONTINUE.kept-payload" == first["printed"].splitlines()[-1]
    assert ("A pause that loses a payload" in second["html"], "") == (True, second["error"])
