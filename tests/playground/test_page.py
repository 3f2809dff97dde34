"""What the page's worker calls, called without a page."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from site_tools.play.build import starts
from taskloop_conformance.command import page
from taskloop_conformance.command.program import main
from taskloop_conformance.command.validation import Options, validate
from taskloop_conformance.model.history import History
from taskloop_conformance.record.tracing import TracedRun
from taskloop_conformance.report.link import LONGEST, SITE, fragment, link
from taskloop_conformance.teach.exercises import find

#: PAUSE does nothing once it was used: small checks find it.
FAULTY = starts()[1].text


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker writes the reader's text into its current folder."""
    monkeypatch.chdir(tmp_path)


def sent(name: str, *arguments: Any) -> list[dict[str, Any]]:
    """All that a function sends, as the JSON that crosses over to the page."""
    messages: list[dict[str, Any]] = []
    getattr(page, name)(*arguments, lambda data: messages.append(json.loads(json.dumps(data))))
    return messages


def test_a_verdict_is_that_of_the_command_line(tmp_path: Path) -> None:
    """A text judged for a page has, rule by rule, the outcomes of a validation of the same text as a file."""
    plan, *checks, report = sent("judge", FAULTY, "none")
    file = tmp_path / "faulty.py"
    file.write_text(FAULTY)
    expected, _ = validate(Options(str(file), effort="none", in_process=True))
    assert {each.id: each.outcome for each in expected.rules} == {
        each["id"]: each["outcome"] for each in report["rules"]
    }
    assert (expected.verdict, "not-conformant") == (report["verdict"], "not-conformant")
    assert {each["check"] for each in plan["checks"]} == {each["check"] for each in checks}
    assert "PAUSE.lasts" in {rule for each in checks for rule in each["broken"]}


def test_a_failure_is_shown_with_its_picture_and_its_cell() -> None:
    """A failure brings the swimlane, what was allowed, what happened, and the cell of the table."""
    (*_, report) = sent("judge", FAULTY, "none")
    finding = next(each["finding"] for each in report["rules"] if each["id"] == "PAUSE.lasts")
    assert "<svg" in finding["html"]
    assert "Allowed" in finding["html"]
    assert "cell: pause-ended while paused" in finding["html"]
    assert "PAUSE.lasts" == finding["rule"]


def test_a_failure_can_be_stepped_through() -> None:
    """A failure brings its steps, with the turns of the event loop between the events; one of a probe its events."""
    (*_, report) = sent("judge", FAULTY, "none")
    shown = {each["id"]: each["finding"]["html"] for each in report["rules"] if each["finding"]}
    assert "<tl-history " in shown["PAUSE.lasts"]
    assert "The event loop runs: the done callback" in shown["PAUSE.lasts"]
    (*_, report) = sent("judge", find("mask").start, "none")
    probes = [each["finding"] for each in report["rules"] if each["finding"]]
    assert any(each["token"].startswith("probe:") and "<tl-history " in each["html"] for each in probes)


def test_steps_of_a_run_that_differs_have_no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a second run isn't the same, the steps are those of the history that was judged, without a diary."""
    monkeypatch.setattr(TracedRun, "record", lambda run: (run.loop.close(), History(()))[1])
    (faulty,) = sent("replay", FAULTY, "wait:1w=PAUSE,1+3=CONTINUE")
    assert "<tl-history " in faulty["finding"]["html"]
    assert "The event loop runs" not in faulty["finding"]["html"]


def test_a_token_is_played_again() -> None:
    """The token of a failure shows it again, and on a good implementation the same history is legal."""
    good = starts()[0].text
    token = "wait:1w=PAUSE,1+3=CONTINUE"
    (faulty,) = sent("replay", FAULTY, token)
    (legal,) = sent("replay", good, token)
    assert (True, "PAUSE.lasts") == (faulty["broken"], faulty["finding"]["rule"])
    assert (False, True) == (legal["broken"], "This history is legal" in legal["html"])
    assert "The event loop runs: the done callback" in legal["html"]


def test_what_can_not_be_played_is_said() -> None:
    """A token that is none, and a text that can't be imported, are answered with one sentence."""
    assert "no behaviour" in sent("replay", FAULTY, "nonsense:")[0]["html"]
    assert "SyntaxError" in sent("replay", "def", "wait:")[0]["html"]


def test_the_starts_differ() -> None:
    """A good implementation and six faulty ones are offered."""
    texts = [each.text.partition("\n")[2] for each in starts()]
    assert 7 == len(set(texts))


def test_a_link_holds_code_and_token() -> None:
    """What stands behind the # is unpacked to the code and the token; it holds no character that an address can't."""
    text = fragment("x = 'ü'\n", "wait:1w=PAUSE")
    packed = text.removeprefix("#play=")
    data = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), -zlib.MAX_WBITS)
    assert {"code": "x = 'ü'\n", "token": "wait:1w=PAUSE"} == json.loads(data)


def test_no_site_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a configured site, and for a text too long to be sent around, there is no link."""
    monkeypatch.delenv(SITE, raising=False)
    assert link("x", "wait:") is None
    monkeypatch.setenv(SITE, "https://example.org/taskloop/")
    assert str(link("x", "wait:")).startswith("https://example.org/taskloop/playground.html#play=")
    noise = base64.b85encode(bytes(range(256)) * 1000).decode()
    assert link("".join(chr(33 + hash_ % 90) for hash_ in _numbers(40_000)) + noise, "wait:") is None
    assert 2_000 < LONGEST


def _numbers(count: int) -> list[int]:
    """Numbers without a pattern that could be packed."""
    found, state = [], 1
    for _ in range(count):
        state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        found.append(state >> 8)
    return found


def test_the_program_prints_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run of a file that breaks a rule ends with the address of the failure, where a site is configured."""
    monkeypatch.setenv(SITE, "https://example.org/taskloop")
    file = tmp_path / "mine.py"
    file.write_text(find("mask").start)
    main(["run", str(file), "--rule", "MASK.arguments", "--in-process", "--quick"])
    assert "see it in a browser" not in capsys.readouterr().out  # a probe's history can't be played from an address
    file.write_text(FAULTY)
    main(["run", str(file), "--rule", "PAUSE.lasts", "--in-process", "--quick"])
    assert "see it in a browser: https://example.org/taskloop/playground.html#play=" in capsys.readouterr().out
