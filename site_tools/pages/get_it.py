"""The page that says how to get the two distributions, with the names of the wheels that this site serves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from site_tools.markup.programs import run_program
from site_tools.pages.render import render
from site_tools.paths import ROOT

PAGE = "get-it.md"
FIRST = "examples/first.py"
#: The file of lesson 11, which has all that the lessons build.
WHOLE = "my_taskloop.py"
#: The folder of the wheels below the site's root.
DIST = "dist"


def get_it_page(wheels: Mapping[str, Path]) -> str:
    """The page, for the wheels that :func:`site_tools.pages.wheels.wheels` built."""
    path = f"docs/{FIRST}"
    return render(
        "get-it",
        reference=_wheel(wheels["taskloop-reference"]),
        suite=_wheel(wheels["taskloop-conformance"]),
        first=FIRST,
        program=(ROOT / path).read_text("utf-8").strip(),
        printed=run_program(path, "")[0].strip(),
    )


def _wheel(path: Path) -> dict[str, str]:
    return {"file": f"{DIST}/{path.name}", "version": path.name.split("-")[1]}
