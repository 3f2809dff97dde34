"""The pytest plugin: the options that name an implementation, and the marker of the checks.

It is loaded wherever the suite is installed, so it does nothing but declare; all that has an effect is
in ``checks/conftest.py`` and concerns the suite's own checks only.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest


class BrokenShould(UserWarning):
    """A rule that a conforming implementation should keep, but need not, is broken.

    ``-W error::taskloop_conformance.plugin.BrokenShould`` makes it a failure.  ``findings`` are the histories that
    show it (``taskloop_conformance.model.finding.Finding``).
    """

    def __init__(self, text: str, findings: Sequence[object] = ()) -> None:
        super().__init__(text)
        self.findings = findings


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of ``pytest --pyargs taskloop_conformance``."""
    group = parser.getgroup("taskloop", "conformance of a TaskLoop implementation")
    group.addoption(
        "--implementation",
        metavar="TARGET",
        help="what to check: a module (tasktools.taskloop), a file (path/to/taskloop.py), or an adapter as "
        "module:object; with it there are the options --rule ID and --known-failures FILE, too",
    )
    group.addoption("--implementation-path", metavar="DIR", help="a folder to put first on the import path")
    group.addoption(
        "--exploration",
        choices=("none", "quick", "default", "thorough"),
        default="default",
        help="how many scripts of control signals to try (default: %(default)s; none: the small checks alone)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(parser: pytest.Parser, args: list[str]) -> None:
    """Declare the options with names that others may use as well, only where an implementation is being checked.

    The names are those of ``taskloop-conformance run``.  A project whose own ``conftest.py`` has an option ``--rule``
    must not fail because this suite is installed beside it.
    """
    if not any(argument.partition("=")[0] == "--implementation" for argument in args):
        return
    group = parser.getgroup("taskloop")
    group.addoption(
        "--rule",
        action="append",
        default=[],
        metavar="ID",
        help="begin with the checks of this rule; repeatable, and 'PAUSE.*' names an area",
    )
    group.addoption("--known-failures", metavar="FILE", help="TOML list of excused rules, each with its reason")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers."""
    config.addinivalue_line("markers", "verifies(*ids): the rules that a check verifies")
    config.addinivalue_line("markers", "needs(profile): a check that only an implementation of this profile can run")
