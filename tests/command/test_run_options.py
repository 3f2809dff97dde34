"""The options of `run` for whoever works on an implementation, and the events of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from taskloop_conformance.command import last
from taskloop_conformance.command import program as cli
from tests.command.program import CHECKS, PACKAGE, Outcome

Write = Callable[..., Path]
Run = Callable[..., Outcome]


@pytest.fixture(scope="session")
def events_schema(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """What each line of the events must be; it refers to the report's schema."""
    lines = json.loads((PACKAGE / "events.schema.json").read_text("utf-8"))
    registry: Registry[Any] = Registry().with_resource("report.schema.json", Resource.from_contents(schema))
    return jsonschema.Draft202012Validator(lines, registry=registry)


def test_the_first_broken_rule_stops_the_run(implementation: Write, run: Run) -> None:
    """With -x nothing runs after the first required rule that is broken, and the report says what was judged."""
    result = run(implementation("return 1"), "-x")
    assert (1, {"MASK.arguments": "passed", "FARGS.input": "failed"}) == (result.code, result.outcomes)
    assert "stopped at the first broken rule (-x): the other rules were not judged" in result.report["notes"]
    assert not any("stopped" in note for note in run(implementation("return 1")).report["notes"])


def test_a_known_failure_stops_nothing(implementation: Write, run: Run, tmp_path: Path) -> None:
    """With -x a failure that is excused is none."""
    known = tmp_path / "known.toml"
    known.write_text('[[known]]\nid = "FARGS.input"\nreason = "soon"\n')
    result = run(implementation("return 1"), "-x", "--known-failures", str(known))
    assert (0, 4) == (result.code, len(result.outcomes))


@pytest.mark.parametrize("options", [(), ("--in-process",)])
def test_a_stopped_run_calls_no_entry_stale(
    options: tuple[str, ...], implementation: Write, run: Run, tmp_path: Path
) -> None:
    """A run that -x stopped can't say of a known failure that it passes now or is never checked."""
    known = tmp_path / "known.toml"
    known.write_text("".join(f'[[known]]\nid = "{rule}"\nreason = "x"\n' for rule in ("MASK.arguments", "STOP.ends")))
    result = run(implementation("return 1"), "-x", "--known-failures", str(known), *options)
    assert (1, "passed", "failed") == (result.code, result.outcomes["MASK.arguments"], result.outcomes["FARGS.input"])


def test_the_last_failures_come_first(implementation: Write, run: Run) -> None:
    """With --lf the checks that failed last time run before all others; without a memory the order is the usual one."""
    assert ["MASK.arguments", "FARGS.input"] == sorted(run(implementation("return 1"), "-x", "--lf").outcomes)[::-1]
    assert ["FARGS.input"] == list(run(implementation("return 1"), "-x", "--lf").outcomes)


@pytest.mark.parametrize("text", ["", "{", "null", "5", "[]", '{"checks": 5}', '{"checks": [1, {}, "there is none"]}'])
def test_a_damaged_memory_costs_its_order_only(
    text: str, implementation: Write, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --lf a file that isn't what the last run has written is no failure of the suite."""
    monkeypatch.setattr(last, "cache_folder", lambda: tmp_path)
    target = implementation("return 1")
    assert 1 == run(target, "-x").code
    (memory,) = tmp_path.glob("last/*.json")
    memory.write_text(text)
    assert ["FARGS.input", "MASK.arguments"] == sorted(run(target, "-x", "--lf").outcomes)


def test_a_selection_runs_whatever_can_find_its_rules_broken(implementation: Write, run: Run) -> None:
    """With --rule every check runs: a report names the rules asked for and all that turned out broken."""
    result = run(implementation("return 1"), "--rule", "FARGS.output")
    assert (1, {"FARGS.input": "failed", "FARGS.output": "passed"}) == (result.code, result.outcomes)


def test_a_selection_knows_nothing_of_other_entries(implementation: Write, run: Run, tmp_path: Path) -> None:
    """An entry of the list of known failures isn't stale because its rule wasn't asked for."""
    known = tmp_path / "known.toml"
    known.write_text('[[known]]\nid = "FARGS.input"\nreason = "soon"\n')
    result = run(implementation("return 1"), "--known-failures", str(known), "--rule", "FARGS.output")
    assert (0, "selection-passed", "known") == (result.code, result.report["verdict"], result.outcomes["FARGS.input"])


def test_one_profile(implementation: Write, run: Run) -> None:
    """--profile judges one claimed profile; one that isn't claimed is a usage error that says what is."""
    assert 0 == run(implementation(), "--profile", "functions").code
    result = run(implementation(), "--profile", "control")
    assert (2, "adapter-error") == (result.code, result.report["verdict"])
    assert "the target offers functions, not control: leave --profile control out" in result.err


@pytest.mark.parametrize("options", [(), ("--in-process",)])
def test_borrowed_names_are_noted(options: tuple[str, ...], tmp_path: Path, run: Run) -> None:
    """A module that imports the functions to build a TaskLoop on them is told why they are judged."""
    target = tmp_path / "own_loop.py"
    names = "from tasktools.taskloop import TaskLoop as Base, coromask, renew"
    target.write_text(f"{names}\n\nclass TaskLoop(Base):\n    pass\n")
    (note,) = run(target, *options).report["notes"]
    assert note == (
        "coromask and renew come from the package tasktools, "
        "so the profile functions is judged, too; --profile control leaves it out"
    )


def lines(text: str, schema: jsonschema.Draft202012Validator) -> list[dict[str, Any]]:
    events = [json.loads(line) for line in text.splitlines()]
    for event in events:
        schema.validate(event)
    return events


@pytest.mark.parametrize("options", [(), ("--in-process",)])
def test_events(
    options: tuple[str, ...],
    implementation: Write,
    events_schema: jsonschema.Draft202012Validator,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Header, the broken rule as soon as it is known, the others, the footer; nothing else is printed."""
    arguments = [str(implementation("return 1")), "--checks", str(CHECKS), "-j1", "--events", "-"]
    assert 1 == cli.main(["run", *arguments, *options])
    header, *rules, footer = lines(capfd.readouterr().out, events_schema)
    assert (4, "not-conformant", 1) == (header["checks"], footer["verdict"], footer["exit_code"])
    assert ["FARGS.input", "MASK.arguments", "MASK.fargs", "FARGS.output"] == [event["rule"]["id"] for event in rules]


def test_events_of_what_can_not_be_loaded(
    tmp_path: Path, run: Run, events_schema: jsonschema.Draft202012Validator
) -> None:
    """There are a header and a footer all the same, and the footer has the reason."""
    file = tmp_path / "events"
    run("nosuch.py", "--events", str(file))
    header, footer = lines(file.read_text("utf-8"), events_schema)
    assert (0, "adapter-error", 1) == (header["checks"], footer["verdict"], len(footer["errors"]))


def test_events_know_the_known(
    tmp_path: Path, implementation: Write, run: Run, events_schema: jsonschema.Draft202012Validator
) -> None:
    """An excused rule is known from its first line on, and has one line only."""
    known, file = tmp_path / "known.toml", tmp_path / "events"
    known.write_text('[[known]]\nid = "FARGS.input"\nreason = "soon"\n')
    run(implementation("return 1"), "--known-failures", str(known), "--events", str(file))
    events = lines(file.read_text("utf-8"), events_schema)
    assert ["known"] == [e["rule"]["outcome"] for e in events if e.get("rule", {}).get("id") == "FARGS.input"]
