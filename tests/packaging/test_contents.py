"""What is inside the two sdists and wheels."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import ROOT, Built, build, copy_checkout

PACKAGE = "taskloop_conformance"


def spec_files() -> dict[str, bytes]:
    """Every file of the rules in the checkout, by its path inside spec/."""
    spec = ROOT / "spec"
    return {
        path.relative_to(spec).as_posix(): path.read_bytes()
        for path in sorted(spec.rglob("*"))
        if path.suffix in {".toml", ".md"}
    }


def top_level(names: dict[str, bytes]) -> set[str]:
    """The first folders of a wheel that aren't metadata."""
    return {name.split("/")[0] for name in names if ".dist-info/" not in name}


def test_every_rule_file_has_a_packaged_kind() -> None:
    """spec/ holds no file that the package's patterns leave out."""
    spec = ROOT / "spec"
    every = {path.relative_to(spec).as_posix() for path in spec.rglob("*") if path.is_file()}
    assert set(spec_files()) == every
    assert "transitions.toml" in every


def test_the_suites_sdist_holds_the_rules_as_real_files(suite: Built) -> None:
    """The sdist has each file of spec/ with its content, not the checkout's symbolic link."""
    prefix = f"{PACKAGE}/spec/"
    found = {name.removeprefix(prefix): data for name, data in suite.sdist.items() if name.startswith(prefix)}
    assert spec_files() == found
    assert [] == [name for name, data in suite.sdist.items() if data is None]


def test_the_suites_wheel_holds_the_rules(suite: Built) -> None:
    """The wheel, made from the sdist, has each file of spec/ with its content."""
    prefix = f"{PACKAGE}/spec/"
    found = {name.removeprefix(prefix): data for name, data in suite.wheel.items() if name.startswith(prefix)}
    assert spec_files() == found


def test_the_suites_wheel_holds_every_module(suite: Built) -> None:
    """No module, check, schema, style sheet, script or template of the checkout's package is left out of the wheel."""
    package = ROOT / "conformance" / PACKAGE
    wanted = {
        f"{PACKAGE}/{path.relative_to(package).as_posix()}"
        for pattern in ("**/*.py", "*.json", "py.typed", "pictures/*.[cj]s*", "report/*.[cj]s*", "command/templates/*")
        for path in package.glob(pattern)
    }
    assert {f"{PACKAGE}/report/page.css", f"{PACKAGE}/pictures/heatmap.js"} <= wanted
    assert set() == wanted - set(suite.wheel)


def test_the_suites_wheel_holds_nothing_but_the_suite(suite: Built) -> None:
    """The wheel has no file outside its own package, so no ``tasktools`` either."""
    assert {PACKAGE} == top_level(suite.wheel)


def test_the_references_wheel_holds_nothing_but_tasktools(reference: Built) -> None:
    """The reference's wheel has every module of the package ``tasktools`` and no other file."""
    package = ROOT / "tasktools"
    wanted = {f"tasktools/{path.relative_to(package).as_posix()}" for path in package.rglob("*.py")}
    found = {name for name in reference.wheel if ".dist-info/" not in name}
    assert wanted | {"tasktools/py.typed"} == found


def test_both_wheels_are_typed(reference: Built, suite: Built) -> None:
    """Both packages carry the marker file of PEP 561."""
    assert "tasktools/py.typed" in reference.wheel
    assert f"{PACKAGE}/py.typed" in suite.wheel


def test_both_distributions_carry_the_licence(reference: Built, suite: Built) -> None:
    """The MIT licence is in each sdist and in each wheel, the same text as the checkout's."""
    licence = (ROOT / "LICENSE").read_bytes()
    for built in (reference, suite):
        assert licence == built.sdist["LICENSE"]
        assert [licence] == [data for name, data in built.wheel.items() if name.endswith("licenses/LICENSE")]


def test_the_suite_is_a_program_and_a_pytest_plugin(suite: Built) -> None:
    """The wheel's entry points name the command line and the plugin, and both modules are in it."""
    (entry_points,) = (data for name, data in suite.wheel.items() if name.endswith("/entry_points.txt"))
    assert (
        "[console_scripts]\n"
        "taskloop-conformance = taskloop_conformance.__main__:main\n"
        "\n"
        "[pytest11]\n"
        "taskloop_conformance = taskloop_conformance.plugin\n"
    ) == entry_points.decode()
    assert {f"{PACKAGE}/command/program.py", f"{PACKAGE}/plugin.py"} <= set(suite.wheel)


@pytest.mark.parametrize("part", [".", "conformance"])
def test_two_builds_are_equal_to_the_byte(part: str, reference: Built, suite: Built, tmp_path: Path) -> None:
    """Wheel and sdist don't depend on when, where and by whom they are built, given SOURCE_DATE_EPOCH."""
    first = reference if part == "." else suite
    copy_checkout(tmp_path / "elsewhere")
    for file in (tmp_path / "elsewhere").rglob("*.py"):
        os.utime(file, (0, 2_000_000_000))
    mask = os.umask(0o077)
    try:
        second = build(tmp_path / "elsewhere" / part, tmp_path / "out")
    finally:
        os.umask(mask)
    assert first.wheel_path.read_bytes() == second.wheel_path.read_bytes()
    assert first.sdist_path.read_bytes() == second.sdist_path.read_bytes()
