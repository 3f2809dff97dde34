"""Measures the adapters in `peers` and the reference, into one JSON file: `make peers-data`.

Each is judged by `taskloop-conformance run --quick`, in a process of its own; what `peers/questions.toml` asks besides
is recorded in another one. It needs Python >= 3.11, the suite and the libraries of `requirements/peers.txt`::

    python conformance/examples/measure_peers.py docs/data/peers.json
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from taskloop_conformance.model.failures import NotClaimed, Unimplemented
from taskloop_conformance.model.notation import format_history
from taskloop_conformance.record.adapters import interval, load, without
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token

EXAMPLES = Path(__file__).resolve().parent
ROOT = EXAMPLES.parents[1]
QUESTIONS = tomllib.loads((EXAMPLES / "peers" / "questions.toml").read_text("utf-8"))["questions"]
#: The reference comes first; it has the published names, and no adapter.
REFERENCE = ("tasktools.taskloop", "tasktools.taskloop: the reference")
#: What a report says of a rule, and a page needs.
FIELDS = ("id", "level", "outcome", "message", "trace", "divergence", "replay")
#: So many events answer a question; a helper that doesn't end goes on like that.
ENOUGH = 24
#: Seconds for the recordings of one library, which take one or two.
PATIENCE = 60


def targets() -> list[tuple[str, Path]]:
    """Each target and the folder to find it in."""
    files = sorted(EXAMPLES.glob("peers/*.py"))
    adapters = [path.stem for path in files if "\nadapter = Adapter()\n" in path.read_text("utf-8")]
    return [(REFERENCE[0], ROOT), *((f"peers.{name}:adapter", EXAMPLES) for name in adapters)]


def recorded(target: str, path: Path) -> dict[str, Any]:
    """What an adapter says of itself, and a history for each question that it can answer."""
    adapter = load(target, str(path))
    shown: dict[str, Any] = {}
    for question in QUESTIONS:
        for token in question["tokens"]:
            try:
                history = record(from_token(token), adapter)
            except (NotClaimed, Unimplemented):
                continue
            short = replace(history, events=history.events[:ENOUGH])
            shown[question["id"]] = {"token": token, "trace": format_history(short).splitlines()}
            break
    name = REFERENCE[1] if target == REFERENCE[0] else adapter.name
    lacking = sorted(without(adapter) - {"immediacy"})
    return {"name": name, "without": lacking, "interval": interval(adapter), "shown": shown}


def measured(target: str, path: Path) -> dict[str, Any]:
    """One library: its verdict, its rules, its recordings."""
    with tempfile.TemporaryDirectory() as folder:
        report_file = Path(folder) / "report.json"
        suite = [sys.executable, "-m", "taskloop_conformance", "run", target, "--path", str(path), "--quick"]
        done = subprocess.run([*suite, "--json", str(report_file)], capture_output=True, text=True, check=False)
        if done.returncode > 1:
            raise SystemExit(f"{target}: exit code {done.returncode} of the suite\n{done.stdout}{done.stderr}")
        report = json.loads(report_file.read_text("utf-8"))
    own = [sys.executable, __file__, "--record", target, str(path)]
    told = json.loads(subprocess.run(own, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout)
    rules = [{field: rule[field] for field in FIELDS} | {"message": _summary(rule)} for rule in report["rules"]]
    print(f"{told['name']} {report['implementation']['version']}: {report['verdict']}", flush=True)
    implementation = {"target": target, "version": report["implementation"]["version"]}
    return {**told, **implementation, "suite": report["suite"], "verdict": report["verdict"], "rules": rules}


def _summary(rule: dict[str, Any]) -> str:
    """What happened, on one line; the whole message is the trace once more."""
    if rule["outcome"] == "failed" and rule["divergence"]:
        return f"{rule['divergence']['happened']}; allowed: {rule['divergence']['allowed']}"
    return str(rule["message"].partition("\n")[0])


def main() -> None:
    """Measure all, or with ``--record`` play the questions' tokens with one target."""
    if sys.argv[1] == "--record":
        print(json.dumps(recorded(sys.argv[2], Path(sys.argv[3]))))
        return
    peers = [measured(target, path) for target, path in targets()]
    suites = [peer.pop("suite") for peer in peers]
    data = {"schema": 1, "suite": suites[0], "python": platform.python_version(), "peers": peers}
    Path(sys.argv[1]).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
