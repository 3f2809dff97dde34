"""Write the README's example: a real finding, its text and its picture, from the committed verdicts.

``python -m site_tools.pages.readme`` rewrites both; a test holds them and the data together.
"""

from __future__ import annotations

import json
import re
from typing import Any

from site_tools.paths import DATA, ROOT
from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.notation import format_history, parse_history
from taskloop_conformance.pictures.swimlane import swimlane

RULE, RELEASE = "CONTINUE.kept-payload", "tasktools==1.2.0"
PICTURE = "docs/assets/kept-payload.svg"
_BLOCK = re.compile(r"(<!-- example: begin -->\n).*?(<!-- example: end -->)", re.S)


def finding() -> dict[str, Any]:
    """The entry of the rule in the release's report, from ``docs/data/matrix.json``."""
    reports = json.loads((DATA / "matrix.json").read_text("utf-8"))["reports"]
    report = next(r for r in reports if RELEASE in r["implementation"]["target"])
    return next(rule for rule in report["rules"] if rule["id"] == RULE)


def example() -> tuple[str, str]:
    """The Markdown block and the picture of the finding."""
    entry = finding()
    trace = entry["trace"]
    history = parse_history("\n".join(trace) if isinstance(trace, list) else trace)
    divergence = next(d for d in judge_all(history) if d.rule == RULE)
    lines = [line for line in format_history(history).splitlines() if not line.startswith("time_pause")]
    shown = "\n".join(f"    {line}" for line in lines)
    text = (
        f"Version {RELEASE.partition('==')[2]} of the published package, for example, loses its payload when it is "
        f"paused. The suite reports it under the rule `{RULE}`: allowed was *{divergence.allowed}*, and what happened "
        f"was *{divergence.happened}*.\n\n"
        f"{shown}\n\n"
        f"![The user coroutine runs with p0 and is paused; after CONTINUE it gets p3 instead of p1]({PICTURE})\n\n"
        f"`taskloop-conformance replay {entry['replay']} --from '{RELEASE}'` runs it again, step by step.\n"
    )
    return text, swimlane(history, divergence, "The payload after a pause").svg


def write() -> None:
    """Rewrite README.md and the picture."""
    text, picture = example()
    readme = ROOT / "README.md"
    readme.write_text(_BLOCK.sub(lambda m: m[1] + text + m[2], readme.read_text("utf-8")), "utf-8")
    (ROOT / PICTURE).write_text(picture + "\n", "utf-8")


def is_current() -> bool:
    """Whether README.md and the picture are what the data says."""
    text, picture = example()
    return text in (ROOT / "README.md").read_text("utf-8") and picture + "\n" == (ROOT / PICTURE).read_text("utf-8")


if __name__ == "__main__":
    write()
