"""One pytest run over the checks in this process: the same for a worker and for `run --in-process`."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..paths import CHECKS

#: Everything of pytest that an implementation's own set-up could change, or that checks don't need.
_WITHOUT = (
    "cacheprovider",
    "terminal",
    "faulthandler",
    "unraisableexception",
    "threadexception",
    "warnings",
    "junitxml",
    "logging",  # it makes handlers anew for each part of each check, a fifth of what a small check costs
    # Each of these is asked before and after each part of each check, together a tenth of what a small check costs.
    *("stepwise", "unittest", "doctest", "pastebin", "setuponly", "setupplan", "legacypath", "tmpdir", "recwarn"),
    *("monkeypatch", "subtests", "debugging", "skipping"),
)

#: What a run imports at some time, and one that draws scripts besides.
_TOOLS = ("pytest_asyncio.plugin", "_pytest.assertion.rewrite")
_DRAWING = ("hypothesis.stateful", "hypothesis.strategies", "hypothesis.internal.conjecture.engine")


def draws(effort: str) -> bool:
    """Whether a run of this effort has checks that draw scripts: a small one hasn't; "" and "thorough" have."""
    return effort not in ("none", "quick")


def import_tools(effort: str = "") -> None:
    """Import what the checks need before the target is imported, whose neighbours may be called the same."""
    for name in (*_TOOLS, *(_DRAWING if draws(effort) else ())):
        importlib.import_module(name)


@contextlib.contextmanager
def files_in(folder: str, effort: str = "") -> Iterator[None]:
    """Let Hypothesis keep its files in this folder, and Python write no byte code: the user's folders stay clean."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    with contextlib.ExitStack() as undo:
        undo.callback(setattr, sys, "dont_write_bytecode", before)
        if draws(effort):
            from hypothesis.configuration import set_hypothesis_home_dir

            set_hypothesis_home_dir(folder)
            undo.callback(set_hypothesis_home_dir, None)
        yield


def run_checks(plugin: object, *, checks: Path = CHECKS, effort: str = "", capture: str = "no") -> int:
    """Run the checks with this plugin; ``effort`` is "", "quick" or "thorough"; gives pytest's exit code."""
    arguments = [
        str(checks),
        "-c",
        os.devnull,
        f"--rootdir={checks.parent}",
        f"--confcutdir={checks}",
        "--import-mode=append",
    ]
    arguments += [f"--capture={capture}"]
    arguments += [f"-pno:{name}" for name in _WITHOUT]
    # Without Hypothesis's own plugin: it adds statistics and options that nobody here asks for, and reads the source of
    # every module before the first check begins, a fifth of the time until then. (A check that draws reads it later.)
    # Plugins are handed over as modules: by a name pytest would look for each among all that is installed.
    plugins = [plugin, importlib.import_module("pytest_asyncio.plugin")]
    arguments += ["-o", "asyncio_mode=strict", "-o", "asyncio_default_fixture_loop_scope=function"]
    if checks == CHECKS:
        # The suite's own checks speak through exceptions; rewriting their asserts would only take time.
        plugins.append(importlib.import_module("taskloop_conformance.plugin"))
        arguments += ["--assert=plain"]
        arguments += [f"--exploration={effort}"] if effort else []
    with _no_foreign_plugins(), _quiet_logging():
        return int(pytest.main(arguments, plugins=plugins))


@contextlib.contextmanager
def _quiet_logging() -> Iterator[None]:
    """Let an implementation log: without any handler the module logging itself would print what it logs."""
    handler = logging.NullHandler()
    logging.root.addHandler(handler)
    try:
        yield
    finally:
        logging.root.removeHandler(handler)


@contextlib.contextmanager
def _no_foreign_plugins() -> Iterator[None]:
    """Only the plugins named above: whatever else is installed beside the suite stays out."""
    saved = {
        name: os.environ.get(name) for name in ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    }
    for name in saved:
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in saved.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
