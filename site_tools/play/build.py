"""Gather what a page with Python in it needs, below ``assets/python`` of the site.

Python compiled for browsers and the editor come from npm, pinned in package.json and installed into .cache; the wheels
of the test tools come from the package index that pip uses.  Where one of the two can't be had, the site is built
without these pages' Python, and one line says so.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from site_tools.paths import ROOT
from site_tools.play import course, pages
from taskloop_conformance.teach.exercises import find, load_course

HERE = Path(__file__).parent
SOURCES = ROOT / "docs" / "assets" / "js"
CACHE = ROOT / ".cache" / "playground"
#: Not below assets/js, where the sources are: what is left out of the site by its path is left out if generated, too.
PLACE = "assets/python"

#: What a page loads of the npm package, and nothing else of its 14 MB.
_PYTHON = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
#: What the suite needs of the package index, in the versions of requirements/test.txt.
_TOOLS = ("pytest", "pluggy", "iniconfig", "packaging", "Pygments", "sortedcontainers", "pytest-asyncio", "hypothesis")
#: Python in the page: the version, and the platform of wheels with compiled parts (Hypothesis has some).
_VERSION, _PLATFORM = "3.14", "pyemscripten_2026_0_wasm32"
_PAGES = (
    *("dom.js", "link.js", "python.js", "playground.js", "cells.js", "worker.mjs", "page.py"),
    *("course.js", "exercise.js", "keeping.js"),
)


class PlayError(Exception):
    """What a page needs can't be had: one line that says what and why."""


@dataclass(frozen=True)
class Start:
    """One text that the playground offers."""

    title: str
    text: str


def starts() -> list[Start]:
    """What one can begin with; raises ValueError where a change doesn't fit."""
    last = [exercise for exercise in load_course() if exercise.kind == "build"][-1]
    good = find(last.name).solution.split('"""', 2)[2].lstrip("\n")
    found = []
    for entry in tomllib.loads((HERE / "starts.toml").read_text("utf-8"))["starts"]:
        text, change = good, entry.get("change", [])
        for old, new in zip(change[::2], change[1::2], strict=True):
            if text.count(old) != 1:
                raise ValueError(f"starts.toml: {entry['title']}: {old!r} isn't there once")
            text = text.replace(old, new)
        found.append(Start(entry["title"], f'"""{entry["title"]}."""\n\n{text}'))
    return found


def files(own_wheels: dict[str, Path]) -> Iterator[tuple[str, str | bytes]]:
    """Every file below the site's ``assets/python``, with its content; raises :class:`PlayError`."""
    modules = _npm()
    tools = _wheels()
    for name in _PYTHON:
        yield f"{PLACE}/pyodide/{name}", (modules / "pyodide" / name).read_bytes()
    # Examples import neither pytest nor Hypothesis, so their pages needn't wait for them.
    wheels = {"cells": [*own_wheels.values()], "suite": [*tools, *own_wheels.values()]}
    for wheel in wheels["suite"]:
        yield f"{PLACE}/wheels/{wheel.name}", wheel.read_bytes()
    names = {packages: [f"wheels/{wheel.name}" for wheel in some] for packages, some in wheels.items()}
    yield f"{PLACE}/wheels.json", json.dumps(names)
    yield f"{PLACE}/editor.js", _editor(modules)
    yield f"{PLACE}/starts.json", json.dumps([{"title": each.title, "text": each.text} for each in starts()])
    yield f"{PLACE}/course.json", json.dumps(course.data(course.html))
    yield f"{PLACE}/modules.json", json.dumps(pages.modules())
    yield f"{PLACE}/page_cells.py", (HERE / "cells.py").read_text("utf-8")
    for name in _PAGES:
        yield f"{PLACE}/{name}", (SOURCES / name).read_text("utf-8")


def _npm() -> Path:
    """The folder of the npm packages, installed once for each state of package.json."""
    wanted = (HERE / "package.json").read_text("utf-8")
    stamp = CACHE / "installed"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        if shutil.which("npm") is None:
            raise PlayError("npm isn't installed (Debian: apt-get install nodejs npm)")
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / "package.json").write_text(wanted, "utf-8")
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PlayError(f"npm couldn't install its packages: {_last_line(done.stderr)}")
        stamp.write_text(wanted, "utf-8")
    return CACHE / "node_modules"


def _editor(modules: Path) -> str:
    """The editor and all that it needs as one module."""
    source = CACHE / "editor.js"
    source.write_text((SOURCES / "editor.js").read_text("utf-8"), "utf-8")
    tool = modules / ".bin" / "esbuild"
    command = [str(tool), str(source), "--bundle", "--format=esm", "--minify", "--legal-comments=inline"]
    done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PlayError(f"the editor couldn't be bundled: {_last_line(done.stderr)}")
    return done.stdout


def _wheels() -> list[Path]:
    """The wheels of the test tools, downloaded once for each state of requirements/test.txt."""
    pinned = _pinned()
    folder, stamp = CACHE / "wheels", CACHE / "wheels.txt"
    wanted = "\n".join([_VERSION, _PLATFORM, *pinned])
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        # pip takes a platform's own wheels as well as those for any platform only when both are named.
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "download", "--no-deps"]
        command += ["--only-binary", ":all:", "--python-version", _VERSION, "--implementation", "cp", "--abi", "cp314"]
        command += ["--abi", "none", "--platform", _PLATFORM, "--platform", "any", "--dest", str(folder), *pinned]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PlayError(f"pip couldn't download the wheels for the page: {_last_line(done.stderr)}")
        stamp.write_text(wanted, "utf-8")
    return sorted(folder.glob("*.whl"))


def _pinned() -> list[str]:
    lines = (ROOT / "requirements" / "test.txt").read_text("utf-8").splitlines()
    found = {re.split(r"==", line)[0]: line for line in lines if "==" in line}
    return [found[name] for name in _TOOLS]


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
