"""What holds for the tables and includes of all pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_tools.pages import model, specification, verdicts
from site_tools.paths import ROOT
from tests.site.pages.data import KILLS

DOCS = ROOT / "docs"


def test_every_table_of_a_generated_page_has_its_headers() -> None:
    """No column is without a header: a screen reader says it before each cell."""
    pages = {
        "kills": verdicts.kill_page(KILLS | {"rules": []}),
        "transitions": model.transitions_page(),
        "rules": specification.index_page(),
    }
    heads = [
        (name, cell)
        for name, page in pages.items()
        for head in re.findall(r"^\|(.*)\|\n\|(?:---\|)+$", page, re.M)
        for cell in head.split("|")
    ]
    assert [] == [(name, cell) for name, cell in heads if not cell.strip()]
    assert set(pages) == {name for name, _ in heads}


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_what_a_page_includes_exists(page: Path) -> None:
    """An include is written as one, or the page would show the directive in its place."""
    lines = [line.strip() for line in page.read_text("utf-8").splitlines() if line.strip().startswith("--8")]
    names = [re.fullmatch(r'--8<-- "([^"]+)"', line) for line in lines]
    assert [] == [line for line, name in zip(lines, names, strict=True) if not name or not (ROOT / name[1]).is_file()]
