"""The program: usage errors, reports in every form, known failures, matrix, replay."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from taskloop_conformance.command import program as cli
from taskloop_conformance.command import replay
from tests.command.program import CHECKS, Outcome

Write = Callable[..., Path]
Run = Callable[..., Outcome]

USAGE_ERRORS = {
    "no-command": ([], "required"),
    "no-target": (["run"], "name a TARGET"),
    "unknown-rule": (["run", "x", "--rule", "FARGS.imput"], "did you mean FARGS.input"),
    "unknown-explained": (["explain", "FARGS.imput"], "did you mean FARGS.input"),
    "bad-jobs": (["run", "x", "-j", "0"], "'0' is no number of processes"),
    "bad-deadline": (["run", "x", "--deadline", "soon"], "'soon' is no number of seconds"),
    "quick-and-thorough": (["run", "x", "--quick", "--thorough"], "not allowed with"),
    "unwritable": (["run", "x", "--json", "/no/such/folder/r.json"], "there is no folder"),
    "bad-token": (["replay", "nonsense", "x"], "has no ':'"),
    "bad-probe": (["replay", "probe:mask-par", "x"], "did you mean mask-pair"),
    "known-missing": (["run", "x", "--known-failures", "/no/such.toml"], "No such file"),
    "empty-target": (["run", ""], "TARGET is empty"),
    "blank-target": (["run", " "], "TARGET is empty"),
    "empty-target-of-several": (["matrix", "x", ""], "TARGET is empty"),
    "empty-target-of-replay": (["replay", "wait:", ""], "TARGET is empty"),
    "empty-release": (["run", "--from", ""], "--from is empty"),
    "empty-folder": (["run", "x", "--path", ""], "--path is empty"),
    "empty-report": (["run", "x", "--json", ""], "--json is empty"),
    "empty-list": (["run", "x", "--known-failures", ""], "--known-failures is empty"),
    "empty-rule": (["run", "x", "--rule", ""], "--rule is empty"),
    "many-digits": (["run", "x", "-j", "9" * 5000], "is no number of processes"),
    "two-releases": (["run", "a==1", "--from", "b==2"], "both name a release"),
}


@pytest.mark.parametrize("name", USAGE_ERRORS)
def test_usage_errors(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error is exit 2 and one clear line that names what is wrong."""
    arguments, expected = USAGE_ERRORS[name]
    try:
        code = cli.main(arguments)
    except SystemExit as leaving:
        code = int(str(leaving.code))
    captured = capsys.readouterr()
    assert (code, captured.out, captured.err.count("\n")) == (2, "", 1)
    assert expected in captured.err


@pytest.mark.parametrize("target", ["nosuch.py", "nosuch_module", "json:nothing", "json"])
def test_targets_that_are_none(target: str, run: Run) -> None:
    """A target that isn't there, or offers nothing, is exit 2 with one clear line."""
    result = run(target)
    assert (result.code, result.report["verdict"], result.err.count("\n")) == (2, "adapter-error", 1)
    assert target.partition(":")[0] in result.err


def test_a_rule_alone(implementation: Write, run: Run) -> None:
    """With --rule nothing else is planned; a glob picks several."""
    target = implementation()
    assert list(run(target, "--rule", "FARGS.input").outcomes) == ["FARGS.input"]
    assert list(run(target, "--rule", "FARGS.*").outcomes) == ["FARGS.input", "FARGS.output"]


def test_json_on_standard_output(implementation: Write, capfd: pytest.CaptureFixture[str]) -> None:
    """With --json - standard output holds the report and nothing else."""
    assert cli.main(["run", str(implementation()), "--json", "-", "--checks", str(CHECKS), "-j1"]) == 0
    assert json.loads(capfd.readouterr().out)["verdict"] == "conformant"


def test_the_terminal_report(implementation: Write, run: Run) -> None:
    """A failure is told with its rule, its message and where to read more; colour is for terminals."""
    result = run(implementation("return 1"))
    assert "FAILED  FARGS.input (MUST)" in result.out
    assert "simple_fargs gives its input back" in result.out
    assert "taskloop-conformance explain FARGS.input" in result.out
    assert "FARGS         1/2  failed: input" in result.out
    assert "not-conformant (3 of 4 rules passed" in result.out
    assert "\x1b" not in result.out + result.err


def test_junit(implementation: Write, run: Run, tmp_path: Path) -> None:
    """JUnit has a suite per area and the failure under its rule."""
    run(implementation("return 1"), "--junit", str(tmp_path / "r.xml"))
    root = ElementTree.parse(tmp_path / "r.xml").getroot()
    failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    counts = (root.get("tests"), root.get("failures"), root.get("errors"))
    assert (failed, counts) == (["FARGS.input"], ("4", "1", "0"))
    assert all(float(case.get("time") or -1) >= 0 for case in root.iter("testcase"))


def test_ctrf(implementation: Write, run: Run, tmp_path: Path) -> None:
    """CTRF has a test per rule and names the failed one."""
    run(implementation("return 1"), "--ctrf", str(tmp_path / "r.json"))
    tests = json.loads((tmp_path / "r.json").read_text("utf-8"))["results"]["tests"]
    assert (4, ["FARGS.input"]) == (len(tests), [test["name"] for test in tests if test["status"] == "failed"])


