"""Pages as Jinja2 templates: ``templates/NAME.md.j2``, rendered with what the modules beside this one gather.

A template holds a page's sentences and its layout, a module what has to be found out.  Nothing is escaped, since
Markdown is written and the texts of the specification are Markdown too; a name that a template uses and isn't given
is an error (jinja2.UndefinedError), not an empty place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from site_tools.markup.links import relative, rule_link
from site_tools.markup.places import PAGE, linked


@cache
def _environment() -> Environment:
    # A line with nothing but a statement leaves nothing behind: an empty line would end a table.
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for function in (rule_link, links, links_to_rules, place, in_table, sentence, anchor):
        made.filters[function.__name__] = function
    return made


def in_table(text: str) -> str:
    """A text as the cell of a Markdown table."""
    return text.replace("|", "\\|")


def links(targets: Iterable[tuple[str, str]], page: str) -> list[str]:
    """Markdown links from a page to each (title, target below the docs folder)."""
    return [f"[{title}]({relative(target, page)})" for title, target in targets]


def links_to_rules(ids: Iterable[str], page: str) -> list[str]:
    """Markdown links from a page to rules."""
    return [rule_link(rule, page) for rule in ids]


def place(text: str, page: str) -> str:
    """A rule's place as links into the page of the model."""
    return linked(text, relative(PAGE, page))


def sentence(text: str) -> str:
    """A phrase with a capital letter at its beginning and one full stop at its end."""
    return text[0].upper() + text[1:].rstrip(".") + "."


def anchor(term: str) -> str:
    """The anchor of a term of the vocabulary."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def render(template: str, /, **values: Any) -> str:
    """The page that a template makes of the values; it ends with a line break."""
    return _environment().get_template(f"{template}.md.j2").render(values).rstrip("\n") + "\n"
