"""The pytest plugin: the options that name an implementation, and the marker of the checks.

It is loaded wherever the suite is installed, so it does nothing but declare; all that has an effect is
in ``checks/conftest.py`` and concerns the suite's own checks only.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of ``pytest --pyargs taskloop_conformance``."""
    group = parser.getgroup("taskloop", "conformance of a TaskLoop implementation")
    group.addoption(
        "--implementation",
        metavar="TARGET",
        help="what to check: a module (tasktools.taskloop), a file (path/to/taskloop.py), or an adapter as "
        "module:object",
    )
    group.addoption("--implementation-path", metavar="DIR", help="a folder to put first on the import path")
    group.addoption(
        "--exploration",
        choices=("none", "quick", "default", "thorough"),
        default="default",
        help="how many scripts of control signals to try (default: %(default)s; none: the small checks alone)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    config.addinivalue_line("markers", "verifies(*ids): the rules that a check verifies")
    config.addinivalue_line("markers", "needs(profile): a check that only an implementation of this profile can run")
