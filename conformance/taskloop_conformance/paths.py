"""Where the suite's own files are: one place, so that a module can move without losing them."""

from __future__ import annotations

from pathlib import Path

#: The package's folder.  Frames of code below it are the suite's own, not the implementation's.
PACKAGE = Path(__file__).resolve().parent

#: The folder from which the package is importable: a worker process puts it on its import path.
ROOT = PACKAGE.parent

#: The checks, which pytest collects.
CHECKS = PACKAGE / "checks"

#: The specification's data.  In a checkout it is a link to the folder ``spec/``; a wheel holds real files.
SPEC = PACKAGE / "spec"


def package_text(name: str) -> str:
    """The text of one of the package's data files (a style sheet, a script, a template), by its path in the package."""
    return PACKAGE.joinpath(name).read_text("utf-8")
