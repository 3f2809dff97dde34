"""The examples' place in the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from site_tools.markup.navigation import fill_navigation


@dataclass
class Page:
    """As much of a page as the navigation needs."""

    path: str
    title: str


def test_a_folder_in_the_navigation_becomes_its_pages() -> None:
    """Groups are sections, with the title of their index."""
    pages = [
        Page("gallery/index.md", "Gallery"),
        Page("gallery/a/index.md", "Group"),
        Page("gallery/a/plot_x.md", "X"),
    ]
    section = ["gallery/index.md", {"Group": ["gallery/a/index.md", "gallery/a/plot_x.md"]}]
    assert ["index.md", {"Gallery": section}] == fill_navigation(["index.md", {"Gallery": "gallery/"}], pages)


def test_a_folder_in_a_list_becomes_several_entries() -> None:
    """Pages written by hand follow the lessons in one section."""
    pages = [Page("tutorial/index.md", "Tutorial"), Page("tutorial/plot_01.md", "1")]
    section = ["tutorial/index.md", "tutorial/plot_01.md", {"Pictures": "pictures.md"}]
    assert [{"Tutorial": section}] == fill_navigation([{"Tutorial": ["tutorial/", {"Pictures": "pictures.md"}]}], pages)
