"""The README's example is what the committed verdicts say."""

from __future__ import annotations

from site_tools.pages import readme


def test_readme_and_picture_are_current() -> None:
    """Text and picture in the README are those of the data; `python -m site_tools.pages.readme` writes them."""
    assert readme.is_current()
