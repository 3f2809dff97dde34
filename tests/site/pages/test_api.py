"""The API reference."""

from __future__ import annotations

import tasktools.taskloop
from site_tools.pages import api
from site_tools.paths import TUTORIALS
from tasktools.taskloop import Control, EndedBy, State


def test_an_example_uses_what_it_imports_from_a_module() -> None:
    """``asyncio.Event`` isn't the suite's Event, and a class that an example defines isn't the reference's."""
    source = "import asyncio\nfrom tasktools.taskloop import renew as again\nasyncio.Event()\nclass TaskLoop: pass\n"
    assert {"tasktools.taskloop.renew"} == api.names_used(source)


def test_the_api_pages_link_rules_and_users() -> None:
    """An object's entry names its areas and the scripts that use it."""
    script = TUTORIALS / "gallery" / "sources" / "plot_many_sources.py"
    page = api.api_pages({script: ("An example", "gallery/x.md")})["api/taskloop.md"]
    entry = page.partition("::: tasktools.taskloop.TaskLoop\n")[2].partition("\n::: ")[0]
    wanted = ["[PAUSE](../specification/pause.md)", "[An example](../gallery/x.md)"]
    assert wanted == [part for part in wanted if part in entry]


def test_every_member_of_an_enumeration_has_its_meaning() -> None:
    """Control and State are listed whole, with their values."""
    page = api.api_pages({})["api/taskloop.md"]
    rows = {(member.name, str(member.value)) for kind in (Control, EndedBy, State) for member in kind}
    assert set() == {(name, value) for name, value in rows if f"| `{name}` | `{value}` | " not in page}


def test_every_public_name_of_the_reference_has_an_entry() -> None:
    """Steps is another name of Control, and stands there."""
    page = api.api_pages({})["api/taskloop.md"]
    names = set(tasktools.taskloop.__all__) - {"Steps"}
    assert set() == {name for name in names if f"::: tasktools.taskloop.{name}\n" not in page}


def test_a_class_links_its_source() -> None:
    """From the reference of a name to its annotated source it is one step."""
    assert "(../reference.md#source-loop.TaskLoop)" in api.api_pages({})["api/taskloop.md"]
