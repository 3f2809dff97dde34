"""The API reference."""

from __future__ import annotations

from site_tools.pages import api
from site_tools.paths import TUTORIALS


def test_an_example_uses_what_it_imports_from_a_module() -> None:
    """``asyncio.Event`` isn't the suite's Event, and a class that an example defines isn't the reference's."""
    source = "import asyncio\nfrom tasktools.taskloop import renew as again\nasyncio.Event()\nclass TaskLoop: pass\n"
    assert {"tasktools.taskloop.renew"} == api.names_used(source)


def test_the_api_pages_link_rules_and_users() -> None:
    """An object's entry names its areas and the scripts that use it."""
    script = TUTORIALS / "gallery" / "sources" / "plot_many_sources.py"
    page = api.api_pages({script: ("An example", "gallery/x.md")})["api/taskloop.md"]
    entry = page.partition("{ #tasktools.taskloop.TaskLoop }")[2].partition("\n## ")[0]
    wanted = ["[PAUSE](../specification/pause.md)", "[An example](../gallery/x.md)"]
    assert wanted == [part for part in wanted if part in entry]
