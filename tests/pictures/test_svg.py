"""The pictures as XML: readable to machines and to people who can't see them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest

from taskloop_conformance.model.history import Divergence, Event, History
from taskloop_conformance.model.transitions import load_table
from taskloop_conformance.pictures.bars import bars
from taskloop_conformance.pictures.callback_ladder import Step, callback_ladder
from taskloop_conformance.pictures.lanes import lanes_of, steps_of
from taskloop_conformance.pictures.state_diagram import POSITIONS, state_diagram
from taskloop_conformance.pictures.svg import COLUMN, Picture, number, tag, text_width, wrapped
from taskloop_conformance.pictures.swimlane import swimlane

from .histories import ALL, DIVERGENCE, HOURS, PAUSED, WRONG, long_history

SVG = "{http://www.w3.org/2000/svg}"
LADDER = [Step(1, "event loop", "task", "step"), Step(2, "done callback", "next task", "create_task(<mask>)")]

WIDE: dict[str, Picture] = {
    **{name: swimlane(history, divergence) for name, (history, divergence) in ALL.items()},
    "states": state_diagram(path=steps_of(PAUSED)),
    "ladder": callback_ladder(LADDER),
    "bars": bars({"what a source of a very long name did in an hour": 1.0, "b": 50}, "Counts", "iterations"),
}
NARROW = {f"{name}, narrow": Picture(picture.narrow) for name, picture in WIDE.items()}
PICTURES = WIDE | NARROW
each_picture = pytest.mark.parametrize("name", PICTURES)


def tree(picture: Picture) -> ET.Element:
    return ET.fromstring(picture.svg)


def titles(picture: Picture) -> list[str]:
    return [element.text or "" for element in tree(picture).iter(f"{SVG}title")]


@each_picture
def test_the_picture_introduces_itself(name: str) -> None:
    """A picture is an image with a title and a description, and names both as its label."""
    root = tree(PICTURES[name])
    named = (root.get("aria-labelledby") or "").split()
    assert ["img", f"{SVG}title", f"{SVG}desc"] == [root.get("role"), root[0].tag, root[1].tag]
    assert [root[0].get("id"), root[1].get("id")] == named
    assert all(root[i].text for i in (0, 1))


@each_picture
def test_ids_are_unique_and_resolved(name: str) -> None:
    """No id stands twice, and everything that is pointed at is there."""
    ids = [element.get("id") for element in tree(PICTURES[name]).iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", PICTURES[name].svg)) <= set(ids)


@each_picture
def test_nothing_is_fetched(name: str) -> None:
    """A picture names no other place than the SVG name space."""
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?://[^\"' )]+", PICTURES[name].svg)
    assert not re.search(r"href|@import|<script", PICTURES[name].svg)


@each_picture
def test_marks_stay_inside(name: str) -> None:
    """Boxes and texts lie within the view box."""
    root = tree(PICTURES[name])
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    for element in [*root.iter(f"{SVG}rect"), *root.iter(f"{SVG}text")]:
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        assert 0 <= x <= x + float(element.get("width", 0)) <= width
        assert 0 <= y <= y + float(element.get("height", 0)) <= height
    for element in root.iter(f"{SVG}text"):
        room = text_width(element.text or "", float(element.get("font-size", 12)))
        before = {"middle": room / 2, "end": room}.get(element.get("text-anchor", ""), 0.0)
        left = float(element.get("x", 0)) - before
        assert 0 <= left <= left + room <= width


def test_two_pictures_share_no_id() -> None:
    """Different pictures on one page don't take each other's patterns."""
    ids = [set(re.findall(r' id="([^"]+)"', picture.svg)) for picture in PICTURES.values()]
    assert sum(map(len, ids)) == len(set().union(*ids))


def test_the_same_history_gives_the_same_bytes() -> None:
    """Two builds are equal."""
    assert swimlane(WRONG, DIVERGENCE).svg == swimlane(WRONG, DIVERGENCE).svg
    assert state_diagram().svg == state_diagram().svg


@pytest.mark.parametrize("name", ALL)
def test_every_bar_and_signal_has_a_title(name: str) -> None:
    """What each span, signal and payload arrow means can be read without seeing it."""
    history, divergence = ALL[name]
    found = titles(swimlane(history, divergence))
    for lane in lanes_of(history):
        for text in [span.text for span in lane.spans] + [marker.text for marker in lane.markers]:
            assert text in found
    arrows = sum(len(lane.arrows) for lane in lanes_of(history))
    assert arrows == sum(text.startswith("payload ") for text in found)


def test_kinds_differ_without_colour() -> None:
    """Every kind of span has a pattern of its own."""
    root = ET.fromstring(swimlane(*ALL["paused"]).svg)
    patterns = {p.get("id", "").rpartition("-")[2]: [c.get("d") for c in p] for p in root.iter(f"{SVG}pattern")}
    assert {"running", "paused"} == set(patterns)
    assert patterns["running"] != patterns["paused"]


def test_the_divergence_is_red_and_told() -> None:
    """The picture of a failure says what was allowed and what happened, and marks the place in red."""
    picture = swimlane(WRONG, DIVERGENCE)
    texts = [element.text for element in tree(picture).iter(f"{SVG}text")]
    for text in (DIVERGENCE.rule, f"allowed: {DIVERGENCE.allowed}", f"happened: {DIVERGENCE.happened}"):
        assert text in texts
    assert f"here {DIVERGENCE.rule} is broken: {DIVERGENCE.happened}" in titles(picture)
    assert "--tl-broken" in picture.svg
    assert "--tl-broken" not in swimlane(PAUSED).svg


def test_the_axis_goes_on_where_nothing_happens() -> None:
    """A picture up to 40 s of a history that ends before has its last label there, and says hours of long times."""
    last = [element.text for element in tree(swimlane(PAUSED, until=40)).iter(f"{SVG}text")]
    assert ("40" in last, "virtual seconds" in last) == (True, True)
    assert "virtual hours" in [e.text for e in tree(swimlane(HOURS)).iter(f"{SVG}text")]


def test_the_page_may_tell_the_divergence_itself() -> None:
    """Without its verdict the picture leaves the text to the page, but for its description."""
    picture = swimlane(WRONG, DIVERGENCE, verdict=False)
    assert [] == [e.text for e in tree(picture).iter(f"{SVG}text") if "allowed" in (e.text or "")]
    assert DIVERGENCE.allowed in (tree(picture)[1].text or "")


def test_signal_labels_keep_apart() -> None:
    """No two signal names of a lane overlap, however near in time the signals are."""
    crowd = [Event(1 + i / 100, "A", "CONTINUE") for i in range(6)]
    history = History((Event(0, "A", "call", "p0"), *crowd, Event(9, "A", "return")))
    labels = [e for e in tree(swimlane(history)).iter(f"{SVG}text") if e.text == "CONTINUE"]
    places = sorted((e.get("y", ""), float(e.get("x", 0))) for e in labels)
    assert 6 == len(places)
    for (row, x), (next_row, next_x) in pairwise(places):
        assert row != next_row or next_x - x >= 50


def test_a_long_history_gets_a_wider_picture() -> None:
    """Sixty events aren't squeezed into the width of three."""
    width = {name: float(tree(PICTURES[name]).get("width", 0)) for name in ("short", "long")}
    assert width["long"] > width["short"]


