"""The specification as one JSON object: it fits its schema, and the tokens in it are those that the suite runs."""

from __future__ import annotations

import copy
import json
import mmap
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest

from taskloop_conformance.command.replay import check_token
from taskloop_conformance.model.history import KINDS
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.model.transitions import load_table
from taskloop_conformance.paths import PACKAGE
from taskloop_conformance.record import progress
from taskloop_conformance.record.adapters import load
from taskloop_conformance.record.progress import SIZE, Board
from taskloop_conformance.report.coverage import checks_by_rule
from taskloop_conformance.report.specification import specification
from taskloop_conformance.run.plugin import ResultsPlugin
from taskloop_conformance.run.records import Record
from taskloop_conformance.run.session import run_checks


@pytest.fixture(scope="module")
def listed() -> dict[str, Any]:
    """The object as somebody else reads it."""
    read: dict[str, Any] = json.loads(json.dumps(specification()))
    return read


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    """The schema that the package holds."""
    loaded = json.loads((PACKAGE / "rules.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


def test_it_fits_its_schema(listed: dict[str, Any], schema: jsonschema.Draft202012Validator) -> None:
    """What the command gives is what the schema describes."""
    assert [] == [f"{error.json_path}: {error.message}" for error in schema.iter_errors(listed)]


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "a rule without a history": lambda data: data["rules"][0].pop("legal"),
    "a level that isn't there": lambda data: data["rules"][0].update(level="OUGHT"),
    "a field that isn't there": lambda data: data["rules"][0].update(colour="red"),
    "a cell that is both": lambda data: data["table"]["cells"][0].update(because="-"),
    "a cell that is neither": lambda data: data["table"]["cells"][0].pop("rule"),
    "a check without tokens": lambda data: data["checks"][0].update(tokens=[]),
    "a check without rules": lambda data: data["checks"][0].update(rules=[]),
    "a term without a meaning": lambda data: data["vocabulary"][0].pop("meaning"),
    "no areas": lambda data: data.pop("areas"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_schema_refuses(
    listed: dict[str, Any],
    schema: jsonschema.Draft202012Validator,
    spoil: Callable[[dict[str, Any]], object],
) -> None:
    """The schema is no empty one: what isn't the specification doesn't fit."""
    spoilt = copy.deepcopy(listed)
    spoil(spoilt)
    assert not schema.is_valid(spoilt)


def test_everything_is_there(listed: dict[str, Any]) -> None:
    """All rules, events and cells are in it, in their order."""
    assert list(load_rules()) == [rule["id"] for rule in listed["rules"]]
    assert list(KINDS) == list(listed["events"])
    table = load_table()
    cells = {(cell["state"], cell["event"]): cell for cell in listed["table"]["cells"]}
    assert {pair: cell.next for pair, cell in table.cells.items()} == {
        pair: cell["next"] for pair, cell in cells.items() if "next" in cell
    }
    assert table.impossible == {pair: cell["because"] for pair, cell in cells.items() if "because" in cell}


def test_the_checks_are_those_of_the_source(listed: dict[str, Any]) -> None:
    """The collected checks verify what their source says that they verify."""
    found = {rule["id"]: sorted(rule["verified_by"]) for rule in listed["rules"] if rule["verified_by"]}
    assert {rule: sorted(names) for rule, names in checks_by_rule().items()} == found


def test_every_token_can_be_replayed(listed: dict[str, Any]) -> None:
    """Each token is one that `replay` takes."""
    for check in listed["checks"]:
        for token in check["tokens"]:
            check_token(token)


class Noted(Board):
    """The board on which a worker shows the history in hand; this one keeps all of them."""

    def __init__(self) -> None:
        super().__init__(mmap.mmap(-1, SIZE))
        self.tokens: list[str] = []

    def begin(self, token: str) -> None:
        super().begin(token)
        self.tokens += [token] if token else []


@pytest.fixture
def noted() -> Iterator[Noted]:
    """The tokens of all histories that are recorded in the test."""
    board = Noted()
    progress.use(board)
    yield board
    progress.use(None)


def test_the_tokens_are_those_that_are_run(listed: dict[str, Any], noted: Noted) -> None:
    """A run of some checks examines exactly the scenarios that are listed for them, and no others."""
    names = {"test_stop", "test_own_task", "test_pair", "test_defaults", "test_signals_from_a_thread"}
    plan: list[str] = []
    records: list[Record] = []
    target = load("tasktools.taskloop")
    run_checks(ResultsPlugin(records.append, target, only=[], on_plan=lambda all_: plan.extend(id_ for id_, _ in all_)))
    chosen = [id_ for id_ in plan if id_.partition("[")[0].rpartition(":")[2] in names]
    run_checks(ResultsPlugin(records.append, target, only=chosen))
    checks = [check for check in listed["checks"] if check["name"].rpartition(":")[2] in names]
    assert len(names) == len(checks)
    assert [token for check in checks for token in check["tokens"]] == noted.tokens
    assert ["passed"] * len(chosen) == [record["outcome"] for record in records if "outcome" in record]
