"""What the course's page keeps in the browser's local storage, run as the JavaScript that it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
import quickjs

from site_tools.pages.scripts import plain

NAMES = ["mask", "helpers", "quiz-1"]
KEY = "taskloop-course"
#: A storage as a browser has it; `broken` throws at each use, as one does that is switched off.
STORAGE = """
const stored = new Map(Object.entries(%s));
const refuse = () => { if (%s) throw new Error("switched off"); };
globalThis.localStorage = {
  getItem: (key) => (refuse(), stored.has(key) ? stored.get(key) : null),
  setItem: (key, text) => (refuse(), stored.set(key, String(text))),
  removeItem: (key) => (refuse(), stored.delete(key)),
};
"""


def kept(script: str, stored: dict[str, str] | None = None, *, broken: bool = False) -> dict[str, Any]:
    """Run a script over the ``keeping`` of these exercises; gives what it knows then, and what is stored."""
    context = quickjs.Context()
    context.eval(STORAGE % (json.dumps(stored or {}), json.dumps(broken)))
    context.eval(plain("keeping.js"))
    found = context.eval(
        f"const keeping = new Keeping({json.dumps(NAMES)}); {script};"
        "const { done, hints, at, lost } = keeping;"
        "JSON.stringify({ done: [...done], hints, at, lost: Boolean(lost), stored: Object.fromEntries(stored),"
        " text: keeping.text('mask') ?? null })"
    )
    answer: dict[str, Any] = json.loads(found)
    return answer


def test_progress_survives() -> None:
    """What is done, how many hints were shown, the exercise at hand and the text are there in the next visit."""
    first = kept(
        "keeping.done.add('mask'); keeping.hints.mask = 2; keeping.at = 'helpers'; keeping.save();"
        "keeping.write('mask', 'mine = 1')"
    )
    second = kept("", first["stored"])
    assert (["mask"], 2, "helpers", "mine = 1") == (
        second["done"],
        second["hints"]["mask"],
        second["at"],
        second["text"],
    )


def test_progress_is_written_as_the_program_writes_it() -> None:
    """What is done and how many hints were shown stand there under the names of the program's progress.json."""
    stored = kept("keeping.done.add('mask'); keeping.save()")["stored"]
    assert {"done": ["mask"], "hints": {name: 0 for name in NAMES}} == json.loads(stored[KEY])


def test_a_text_that_is_taken_back_is_gone() -> None:
    """A text without a change isn't kept: the exercise begins as the site has it then."""
    assert {} == kept("keeping.write('mask', 'mine = 1'); keeping.write('mask', undefined)")["stored"]


@pytest.mark.parametrize("text", ["{", "null", "[]", "3", '{"done": 3, "hints": 4, "at": 5}', '{"done": ["gone"]}'])
def test_progress_that_can_not_be_read(text: str) -> None:
    """Whatever stands in the storage, the course begins, and no exercise is done that there isn't."""
    found = kept("keeping.save()", {KEY: text})
    assert ([], dict.fromkeys(NAMES, 0)) == (found["done"], found["hints"])


def test_without_storage() -> None:
    """Where the browser keeps nothing the course works for this visit, and knows it."""
    found = kept("keeping.done.add('mask'); keeping.save(); keeping.write('mask', 'x')", broken=True)
    assert (["mask"], True, None) == (found["done"], found["lost"], found["text"])
