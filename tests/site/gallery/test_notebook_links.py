"""The texts of a downloaded notebook."""

from __future__ import annotations

import json

import pytest

from site_tools.gallery.notebooks import links, notebook
from site_tools.paths import TUTORIALS

SITE = "https://site.example/docs/"


def resolve(path: str) -> str:
    return path.removesuffix(".md") + ".html"


@pytest.mark.parametrize(
    ("text", "with_site", "without"),
    [
        (
            "see :rule:`PAUSE.holds`.",
            "see [`PAUSE.holds`](https://site.example/docs/specification/pause.html#PAUSE.holds).",
            "see `PAUSE.holds`.",
        ),
        (
            ":mkdocs:`How to\nread <pictures.md>`",
            "[How to read](https://site.example/docs/pictures.html)",
            "How to read",
        ),
        (
            ":mkdocs:`renew <api/taskloop.md#renew>`",
            "[renew](https://site.example/docs/api/taskloop.html#renew)",
            "renew",
        ),
        ("``code`` and [a link](https://x.example)", "``code`` and [a link](https://x.example)", None),
    ],
)
def test_links_work_away_from_the_site(text: str, with_site: str, without: str | None) -> None:
    """They are absolute where the site has an address, and their words where it has none."""
    assert with_site == links(text, resolve, SITE)
    assert (text if without is None else without) == links(text, resolve, "")


def test_a_whole_file_stands_in_the_notebook() -> None:
    """What the page shows of a file beside the lesson, the notebook shows, too."""
    shown = links("before\n\n.. whole-file:: my_taskloop.py\n\nafter", resolve, "")
    source = (TUTORIALS / "lessons" / "my_taskloop.py").read_text("utf-8").rstrip()
    assert f"before\n\n```python\n{source}\n```\n\nafter" == shown


def test_code_stays_as_it_is() -> None:
    """Only texts are changed, and the notebook is one still."""
    cells = [
        {"cell_type": "code", "source": ["x = ':rule:`PAUSE.holds`'\n"]},
        {"cell_type": "markdown", "source": ["a\n", ":rule:`PAUSE.holds`"]},
    ]
    made = json.loads(notebook(json.dumps({"cells": cells, "nbformat": 4}).encode(), resolve, ""))
    assert [cells[0], {"cell_type": "markdown", "source": ["a\n", "`PAUSE.holds`"]}] == made["cells"]


def test_a_link_to_no_page_is_an_error() -> None:
    """As on the page itself."""

    def nowhere(path: str) -> str:
        raise KeyError(path)

    with pytest.raises(KeyError, match="no-page"):
        links(":mkdocs:`x <no-page.md>`", nowhere, SITE)