def test_hostile_texts_are_escaped() -> None:
    """Markup in a payload or in a divergence is shown, not obeyed."""
    nasty = "</title><script>x&\"'"
    history = History((Event(0, "A", "call", nasty), Event(1, "A", "return")))
    picture = swimlane(history, Divergence("STOP.ends", 1, 1.0, "A", nasty, nasty))
    assert "<script" not in picture.svg
    assert f"happened: {nasty}" in [e.text for e in tree(picture).iter(f"{SVG}text")]


def test_notebooks_show_pictures() -> None:
    """A picture has what notebooks and galleries look for; the one for phones is hidden where no styles show it."""
    picture = swimlane(PAUSED)
    assert [picture.svg] * 2 == [picture._repr_svg_(), str(picture)]
    shown = f'<div class="tl-wide">{picture.svg}</div><div class="tl-narrow" hidden>{picture.narrow}</div>'
    assert shown == picture._repr_html_()
    assert "<svg/>" == Picture("<svg/>")._repr_html_()


@pytest.mark.parametrize("name", NARROW)
def test_a_picture_for_a_phone_is_as_wide_as_its_column(name: str) -> None:
    """However long the history: so that nothing shrinks, and all letters have the size that they were drawn with."""
    root = tree(PICTURES[name])
    assert COLUMN == float(root.get("width", 0))
    assert 10 <= min(float(text.get("font-size", 12)) for text in root.iter(f"{SVG}text"))