def test_badges(implementation: Write, run: Run, tmp_path: Path) -> None:
    """The badge's form follows its file's name; both say the verdict."""
    target = implementation()
    run(target, "--badge", str(tmp_path / "b.json"))
    run(target, "--badge", str(tmp_path / "b.svg"))
    assert json.loads((tmp_path / "b.json").read_text())["message"] == "conformant: functions (4 rules)"
    label = ElementTree.parse(tmp_path / "b.svg").getroot().get("aria-label")
    assert label == "TaskLoop: conformant: functions (4 rules)"


def test_html(implementation: Write, run: Run, tmp_path: Path) -> None:
    """The page names the failed rule and refers to nothing outside itself."""
    run(implementation("return 1"), "--html", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "FARGS.input" in page
    assert "src=" not in page


def test_known_failures_round_trip(implementation: Write, run: Run, tmp_path: Path) -> None:
    """A list of today's failures excuses them once a person has written the reasons; the verdict says so."""
    known = tmp_path / "known.toml"
    target = implementation("return 1")
    assert run(target, "--write-known-failures", str(known)).code == 1
    assert run(target, "--known-failures", str(known)).code == 2
    known.write_text(known.read_text("utf-8").replace('reason = ""', 'reason = "not yet mended"'), "utf-8")
    result = run(target, "--known-failures", str(known))
    assert (result.code, result.report["verdict"]) == (0, "conformant-except-known")
    assert result.outcomes["FARGS.input"] == "known"


def test_a_known_failure_that_passes_is_an_error(implementation: Write, run: Run, tmp_path: Path) -> None:
    """The list is strict: an entry whose rule passes fails."""
    known = tmp_path / "known.toml"
    known.write_text('[[known]]\nid = "FARGS.input"\nreason = "it did fail"\n')
    result = run(implementation(), "--known-failures", str(known))
    assert (result.code, result.outcomes["FARGS.input"]) == (1, "failed")
    assert "remove the entry" in result.out


def test_a_known_failure_that_matches_nothing_is_an_error(implementation: Write, run: Run, tmp_path: Path) -> None:
    """The list is strict: an entry for a rule that isn't planned is an error."""
    known = tmp_path / "known.toml"
    known.write_text('[[known]]\nid = "STOP.ends"\nreason = "no control"\n')
    result = run(implementation(), "--known-failures", str(known))
    assert (result.code, result.report["verdict"]) == (3, "incomplete")
    assert "STOP.ends matches no planned rule" in result.out


BAD_LISTS = {
    "[[known]]\nid = 'FARGS.imput'\nreason = 'x'": "did you mean FARGS.input",
    "[[known]]\nid = 'FARGS.input'": "needs a reason",
    "[[known]]\nreason = 'x'": "has no id",
    "[known]\nid = 'FARGS.input'": "two brackets",
    "known = ": "is no TOML",
    "[[known]]\nid = 'FARGS.input'\nreason = 'x'\nwhy = 'y'": "unknown key 'why'",
    "[[known]]\nid = 'FARGS.input'\nreason = 'x'\n" * 2: "stands twice",
}


@pytest.mark.parametrize("text", BAD_LISTS)
def test_bad_lists(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list that can't be read is a usage error that says what is wrong."""
    (tmp_path / "known.toml").write_text(text)
    assert cli.main(["run", "x", "--known-failures", str(tmp_path / "known.toml")]) == 2
    assert BAD_LISTS[text] in capsys.readouterr().err


def test_matrix(implementation: Write, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Targets stand side by side, one that can't be loaded among them; the exit code is the most serious."""
    good = implementation()
    bad = tmp_path / "bad.py"
    bad.write_text(good.read_text().replace("return given", "return 1"))
    files = ["--json", str(tmp_path / "m.json"), "--html", str(tmp_path / "m.html")]
    code = cli.main(["matrix", str(good), str(bad), "nosuch.py", *files, "--checks", str(CHECKS), "-j1"])
    verdicts = [report["verdict"] for report in json.loads((tmp_path / "m.json").read_text())["reports"]]
    assert (code, verdicts) == (2, ["conformant", "not-conformant", "adapter-error"])
    assert "FARGS.input" in (tmp_path / "m.html").read_text("utf-8")
    assert "3 of 4 passed" in capfd.readouterr().out


def test_rules_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule is listed with the number of checks that verify it."""
    assert cli.main(["rules", "--json"]) == 0
    listed = {rule["id"]: rule["checks"] for rule in json.loads(capsys.readouterr().out)["rules"]}
    assert listed["FARGS.input"] > 0


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    """A rule can be asked for in any case of letters."""
    assert cli.main(["explain", "stop.ENDS"]) == 0
    assert capsys.readouterr().out.startswith("STOP.ends")


def test_replay(implementation: Write, capfd: pytest.CaptureFixture[str]) -> None:
    """A token runs again in a process of its own: exit 0 where it is legal, 1 where it breaks its rule."""
    target = str(implementation())
    assert cli.main(["replay", "probe:mask-fargs", target]) == 0
    assert cli.main(["replay", "probe:mask-pair", target]) == 1
    assert "MASK.pair (MUST)" in capfd.readouterr().out


def test_a_replay_that_hangs_ends(implementation: Write, capfd: pytest.CaptureFixture[str]) -> None:
    """A history that never ends is cut off at the deadline and said to hang."""
    target = implementation(head="def hang():\n    while True: pass\n")
    target.write_text(target.read_text().replace("return fargs(args", "hang(); return fargs(args"))
    assert replay.replay_apart(replay.Wanted("probe:mask-fargs", str(target), None, "it"), 1.0) == 1
    assert capfd.readouterr().out == "hung: no end within 1 s\n"
