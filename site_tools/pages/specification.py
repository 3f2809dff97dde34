"""The specification's pages, made from ``spec/``: a page for each area, with every rule in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from site_tools.markup.histories import example
from site_tools.markup.links import relative, rule_page
from taskloop_conformance.coverage import checks_by_rule
from taskloop_conformance.rules import Area, Rule, load_areas, load_rules

ORIGINS = {"source": "from the source", "resolved": "resolved here"}


@dataclass(frozen=True)
class Evidence:
    """What the site knows about rules beside the specification.

    ``lessons`` holds the examples that link to a rule, as (title, page); ``faults`` the faulty
    implementations that a rule finds, as (name, what goes wrong), or None when that wasn't measured yet.
    """

    lessons: Mapping[str, Sequence[tuple[str, str]]]
    faults: Mapping[str, Sequence[tuple[str, str]]] | None


def area_page_path(area: Area) -> str:
    """The page of an area, below the docs folder."""
    return f"specification/{area.id.lower()}.md"


def heading(area: Area) -> str:
    """The area's id, with its title where that says more."""
    return area.id if area.title == area.id else f"{area.id}: {area.title}"


def area_page(area: Area, evidence: Evidence) -> str:
    """The page of an area in Markdown."""
    rules = [rule for rule in load_rules().values() if rule.area == area.id]
    parts = [f"# {heading(area)}", area.about]
    parts += [_rule(rule, evidence) for rule in rules]
    return "\n\n".join(parts) + "\n"


def _rule(rule: Rule, evidence: Evidence) -> str:
    page = rule_page(rule.id).partition("#")[0]
    chips = f'<span class="tl-chip tl-{rule.level.lower()}">{rule.level}</span>'
    chips += f'<span class="tl-chip">profile {rule.profile}</span>'
    chips += f'<span class="tl-chip">{ORIGINS[rule.origin]}</span>'
    if rule.retired:
        chips += '<span class="tl-chip">retired</span>'
    lines = [
        f"## {rule.title} {{ #{rule.id} data-toc-label='{rule.title.replace(chr(39), '&#39;')}' }}",
        f'<p class="tl-chips"><a href="#{rule.id}"><code>{rule.id}</code></a>{chips}</p>',
        f'<div class="tl-text" markdown="1">\n\n{rule.text}\n\n</div>',
    ]
    reason = rule.reason or "the source asks for it, at the place below."
    lines.append(f"**Why:** {reason}")
    if rule.may_differ:
        lines.append(f"**What may differ:** {rule.may_differ}")
    lines.append(f"**Place in the source:** {rule.place}.")
    both = example(rule.legal, rule.id, True) + example(rule.illegal, rule.id, False)
    lines.append(f'<div class="tl-examples">{both}</div>')
    lines.append(_verified(rule))
    lines.append(_caught(rule, evidence, page))
    lines.append(_shown(rule, evidence, page))
    return "\n\n".join(line for line in lines if line)


def _verified(rule: Rule) -> str:
    if rule.unchecked:
        return f"**Not checked:** {rule.unchecked}"
    checks = checks_by_rule().get(rule.id, ())
    names = ", ".join(f"`{check}`" for check in checks)
    return f"**Verified by:** {names}" if names else "**Verified by:** no check"


def _caught(rule: Rule, evidence: Evidence, page: str) -> str:
    if evidence.faults is None:
        return "**Faulty implementations that it catches:** not measured yet"
    faults = evidence.faults.get(rule.id, ())
    if not faults:
        return "**Faulty implementations that it catches:** none of the catalogue"
    table = relative("verdicts/kill-table.md", page)
    shown = ", ".join(f"[`{name}`]({table}#{name})" for name, _ in faults)
    return f"**Faulty implementations that it catches:** {shown}"


def _shown(rule: Rule, evidence: Evidence, page: str) -> str:
    lessons = evidence.lessons.get(rule.id, ())
    links = ", ".join(f"[{title}]({relative(path, page)})" for title, path in lessons)
    return f"**Shown in:** {links or 'no lesson or recipe'}"


def index_page() -> str:
    """The contents of the specification: what it is, and every rule in one table."""
    rules = load_rules()
    parts = [
        "# The specification",
        f"{len(rules)} rules in {len(load_areas())} areas, and one [transition table](transitions.md). Each "
        "rule has a stable id and a level, says whether the source text says so or the matter was resolved here "
        "and why, and has a smallest legal and a smallest illegal history. Both are executed: when this page was "
        "built, the oracle accepted the one and rejected the other. Words are explained in "
        "the [vocabulary](vocabulary.md), histories in "
        "[the notation](notation.md).",
    ]
    for area in load_areas():
        parts.append(f"## [{heading(area)}]({area.id.lower()}.md) {{ #{area.id.lower()} }}")
        parts.append(area.about)
        rows = "".join(
            f"| [`{rule.id}`]({rule.area.lower()}.md#{rule.id}) | {rule.level} | {rule.title} |\n"
            for rule in rules.values()
            if rule.area == area.id
        )
        parts.append(f"| Rule | Level | What it says |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"
