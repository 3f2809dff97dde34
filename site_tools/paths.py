"""Where things are in the checkout; the one place of the site's tools that computes a path from its own."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TUTORIALS = ROOT / "tutorials"
DATA = ROOT / "docs" / "data"
CACHE = ROOT / ".cache" / "gallery"
SPHINX = ROOT / "site_tools" / "gallery" / "sphinx"

#: The folders of examples below tutorials/ and the parts of the site that they become.
LESSONS = "tutorial"
GALLERIES: dict[str, str] = {"lessons": LESSONS, "gallery": "gallery"}


#: Stands around each heading in what Sphinx writes; no page holds it otherwise.
MARK = "\x00"
#: What begins a link of an example into the site's other pages; the hook resolves and checks it.
SCHEME = "mkdocs:"


#: The groups of the gallery in reading order; others follow by name.
GROUPS = ("start", "sources", "sinks", "resilience", "operation", "scale", "moving")


def group_rank(folder: str | Path) -> tuple[int, str]:
    """Sort key of a group's folder."""
    name = Path(folder).name
    return (GROUPS.index(name) if name in GROUPS else len(GROUPS), name)


def galleries() -> dict[Path, str]:
    """The folders of examples that exist, and their parts of the site."""
    return {TUTORIALS / folder: part for folder, part in GALLERIES.items() if (TUTORIALS / folder).is_dir()}


def example_page(script: Path) -> str:
    """The page of an example below the docs folder."""
    folder, part = next((folder, part) for folder, part in galleries().items() if script.is_relative_to(folder))
    return f"{part}/{script.relative_to(folder).with_suffix('.md').as_posix()}"


def example_scripts() -> list[Path]:
    """Every example, in the order of the site."""
    return [path for folder in galleries() for path in sorted(folder.rglob("plot_*.py"))]
