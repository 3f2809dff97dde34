"""The verdicts of the command line on ten implementations, for comparison with those of the playground.

That is: all that the playground offers as a beginning (a good implementation and six faulty ones), and three legal
ones, each written in a way of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from site_tools.paths import ROOT
from site_tools.play.build import starts

#: Of tests/legal: a function and closures in the place of a class, an actor with letters, and a class without a dict.
LEGAL = ("closures", "mailbox", "slotted")


@dataclass(frozen=True)
class Judged:
    """An implementation, and what the command line says of it: the outcome of each rule, and how long it took."""

    title: str
    text: str
    verdict: str
    rules: dict[str, str]
    seconds: float


def implementations() -> Iterator[tuple[str, str]]:
    """Title and text of each."""
    for start in starts():
        yield start.title, start.text
    for name in LEGAL:
        yield f"Legal: {name}", (ROOT / "tests" / "legal" / f"{name}.py").read_text("utf-8")


def judge(title: str, text: str, folder: Path) -> Judged:
    """Run the command line on a text, as the playground does: with ``--quick``, in one process."""
    file, report = folder / "implementation.py", folder / "report.json"
    report.unlink(missing_ok=True)
    file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "taskloop_conformance", "run", file.name, "--quick", "--in-process"]
    began = time.monotonic()
    # Its exit code says what the report says.
    subprocess.run([*command, "--json", report.name], cwd=folder, capture_output=True, check=False)
    data = json.loads(report.read_text("utf-8"))
    rules = {rule["id"]: rule["outcome"] for rule in data["rules"]}
    return Judged(title, text, data["verdict"], rules, time.monotonic() - began)


def write(folder: Path) -> Path:
    """Judge all of them; gives the file with the verdicts, as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    judged = [asdict(judge(title, text, folder)) for title, text in implementations()]
    file = folder / "verdicts.json"
    file.write_text(json.dumps(judged), "utf-8")
    return file
