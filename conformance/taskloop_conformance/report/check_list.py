"""Every check of the suite as data: its rules and the tokens of what it runs, without an implementation.

The tokens aren't written down anywhere: a check makes them of its parameters.  So pytest collects the checks as in a
run, for a stand-in that claims everything, and each is called with fixtures that note a token instead of running it.
A check that makes scenarios up as it goes (the exploration, the random scripts) asks for the implementation itself;
it isn't called, and has no tokens of its own.
"""

from __future__ import annotations

import contextlib
import inspect
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from ..model.rules import PROFILES
from ..record.adapters import Adapter
from ..run.plugin import ADAPTER, rules_of
from ..run.session import run_checks

#: The fixtures that take a token, and the prefix that makes a token of what the check gives them.
_TAKERS = {"check": "", "probe": "probe:", "check_in": ""}


@dataclass
class Check:
    """One check function: ``name`` is ``test_file.py::test_name``; ``about`` its docstring.

    ``needs`` are the profiles without which it isn't run.  ``tokens`` are those of all its parameters, in their order;
    a ``generated`` check has none, since it makes its scenarios while it runs.
    """

    name: str
    about: str
    rules: tuple[str, ...]
    needs: tuple[str, ...]
    generated: bool
    tokens: list[str] = field(default_factory=list)


class _Everything:
    """Stands for an implementation that claims both profiles.  It is never run."""

    name, version, profiles = "everything", "", frozenset(PROFILES)


class _Listing:
    """The pytest plugin that calls the collected checks with noting fixtures, and lets none of them run."""

    def __init__(self) -> None:
        self.checks: dict[str, Check] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the collection find the stand-in."""
        config.stash[ADAPTER] = cast(Adapter, _Everything())  # only its profiles are looked at

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Note every check instead of running it."""
        for item in session.items:
            if isinstance(item, pytest.Function):
                self.note(item)
        return True

    def note(self, item: pytest.Function) -> None:
        """Take up one check with one set of parameters."""
        name = f"{item.path.name}::{item.originalname}"
        check = self.checks.setdefault(
            name,
            Check(
                name,
                " ".join((item.function.__doc__ or "").split()),
                tuple(rules_of(item)),
                tuple(profile for marker in item.iter_markers("needs") for profile in marker.args),
                generated="implementation" in item.fixturenames and not _TAKERS.keys() & set(item.fixturenames),
            ),
        )
        if not check.generated:
            check.tokens += _tokens(item)


def _tokens(item: pytest.Function) -> list[str]:
    """What a check would run, found by calling it."""
    parameters: Mapping[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    found: list[str] = []

    def taker(prefix: str, waits: bool) -> Any:
        def note(*parts: str) -> None:
            found.append(prefix + "/".join(parts))

        async def note_awaited(*parts: str) -> None:
            note(*parts)

        return note_awaited if waits else note

    names = inspect.signature(item.function).parameters
    waits = inspect.iscoroutinefunction(item.function)
    given = {n: parameters[n] if n in parameters else taker(_TAKERS[n], waits) for n in names}
    result = item.function(**given)
    if waits:
        with contextlib.suppress(StopIteration):  # nothing in it suspends, so one step is all
            result.send(None)
    return found


def list_checks() -> list[Check]:
    """Every check of the suite, in the order in which they are collected; raises RuntimeError when collecting fails."""
    listing = _Listing()
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        code = run_checks(listing)
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"the checks can't be collected: {said.getvalue().strip()}")
    return list(listing.checks.values())
