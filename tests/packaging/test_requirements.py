"""The pinned requirement files and the metadata that they serve."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Set

import pytest

from .conftest import ROOT

FILES = sorted((ROOT / "requirements").glob("*.txt"))


def lines(name: str) -> list[str]:
    """The lines of one requirement file that are neither empty nor comments."""
    text = (ROOT / "requirements" / name).read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def normal(project: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", project).lower()


def versions(name: str) -> dict[str, str]:
    """The version of each distribution that one requirement file pins, by normalised name."""
    pins = (line.split(";")[0].strip().split("==") for line in lines(name) if not line.startswith("-"))
    return {normal(project): version for project, version in pins}


def pinned(name: str) -> Set[str]:
    """The normalised names of the distributions that one requirement file pins."""
    return versions(name).keys()


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_requirement_is_one_exact_version(name: str) -> None:
    """A requirement is NAME==VERSION, perhaps with a marker: no address and no range."""
    legal = re.compile(r"(-c test\.txt|[A-Za-z0-9._-]+==[A-Za-z0-9.]+( ; [^;@]+)?)")
    assert [] == [line for line in lines(name) if not legal.fullmatch(line)]


def hashed(name: str) -> dict[str, tuple[str, int]]:
    """What `make hashes` wrote for one requirement file: for each normalised name its version and how many hashes."""
    text = (ROOT / "requirements" / "hashed" / name).read_text().replace("\\\n", "")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            pin, *hashes = re.split(r"\s+--hash=sha256:(?=[0-9a-f]{64})", line)
            project, version = pin.split(";")[0].strip().split("==")
            found[normal(project)] = version, len(hashes)
    return found


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_each_pin_is_installed_by_its_hashes(name: str) -> None:
    """What make installs is what the pins say, file by file, each checked by a hash; `make hashes` writes it."""
    what_is_hashed = hashed(name)
    assert [] == [project for project, (_, hashes) in what_is_hashed.items() if not hashes]
    pins = versions(name)
    assert pins == {project: what_is_hashed[project][0] for project in pins if project in what_is_hashed}
    # What a file needs beside its own pins is pinned in test.txt, when it says so.
    further = versions("test.txt") if "-c test.txt" in lines(name) else {}
    assert {} == {
        project: version for project, (version, _) in what_is_hashed.items() if (pins | further).get(project) != version
    }


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
