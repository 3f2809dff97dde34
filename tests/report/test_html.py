"""The HTML report and the heat map: one page, no host, readable by everyone."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest

from taskloop_conformance.model.rules import load_areas, load_rules
from taskloop_conformance.pictures.heatmap import OUTCOMES, STYLE, Cell, Row, heatmap
from taskloop_conformance.report.html import PAGE_STYLE, render_html
from tests.pictures.histories import PAUSE_TEXT

DIVERGENCE = {
    "rule": "CONTINUE.kept-payload",
    "index": 5,
    "at": 3.25,
    "chain": "A",
    "allowed": "call p1",
    "happened": "call p0",
    "aside": False,
}
TRACE = PAUSE_TEXT.replace("call p1", "call p0").strip().splitlines()
NASTY = "</style><script>alert('&')</script>"


def entry(rule_id: str, outcome: str, **more: Any) -> dict[str, Any]:
    rule = load_rules()[rule_id]
    empty: dict[str, Any] = {"message": "", "trace": [], "divergence": None, "replay": ""}
    return {"id": rule_id, "level": rule.level, "profile": rule.profile, "outcome": outcome, **empty, **more}


def report(**changes: Any) -> dict[str, Any]:
    shown = {"trace": TRACE, "divergence": DIVERGENCE, "replay": "wait:1c=PAUSE"}
    broken = entry("CONTINUE.kept-payload", "failed", message="p0 again", **shown)
    rules = [entry(id, "passed") for id in load_rules() if id != broken["id"]] + [broken]
    return {
        "schema": 1,
        "suite": {"name": "taskloop-conformance", "version": "1.0", "spec": "1.0"},
        "implementation": {"target": "m.x", "version": "1.2", "python": "3.11", "profiles": ["control"]},
        "verdict": "not-conformant",
        "planned": len(rules),
        "reported": len(rules),
        "explored": {"histories": 7, "seconds": 1.25},
        "rules": rules,
        **changes,
    }


class Outline(HTMLParser):
    """Collects elements, and complains about what isn't closed in order."""

    VOID = frozenset({"meta", "link", "br", "input", "img", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_page_asks_no_host() -> None:
    """A report is readable offline: no address but the SVG name space stands in it."""
    assert {"http://www.w3.org/2000/svg"} == set(re.findall(r"https?://[^\"' )<]+", render_html(report())))


def test_the_page_is_well_formed_and_named() -> None:
    """Elements are closed in order; language, title, viewport and one first heading are there."""
    page = render_html(report())
    outline = Outline(page)
    assert ["en", 1] == [outline.all("html")[0]["lang"], len(outline.all("h1"))]
    assert "<title>Conformance of m.x</title>" in page.partition("<body>")[0]
    assert "width=device-width" in (outline.all("meta")[1]["content"] or "")


def test_table_heads_have_a_scope() -> None:
    """A screen reader can tell which head belongs to a cell."""
    heads = Outline(render_html(report())).all("th")
    assert heads
    assert all(head.get("scope") in ("col", "row") for head in heads)


def test_what_scrolls_takes_the_keyboard() -> None:
    """Boxes that scroll can be focused and have a name."""
    boxes = [a for a in Outline(render_html(report())).all("div") if "tl-scroll" in (a.get("class") or "")]
    assert boxes
    assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in boxes)


def test_ids_are_unique() -> None:
    """No id of the page, its pictures included, stands twice."""
    ids = [a["id"] for _, a in Outline(render_html(report())).found if a.get("id")]
    assert len(set(ids)) == len(ids)


def test_a_failure_shows_everything() -> None:
    """A failed rule has its text, its message, its picture, its events and its replay line."""
    page = render_html(report())
    section = page[page.index('<section class="failure" id="CONTINUE.kept-payload"') :]
    rule = load_rules()["CONTINUE.kept-payload"]
    for part in (
        escape(rule.title),
        escape(rule.text.partition("`")[0]),
        "<dd><strong>call p0</strong></dd>",
        "<svg",
        "first divergence",
        "replay wait:1c=PAUSE m.x",
    ):
        assert part in section


def test_what_else_may_be_broken_stands_beside_it() -> None:
    """A finding with equally good explanations names their rules, and says what the mistake is."""
    divergence = {**DIVERGENCE, "mistake": "it calls <p0>", "alternatives": ["PAUSE.holds", "STOP.ends"]}
    shown = {"trace": TRACE, "divergence": divergence, "essential": ["without PAUSE", "with one chain"]}
    page = render_html(report(rules=[entry("CONTINUE.kept-payload", "failed", message="x", **shown)]))
    assert "<dt>Passes</dt><dd>without PAUSE; with one chain</dd>" in page
    assert "<dt>Mistake</dt><dd>it calls &lt;p0&gt;</dd>" in page
    assert "<dt>Or</dt><dd>the history is explained as well by PAUSE.holds or STOP.ends</dd>" in page


def test_every_area_is_counted() -> None:
    """The table by area has a line for each area with its passed and planned rules."""
    page = render_html(report())
    for area in load_areas():
        total = sum(rule.area == area.id for rule in load_rules().values())
        passed = total - (area.id == "CONTINUE")
        assert f'<th scope="row">{area.id}</th><td class="aside">{area.title}</td><td>{passed} of {total}</td>' in page


def test_hostile_texts_are_escaped() -> None:
    """What an implementation says is shown, never obeyed."""
    implementation = {"target": NASTY, "version": NASTY, "python": NASTY, "profiles": [NASTY]}
    bad = entry("STOP.ends", "failed", message=f"{NASTY}\n{NASTY}", trace=[NASTY], replay=NASTY)
    assert NASTY not in render_html(report(implementation=implementation, rules=[bad]))


@pytest.mark.parametrize("verdict", ["conformant", "not-conformant", "adapter-error", "incomplete"])
def test_every_verdict_is_told(verdict: str) -> None:
    """The page begins with the verdict, even when no rule was reported."""
    assert f">{verdict}</span>" in render_html(report(verdict=verdict, rules=[], planned=0, reported=0))


@pytest.mark.parametrize("verdict", ["adapter-error", "incomplete"])
def test_a_run_without_a_verdict_gives_its_reason(verdict: str) -> None:
    """What the suite could not do stands on the page, not only in the exit code."""
    page = render_html(report(verdict=verdict, rules=[], planned=0, reported=0, errors=["no module named 'x<y'"]))
    assert "Reason: no module named &#x27;x&lt;y&#x27;" in page


def test_what_was_judged_and_covered() -> None:
    """The page says which profiles and how many rules the verdict is about, and what the exploration covered."""
    page = render_html(report(explored={"histories": 7, "seconds": 1.25, "bound": "8 rounds & 2 inputs"}))
    assert f"<dt>Judged</dt><dd>control ({len(load_rules())} rules)</dd>" in page
    assert "<dt>Covered</dt><dd>8 rounds &amp; 2 inputs</dd>" in page


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_letters_are_readable(outcome: str) -> None:
    """Every outcome's letter has a contrast of 4.5 or more to its ground."""
    match = re.search(rf"\.tl-{outcome}\b[^{{]*{{background:(#[0-9a-f]{{6}})}}", STYLE)
    assert match
    assert contrast("#111111", match[1]) >= 4.5


def test_texts_are_readable() -> None:
    """Text, soft text and links have a contrast of 4.5 or more, light and dark."""
    grounds = [
        {"#ffffff" if v == "#fff" else v for v in re.findall(rf"--{name}:(#[0-9a-f]{{3,6}})", PAGE_STYLE)}
        for name in ("tl-ground", "ink", "soft", "link")
    ]
    assert [2, 2, 2, 2] == [len(values) for values in grounds]
    light, dark = (sorted(values, key=luminance) for values in (grounds[0], grounds[0]))
    for values in grounds[1:]:
        darker, lighter = sorted(values, key=luminance)
        assert contrast(darker, light[1]) >= 4.5
        assert contrast(lighter, dark[0]) >= 4.5


def row(*cells: Cell | None) -> Row:
    return Row("STOP.ends", "STOP ends", cells, group="STOP")


def test_a_cell_is_said_in_words() -> None:
    """A cell's letter comes with rule, column and meaning for who can't see colours."""
    assert 'aria-label="STOP.ends, 1.0: failed - soon"' in heatmap("map", ["1.0"], [row(Cell("failed", "soon"))])


def test_a_detail_opens_its_own_dialog() -> None:
    """A cell with details is a button whose dialog is there; others are none."""
    outline = Outline(heatmap("map", ["a", "b"], [row(Cell("failed", detail="<b>x</b>"), Cell("passed"))]))
    opened = [b["data-tl-open"] for b in outline.all("button") if "data-tl-open" in b]
    assert [d["id"] for d in outline.all("dialog")] == opened
    assert 1 == len(opened)


def test_a_row_of_the_wrong_length_is_an_error() -> None:
    """A row with too few cells is refused by name."""
    with pytest.raises(ValueError, match=r"STOP\.ends has 1 cells for 2"):
        heatmap("map", ["a", "b"], [row(Cell("passed"))])


def test_an_unknown_outcome_is_an_error() -> None:
    """An outcome that has no letter is refused."""
    with pytest.raises(ValueError, match="no outcome 'odd'"):
        heatmap("map", ["a"], [row(Cell("odd"))])
