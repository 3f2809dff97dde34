"""Drawings that are laid aside while a page is made."""

from __future__ import annotations

from site_tools.markup.aside import Aside

DRAWING = '<svg xmlns="x" role="img"><title>a\nb</title></svg>'


def test_a_drawing_comes_back_as_it_was() -> None:
    """Whatever is made of a page meanwhile doesn't see its drawings, and each stands in its place again."""
    aside = Aside()
    other = DRAWING.replace("a\n", "c")
    page = f"one {DRAWING} two {other} three {DRAWING}"
    laid = aside.lay(page)
    assert ("title" in laid, laid.count("<svg")) == (False, 3)
    assert page == aside.bring_back(laid)
    assert other == aside.bring_back(aside.lay(other))


def test_icons_stay() -> None:
    """What isn't a drawing of the project is left alone."""
    icon = '<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>'
    assert icon == Aside().lay(icon)
