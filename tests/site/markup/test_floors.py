"""The picture of the suite's packages is made of the import contract and of what the packages say of themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_tools.markup.directives import expand
from site_tools.markup.floors import SUITE, floor_picture, floors, purpose

PACKAGES = sorted(path.parent.name for path in SUITE.glob("*/__init__.py"))


def test_every_package_has_its_floor() -> None:
    """Each package of the suite stands on one floor."""
    assert sorted(package for row in floors() for package in row) == PACKAGES


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_drawn_with_its_purpose(package: str) -> None:
    """Its name and all words of its first sentence are in the picture."""
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", floor_picture().svg))
    assert purpose(package)
    assert f"{package} {purpose(package)}" in words


def test_the_floors_are_those_of_the_contract(tmp_path: Path) -> None:
    """A floor is a line of the contract; what stands side by side has a bar between."""
    contract = tmp_path / "contract"
    contract.write_text("[importlinter:contract:suite]\nlayers =\n    roof\n    left | right\nname = x\n", "utf-8")
    assert [["roof"], ["left", "right"]] == floors(contract)


def test_a_page_can_ask_for_it() -> None:
    """The directive becomes the picture."""
    assert "<svg" in expand("before\n\n<!-- floors: -->\n\nafter")
