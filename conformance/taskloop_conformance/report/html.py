"""The JSON report as one HTML page that needs nothing else: no other file, no other host.

Jinja2 would write this page in fewer lines, and the site uses it.  The suite doesn't: it is installed beside
implementations of anybody's, and each library that it needed could be one that they need in another version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from ..model.finding import Finding
from ..model.rules import load_areas, load_rules
from ..paths import package_text
from ..pictures.heatmap import OUTCOMES, STYLE, counts
from ..pictures.swimlane import swimlane
from .narrative import events_table, has_calls, replay_command
from .outcomes import finding_of

VERDICTS: dict[str, tuple[str, str]] = {
    "conformant": ("passed", "Every required rule of the claimed profiles passed."),
    "conformant-except-known": ("known", "Every required rule passed but for those in the list of known failures."),
    "selection-passed": ("known", "The selected rules passed; the others were not judged."),
    "not-conformant": ("failed", "A required rule failed, hung or crashed, or was not implemented."),
    "adapter-error": ("crashed", "The target can't be loaded, or lacks what the suite needs. Nothing was judged."),
    "incomplete": ("hung", "Not every planned rule was reported, or the suite itself failed: this is no verdict."),
}

PAGE_STYLE = package_text("report/page.css")
SCRIPT = package_text("report/page.js")


def render_html(report: Mapping[str, Any], path: str | None = None) -> str:
    """The page for a report as contract and schema describe it; ``path`` is what was given with ``--path``."""
    results = report["rules"]
    target = str(report["implementation"]["target"])
    failures = [entry for entry in results if entry["outcome"] in ("failed", "hung", "crashed", "known")]
    shown = "".join(_failure(entry, target, path) for entry in failures) or "<p>None.</p>"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>Conformance of {escape(str(target))}</title><style>{PAGE_STYLE}{STYLE}</style></head><body>"
        f'<header>{_summary(report)}</header><main><h2 id="areas">Rules by area</h2>{_areas(results)}'
        f'<h2 id="failures">Failures</h2>{shown}<h2 id="rules">Every rule</h2>{_every_rule(results)}</main>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _summary(report: Mapping[str, Any]) -> str:
    implementation, suite, explored = report["implementation"], report["suite"], report.get("explored") or {}
    colour, meaning = VERDICTS.get(report["verdict"], ("blocked", ""))
    facts = {
        "Target": str(implementation["target"]),
        "Version": str(implementation.get("version") or "unknown"),
        "Python": str(implementation.get("python") or "unknown"),
        "Judged": judged(report),
        "Suite": f"{suite.get('name', '')} {suite.get('version', '')}, specification {suite.get('spec', '')}",
        "Rules": f"{report['planned']} planned, {report['reported']} reported",
        "Explored": f"{explored.get('histories', 0)} histories in {float(explored.get('seconds', 0)):.1f} s",
        "Covered": str(explored.get("bound") or "unknown"),
    }
    listed = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    numbers = counts([entry["outcome"] for entry in report["rules"]])
    tally = "".join(
        f'<li><span class="tl-o tl-{o}">{OUTCOMES[o][0]}</span>{n} {escape(OUTCOMES[o][1])}</li>'
        for o, n in numbers.items()
    )
    return (
        f"<h1>Conformance of {escape(str(implementation['target']))}</h1>"
        f'<p><span class="verdict tl-{colour}">{escape(report["verdict"])}</span> {escape(meaning)}</p>'
        f'{_troubles(report)}{_notes(report)}<ul class="tl-legend">{tally}</ul><dl>{listed}</dl>'
    )


def judged(report: Mapping[str, Any]) -> str:
    """What the verdict of a report as JSON is about: "functions and control (61 rules)"."""
    count = sum(entry["outcome"] != "not-claimed" for entry in report["rules"])
    profiles = " and ".join(report["implementation"].get("profiles") or ["no profile"])
    return f"{profiles} ({count} rules)"


def _troubles(report: Mapping[str, Any]) -> str:
    """What concerns no single rule: why the target can't be used, or what failed in the suite."""
    return "".join(f'<p class="failure">Reason: {escape(error)}</p>' for error in report.get("errors") or [])


def _notes(report: Mapping[str, Any]) -> str:
    return "".join(f'<p class="soft">Note: {escape(note)}.</p>' for note in report.get("notes") or [])


def _areas(results: Iterable[Mapping[str, Any]]) -> str:
    by_area: dict[str, list[str]] = {}
    for entry in results:
        by_area.setdefault(entry["id"].partition(".")[0], []).append(entry["outcome"])
    titles = {area.id: area.title for area in load_areas()}
    order = [*(area for area in titles if area in by_area), *(area for area in by_area if area not in titles)]
    rows = []
    for area in order:
        numbers = counts(by_area[area])
        others = ", ".join(f"{n} {name}" for name, n in numbers.items() if name != "passed")
        rows.append(
            f'<tr><th scope="row">{escape(area)}</th><td class="aside">{escape(titles.get(area, ""))}</td>'
            f"<td>{numbers.get('passed', 0)} of {len(by_area[area])}</td><td>{others or '-'}</td></tr>"
        )
    return _table(("Area", "About", "Passed", "Otherwise"), rows, "Results by area")


