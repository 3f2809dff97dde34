"""The pinned requirement files and the metadata that they serve."""

from __future__ import annotations

import re
import tomllib

import pytest

from .conftest import ROOT

FILES = sorted((ROOT / "requirements").glob("*.txt"))


def lines(name: str) -> list[str]:
    """The lines of one requirement file that are neither empty nor comments."""
    text = (ROOT / "requirements" / name).read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pinned(name: str) -> set[str]:
    """The normalised names of the distributions that one requirement file pins."""
    names = (line.partition("==")[0] for line in lines(name) if not line.startswith("-"))
    return {re.sub(r"[-_.]+", "-", found).lower() for found in names}


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_requirement_is_one_exact_version(name: str) -> None:
    """A requirement is NAME==VERSION, perhaps with a marker: no address, no hash, no range."""
    legal = re.compile(r"(-c test\.txt|[A-Za-z0-9._-]+==[A-Za-z0-9.]+( ; [^;@]+)?)")
    assert [] == [line for line in lines(name) if not legal.fullmatch(line)]


def test_the_suites_dependencies_are_pinned() -> None:
    """What the suite depends on, and what builds it, has a version in requirements/test.txt."""
    with (ROOT / "conformance" / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"]
    assert {re.split(r"[><=]", requirement)[0] for requirement in wanted} <= pinned("test.txt")


def test_the_dev_extra_is_pinned() -> None:
    """What the ``dev`` extra names has a version in requirements/test.txt or requirements/lint.txt."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        extra = tomllib.load(file)["project"]["optional-dependencies"]["dev"]
    names = {re.split(r"[><=;]", requirement)[0].strip() for requirement in extra}
    assert set() == names - pinned("test.txt") - pinned("lint.txt")


def test_the_reference_depends_on_nothing() -> None:
    """The reference needs the standard library alone."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert [] == tomllib.load(file)["project"]["dependencies"]