def test_a_picture_for_a_phone_tells_the_same() -> None:
    """What is described, and every title of a bar, a signal, an arrow or a transition, is there at both widths."""
    for name, picture in WIDE.items():
        if name != "states":
            assert sorted(titles(picture)) == sorted(titles(NARROW[f"{name}, narrow"]))
        assert tree(picture)[1].text == tree(NARROW[f"{name}, narrow"])[1].text
    table = load_table()
    told = "\n".join(titles(NARROW["states, narrow"]))
    for (state, event), cell in table.cells.items():
        assert f"{event}: {table.actions[cell.action]} ({cell.rule})" in told
        assert f"from {state} to {cell.next}: " in told


def test_a_long_text_is_broken_between_words() -> None:
    """No line is wider than asked for, but for a word that alone is."""
    assert ["one two", "three", "unbreakable"] == wrapped("one two three unbreakable", 50)


def test_numbers_are_rounded() -> None:
    """Coordinates have two decimals at most and no negative zero."""
    assert ["3.14", "2", "0", "0"] == [number(x) for x in (3.14159, 2.0, -0.001, 0.0)]
    assert '<a b-c="1.5" class="&lt;"/>' == tag("a", b_c=1.5, class_="<")


def test_every_cell_is_in_the_diagram() -> None:
    """Each possible transition of the table stands in a title with its event, action and rule."""
    table = load_table()
    told = "\n".join(titles(state_diagram()))
    for (_, event), cell in table.cells.items():
        assert f"{event}: {table.actions[cell.action]} ({cell.rule})" in told


def test_the_diagram_follows_the_table() -> None:
    """Another cell in the table is another arrow in the picture."""
    table = load_table()
    cell = replace(table.step("paused", "CONTINUE"), next="ended")
    told = titles(state_diagram(table.altered("paused", "CONTINUE", cell)))
    assert any(text.startswith("from paused to ended") and "CONTINUE" in text for text in told)
    assert not any(text.startswith("from paused to ended") and "CONTINUE" in text for text in titles(state_diagram()))


def test_a_state_without_a_place_fails() -> None:
    """A state that nobody gave a position is an error that names it."""
    with pytest.raises(ValueError, match="resuming"):
        state_diagram(positions={state: at for state, at in POSITIONS.items() if state != "resuming"})


def test_the_diagram_s_labels_keep_apart() -> None:
    """No label of an arrow lies on a state or on another label."""
    root = tree(state_diagram())
    rects = [e for e in root.iter(f"{SVG}rect") if (e.get("fill") or "").startswith("var(--tl-ground")]
    boxes = sorted({tuple(float(e.get(k, 0)) for k in ("x", "y", "width", "height")) for e in rects})
    assert len(boxes) > 9 + 15
    for i, (x, y, w, h) in enumerate(boxes):
        for u, v, ww, hh in boxes[i + 1 :]:
            assert x + w <= u or u + ww <= x or y + h <= v or v + hh <= y


def test_a_run_s_path_stands_out() -> None:
    """The states of a run, and only those, are drawn with a thick border."""
    root = tree(state_diagram(path=[("running", "PAUSE"), ("pausing", "returned")]))
    thick = []
    for group in root.iter(f"{SVG}g"):
        if any(e.get("stroke-width") == "3.5" for e in group.iter(f"{SVG}rect")):
            thick.append((group[0].text or "").partition(":")[0])
    assert ["running", "pausing", "paused"] == thick


def test_a_ladder_tells_its_rungs() -> None:
    """Every rung says its turn, between whom, and what."""
    assert {f"turn {s.turn}: {s.source} to {s.target}: {s.text}" for s in LADDER} <= set(
        titles(callback_ladder(LADDER))
    )


def test_an_unknown_rail_is_an_error() -> None:
    """A rung to a rail that isn't there is refused by name."""
    with pytest.raises(ValueError, match="no rail 'the moon'"):
        callback_ladder([Step(1, "task", "the moon", "x")])


def test_sixty_events_are_sixty() -> None:
    """The long history is as long as its tests say."""
    assert len(long_history().events) >= 60