def _every_rule(results: Iterable[Mapping[str, Any]]) -> str:
    rules, rows = load_rules(), []
    for entry in results:
        letter, meaning = OUTCOMES.get(entry["outcome"], ("?", entry["outcome"]))
        title = rules[entry["id"]].title if entry["id"] in rules else ""
        failed = entry["outcome"] in ("failed", "hung", "crashed", "known")
        name = f'<a href="#{escape(entry["id"])}">{escape(entry["id"])}</a>' if failed else escape(entry["id"])
        note = (
            f'<br><span class="soft">{escape(entry["message"])}</span>' if entry.get("message") and not failed else ""
        )
        rows.append(
            f'<tr><td class="tl-letter"><span class="tl-o tl-{escape(entry["outcome"])}" role="img" '
            f'aria-label="{escape(meaning)}" title="{escape(meaning)}">{letter}</span></td>'
            f'<th scope="row">{name}</th><td>{escape(entry["level"])}</td><td>{escape(title)}{note}</td></tr>'
        )
    return _table(("Result", "Rule", "Level", "About"), rows, "Every rule")


#: The heads of columns that a phone leaves out, by table.
_ASIDE = {("Results by area", "About"): ' class="aside"'}


def _table(heads: Iterable[str], rows: Iterable[str], name: str) -> str:
    head = "".join(f'<th scope="col"{_ASIDE.get((name, text), "")}>{text}</th>' for text in heads)
    return (
        f'<div class="tl-scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<table class="plain"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _failure(entry: Mapping[str, Any], target: str, path: str | None) -> str:
    rule = load_rules().get(entry["id"])
    letter, meaning = OUTCOMES[entry["outcome"]]
    heading = (
        f'<span class="tl-o tl-{entry["outcome"]}" style="display:inline-block;width:auto" role="img" '
        f'aria-label="{escape(meaning)}">{letter}</span> {escape(entry["id"])}'
        f' <span class="soft">{escape(entry["level"])}</span>'
    )
    heading += f": {escape(rule.title)}" if rule else ""
    parts = [f"<h3>{heading}</h3>"]
    if rule:
        origin = "the source text" if rule.origin == "source" else "resolved by the specification"
        parts.append(f'<p>{_prose(rule.text)} <span class="soft">({origin}: {_prose(rule.place)})</span></p>')
    finding = finding_of(entry)
    short, _, rest = str(entry.get("message") or "").partition("\n")
    # The message of a finding says once more what the picture and the two lines below it say; that of a known failure
    # begins with the reason that somebody wrote.
    if short and (finding is None or entry["outcome"] == "known"):
        parts.append(f"<p><strong>{escape(short)}</strong></p>")
    if finding is not None:
        parts.append(finding_html(finding))
    if rest.strip():
        message = f'<pre tabindex="0">{escape(entry["message"])}</pre>'
        parts.append(f"<details><summary>As on a terminal</summary>{message}</details>")
    if entry.get("replay"):
        line = replay_command(str(entry["replay"]), target, path)
        parts.append(
            f'<p class="soft">See it again:</p><div class="copy"><pre tabindex="0">{escape(line)}</pre>'
            '<button type="button">Copy</button></div>'
        )
    return f'<section class="failure" id="{escape(entry["id"])}">{"".join(parts)}</section>'


def _prose(text: str) -> str:
    """A sentence of the specification, whose code stands in backquotes."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def finding_html(finding: Finding) -> str:
    """A finding as its swimlane, what was allowed and what happened, and its events."""
    history, divergence = finding.history, finding.divergence
    picture = ""
    if has_calls(history):
        svg = swimlane(history, divergence, verdict=False).svg
        picture = f'<div class="tl-scroll" tabindex="0" role="group" aria-label="Swimlane">{svg}</div>'
    picture += (
        f"<dl><dt>Allowed</dt><dd>{escape(divergence.allowed)}</dd>"
        f"<dt>Happened</dt><dd><strong>{escape(divergence.happened)}</strong></dd>"
    )
    if divergence.mistake:
        picture += f"<dt>Mistake</dt><dd>{escape(divergence.mistake)}</dd>"
    if divergence.alternatives:
        others = escape(" or ".join(divergence.alternatives))
        picture += f"<dt>Or</dt><dd>the history is explained as well by {others}</dd>"
    if finding.essential:
        picture += f"<dt>Passes</dt><dd>{escape('; '.join(finding.essential))}</dd>"
    picture += "</dl>"
    events = escape(events_table(history, divergence))
    details = f'<summary>Events with virtual times</summary><pre tabindex="0">{events}</pre>'
    return f"{picture}<details>{details}</details>"
