"""The README's example is what the committed verdicts say."""

from __future__ import annotations

from site_tools import readme


def test_readme_and_picture_are_current() -> None:
    """Text and picture in the README are those that the data gives today; `python -m site_tools.readme` makes them."""
    assert readme.is_current()
