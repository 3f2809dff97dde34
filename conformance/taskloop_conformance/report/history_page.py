"""The steps of a history for a browser: a list that a script turns into a slider, and a page of its own around it.

Without scripts the list is all there is, and it says everything.  The script (``history.js``) reads the same data and
shows one step at a time, beside the swimlane and the state diagram.  Both stand in the page once, and so does the data:
nothing is fetched, so a page works from a file, in a notebook, and in the playground.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from html import escape
from typing import Any

from ..model.rules import load_rules
from ..model.text import seconds
from ..paths import package_text
from ..pictures.state_diagram import state_diagram
from ..pictures.swimlane import swimlane
from .history_steps import Told, steps_data
from .html import PAGE_STYLE
from .narrative import has_calls, replay_command

STYLE = package_text("report/history.css")
SCRIPT = package_text("report/history.js")

#: What in JSON would end a script element, be taken for a character entity, or be looked at by Markdown.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "`": "\\u0060"}
_IDS = re.compile(r"\btl[0-9a-f]{10}(?=-)")


@dataclass(frozen=True)
class Stepper:
    """The steps of a history; notebooks and the site show them by themselves."""

    told: Told
    name: str = ""

    def _repr_html_(self) -> str:
        return stepper_html(self.told, self.name)


def stepper_html(told: Told, name: str = "") -> str:
    """The element ``<tl-history>``, which the script makes a slider of; ``name`` is what the history is of."""
    data = steps_data(told)
    text = "".join(_UNSAFE.get(letter, letter) for letter in json.dumps(data, separators=(",", ":")))
    pictures = [state_diagram().svg] if any("possible" in step for step in data["steps"]) else []
    if has_calls(told.history):
        pictures.insert(0, swimlane(told.history, told.divergence, verdict=False).svg)
    # Two histories of a page have the same diagram, and ids must differ.
    prefix = "tl" + hashlib.sha256(f"{name}\0{text}".encode()).hexdigest()[:9]
    shown = "".join(_picture(svg, f"{prefix}{number}") for number, svg in enumerate(pictures))
    steps = "".join(_item(step, number == data.get("broken")) for number, step in enumerate(data["steps"]))
    about = escape(f"Steps of {name}" if name else "Steps of the history")
    return (
        f'<tl-history data-search-exclude aria-label="{about}" role="group"><div class="tl-pictures">{shown}</div>'
        f'<ol class="tl-steps">{steps}</ol>{_left_out(data)}'
        f'<script type="application/json">{text}</script></tl-history>'
    )


def _picture(svg: str, prefix: str) -> str:
    kind = "diagram" if "data-state" in svg else "swimlane"
    label = {"diagram": "State diagram", "swimlane": "Swimlane"}[kind]
    svg = _IDS.sub(prefix, svg)
    return f'<div class="tl-scroll" data-picture="{kind}" tabindex="0" role="group" aria-label="{label}">{svg}</div>'


def _item(step: dict[str, Any], broken: bool) -> str:
    """A step as an item of the list."""
    more = [f"The table: {_cell(cell)}" for cell in step.get("cells", [])]
    more += [f"Ready: {', '.join(step['ready'])}." if step.get("ready") and step["kind"] == "event" else ""]
    more += [f"Raised at {line}" for line in step.get("raised", [])]
    rest = "".join(f"<br><small>{escape(line)}</small>" for line in more if line)
    return f"<li{' class=tl-wrong' if broken else ''}>{escape(step['said'])}{rest}</li>"


def _left_out(data: dict[str, Any]) -> str:
    """What isn't among the steps of a long history."""
    if "earlier" not in data:
        return ""
    return f"<p>{data['earlier']} earlier and {data['later']} later events of this history are left out.</p>"


def _cell(cell: dict[str, str]) -> str:
    return f"{cell['event']} while {cell['state']}: {cell['meaning']}; then {cell['next']} ({cell['rule']})."


def render_page(told: Told, token: str, target: str, path: str | None = None) -> str:
    """A page about one history that needs nothing else: no other file, no other host.

    ``target`` is the implementation as on the command line, ``path`` what was given with ``--path``.
    """
    name = f"{token} on {target}"
    line = replay_command(token, target, path)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>The history {escape(name)}</title><style>{PAGE_STYLE}{STYLE}</style></head><body>"
        f"<header><h1>The history {escape(token)}</h1>{_summary(told, target)}</header>"
        f'<main><h2 id="steps">Step by step</h2>{stepper_html(told, name)}'
        f'<h2 id="again">See it again</h2><pre tabindex="0">{escape(line)}</pre></main>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _summary(told: Told, target: str) -> str:
    """The verdict, and what is known of the rule that is broken."""
    divergence = told.divergence
    run = f"<p>A run of {escape(target)}, in virtual seconds.</p>"
    if divergence is None:
        return f"{run}<p>No rule is broken by this history.</p>"
    rule = load_rules().get(divergence.rule)
    about = f"<strong>{escape(divergence.named)}</strong>" + (f": {escape(rule.text)}" if rule else "")
    return (
        f'{run}<section class="failure"><p>At {seconds(divergence.at)} s it breaks {about}</p>'
        f"<dl><dt>Allowed</dt><dd>{escape(divergence.allowed)}</dd>"
        f"<dt>Happened</dt><dd><strong>{escape(divergence.happened)}</strong></dd></dl></section>"
    )
