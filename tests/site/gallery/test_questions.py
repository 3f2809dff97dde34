"""The questions of the lessons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_tools.gallery.questions import hide_answers, numbers_asserted
from site_tools.paths import MARK, TUTORIALS


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("assert f() == 6\nassert g() == [2, 3.5]\nassert h() == {}", [6, 2, 3.5]),
        ("assert f() == {}\nassert g() == 6", []),
        ("assert f()", []),
        ("assert f() == True", []),
    ],
)
def test_the_answers_are_the_numbers_asserted_first(code: str, expected: list[float]) -> None:
    """What comes after another kind of assertion is about the lesson's other programs."""
    assert expected == numbers_asserted(f"# Check yourself\n{code}")


def test_both_answers_are_folded() -> None:
    """The questions stay in sight; the rule, and the code that asserts the answer, are inside details."""
    code = '<div class="highlight-Python">code</div><div class="sphx-glr-footer">downloads</div>'
    body = MARK.join(
        ["<p>Question.</p>", "## {: #the-rule }", "rule", "## {: #check-yourself }", f"<p>How many?</p>{code}"]
    )
    page = hide_answers(body, "# Check yourself\nassert f() == 6")
    assert ["rule", '<div class="highlight-Python">code</div>'] == re.findall(r"</summary>(.*?)</details>", page)
    assert '<p>How many?</p><div class="tl-try" data-answer="6"></div><details' in page


@pytest.mark.parametrize("lesson", sorted((TUTORIALS / "lessons").glob("plot_*.py")), ids=lambda path: path.stem)
def test_a_lesson_that_asks_how_many_has_a_number_as_its_answer(lesson: Path) -> None:
    """Questions with a number for an answer offer a field."""
    source = lesson.read_text("utf-8")
    question = source[source.rindex("# Check yourself") :]
    asks = re.search(r"[Hh]ow many|[Ii]n which turns|fourth one|[Ww]hen did|at which times", question)
    assert bool(asks) == bool(numbers_asserted(source))
