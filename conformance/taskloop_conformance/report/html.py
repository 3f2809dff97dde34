"""The JSON report as one HTML page that needs nothing else: no other file, no other host."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from ..model.finding import Finding
from ..model.rules import load_areas, load_rules
from ..pictures.heatmap import OUTCOMES, STYLE, counts
from ..pictures.swimlane import swimlane
from .narrative import events_table
from .outcomes import finding_of

VERDICTS: dict[str, tuple[str, str]] = {
    "conformant": ("passed", "Every required rule of the claimed profiles passed."),
    "conformant-except-known": ("known", "Every required rule passed but for those in the list of known failures."),
    "selection-passed": ("known", "The selected rules passed; the others were not judged."),
    "not-conformant": ("failed", "A required rule failed, hung or crashed."),
    "adapter-error": ("crashed", "The target can't be loaded, or lacks the surface."),
    "incomplete": ("hung", "Not every planned rule was reported, or the suite itself failed."),
}

PAGE_STYLE = """
:root{color-scheme:light dark;--tl-ground:#fff;--ink:#1b1e22;--soft:#5a626b;--line:#d5d9de;
--panel:#f5f6f8;--link:#0b5cad}
@media(prefers-color-scheme:dark){:root:not(.light){
--tl-ground:#14171a;--ink:#e8eaed;--soft:#a9b1ba;--line:#3a4148;--panel:#1d2126;
--link:#8cc4ff;--tl-broken:#ff7b7f;--tl-signal:#6bb8ea;--tl-waiting:#a0a0a0}}
:root.dark{color-scheme:dark;--tl-ground:#14171a;--ink:#e8eaed;--soft:#a9b1ba;--line:#3a4148;--panel:#1d2126;
--link:#8cc4ff;--tl-broken:#ff7b7f;--tl-signal:#6bb8ea;--tl-waiting:#a0a0a0}
*{box-sizing:border-box}
body{margin:0 auto;max-width:70rem;padding:1rem;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;
background:var(--tl-ground);color:var(--ink);overflow-wrap:anywhere}
a{color:var(--link)} h1{font-size:1.6rem;line-height:1.25} h2{margin-top:2rem} h3{margin:0 0 .3rem}
table.plain{border-collapse:collapse;width:100%;overflow-wrap:normal}
table.plain th,table.plain td{text-align:start;padding:.3rem .6rem;
border-bottom:1px solid var(--line);vertical-align:top}
table.plain tbody th{font-weight:600;white-space:nowrap}
td.tl-letter{width:2.6rem}
@media(max-width:34rem){table.plain{font-size:.875rem}table.plain th,table.plain td{padding:.3rem}
table.plain .aside{display:none}}
.verdict{display:inline-block;padding:.2rem .8rem;border-radius:6px;font-weight:700;color:#111}
.soft{color:var(--soft)}
.failure{border:1px solid var(--line);border-inline-start:5px solid var(--tl-broken,#e5484d);
border-radius:6px;padding:1rem;margin:1rem 0}
pre,code{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.875rem}
pre{background:var(--panel);border-radius:6px;padding:.7rem;overflow-x:auto;margin:.5rem 0;
overflow-wrap:normal}
.copy{display:flex;gap:.5rem;align-items:flex-start}.copy pre{flex:1;min-width:0;margin:0}
.copy button{font:inherit;font-size:.875rem;padding:.5rem .8rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
summary{cursor:pointer;padding:.2rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:1rem 0}
dt{color:var(--soft)} dd{margin:0}
"""

SCRIPT = """
document.querySelectorAll(".copy button").forEach(function (button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.textContent = "Copied";
  });
});
"""


def render_html(report: Mapping[str, Any]) -> str:
    """The page for a report as contract and schema describe it."""
    results = report["rules"]
    target = report["implementation"]["target"]
    failures = [entry for entry in results if entry["outcome"] in ("failed", "hung", "crashed", "known")]
    told = "".join(_failure(entry, target) for entry in failures) or "<p>None.</p>"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>Conformance of {escape(str(target))}</title><style>{PAGE_STYLE}{STYLE}</style></head><body>"
        f'<header>{_summary(report)}</header><main><h2 id="areas">Rules by area</h2>{_areas(results)}'
        f'<h2 id="failures">Failures</h2>{told}<h2 id="rules">Every rule</h2>{_every_rule(results)}</main>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _summary(report: Mapping[str, Any]) -> str:
    implementation, suite, explored = report["implementation"], report["suite"], report.get("explored") or {}
    look, meaning = VERDICTS.get(report["verdict"], ("blocked", ""))
    profiles = ", ".join(implementation.get("profiles") or []) or "none"
    facts = {
        "Target": str(implementation["target"]),
        "Version": str(implementation.get("version") or "unknown"),
        "Python": str(implementation.get("python") or "unknown"),
        "Profiles": profiles,
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
        f'<p><span class="verdict tl-{look}">{escape(report["verdict"])}</span> {escape(meaning)}</p>'
        f'{_troubles(report)}<ul class="tl-legend">{tally}</ul><dl>{listed}</dl>'
    )


def _troubles(report: Mapping[str, Any]) -> str:
    """What concerns no single rule: why the target can't be used, or what failed in the suite."""
    return "".join(f'<p class="failure">{escape(error)}</p>' for error in report.get("errors") or [])


def _areas(results: Iterable[Mapping[str, Any]]) -> str:
    by_area: dict[str, list[str]] = {}
    for entry in results:
        by_area.setdefault(entry["id"].partition(".")[0], []).append(entry["outcome"])
    titles = {area.id: area.title for area in load_areas()}
    order = [*(area for area in titles if area in by_area), *(area for area in by_area if area not in titles)]
    rows = []
    for area in order:
        numbers = counts(by_area[area])
        told = ", ".join(f"{n} {name}" for name, n in numbers.items() if name != "passed")
        rows.append(
            f'<tr><th scope="row">{escape(area)}</th><td class="aside">{escape(titles.get(area, ""))}</td>'
            f"<td>{numbers.get('passed', 0)} of {len(by_area[area])}</td><td>{told or '-'}</td></tr>"
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


def _failure(entry: Mapping[str, Any], target: str) -> str:
    rule = load_rules().get(entry["id"])
    letter, meaning = OUTCOMES[entry["outcome"]]
    heading = (
        f'<span class="tl-o tl-{entry["outcome"]}" style="display:inline-block;width:auto" role="img" '
        f'aria-label="{escape(meaning)}">{letter}</span> {escape(entry["id"])}'
        f' <span class="soft">{escape(entry["level"])}</span>'
    )
    parts = [f"<h3>{heading}</h3>"]
    if rule:
        origin = "the source text" if rule.origin == "source" else "resolved by the specification"
        parts.append(f'<p>{escape(rule.text)} <span class="soft">({origin}: {escape(rule.place)})</span></p>')
    if entry.get("message"):
        short, _, rest = entry["message"].partition("\n")
        parts.append(f"<p><strong>{escape(short)}</strong></p>")
        if rest.strip():
            parts.append(
                "<details><summary>The whole message</summary>"
                f'<pre tabindex="0">{escape(entry["message"])}</pre></details>'
            )
    if finding := finding_of(entry):
        parts.append(finding_html(finding))
    if entry.get("replay"):
        line = f"taskloop-conformance replay {shlex.quote(str(entry['replay']))} {shlex.quote(str(target))}"
        parts.append(
            f'<p class="soft">See it again:</p><div class="copy"><pre tabindex="0">{escape(line)}</pre>'
            '<button type="button">Copy</button></div>'
        )
    return f'<section class="failure" id="{escape(entry["id"])}">{"".join(parts)}</section>'


def finding_html(finding: Finding) -> str:
    """A finding as its swimlane, what was allowed and what happened, and its events."""
    history, divergence = finding.history, finding.divergence
    picture = ""
    if any(event.kind == "call" for event in history.events):
        svg = swimlane(history, divergence, verdict=False).svg
        picture = f'<div class="tl-scroll" tabindex="0" role="region" aria-label="Swimlane">{svg}</div>'
    picture += (
        f"<dl><dt>Allowed</dt><dd>{escape(divergence.allowed)}</dd>"
        f"<dt>Happened</dt><dd><strong>{escape(divergence.happened)}</strong></dd></dl>"
    )
    events = escape(events_table(history, divergence))
    told = f'<summary>Events with virtual times</summary><pre tabindex="0">{events}</pre>'
    return f"{picture}<details>{told}</details>"
