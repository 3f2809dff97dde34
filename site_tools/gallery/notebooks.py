"""What a downloaded notebook says: links that work away from the site, and nothing that only Sphinx understands.

sphinx-gallery turns an example's text into Markdown, but for the roles and the directive of this site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from site_tools.markup.links import rule_page
from site_tools.paths import TUTORIALS

_ROLE = re.compile(r":(rule|mkdocs):`([^`]+)`")
_TITLED = re.compile(r"(.+?)\s*<([^<>]+)>", re.S)
_WHOLE = re.compile(r"^\.\. whole-file:: (\S+)$", re.M)


def notebook(content: bytes, resolve: Callable[[str], str], site: str) -> bytes:
    """A notebook with the roles in its texts as links to the site at ``site``; without an address, as plain text.

    ``resolve`` gives the address of a page of the docs below the site, and raises KeyError for one that isn't there.
    """
    data = json.loads(content)
    for cell in data["cells"]:
        if cell["cell_type"] == "markdown":
            text = links("".join(cell["source"]), resolve, site)
            cell["source"] = text.splitlines(keepends=True)
    return json.dumps(data, indent=1, ensure_ascii=False).encode() + b"\n"


def links(text: str, resolve: Callable[[str], str], site: str) -> str:
    """One text of a notebook; see :func:`notebook`."""

    def link(match: re.Match[str]) -> str:
        role, inside = match[1], match[2]
        titled = _TITLED.fullmatch(inside)
        title, target = (titled[1], titled[2]) if titled else (inside, inside)
        if role == "rule":
            title, target = f"`{title}`", rule_page(target)
        title = " ".join(title.split())
        path, mark, anchor = target.partition("#")
        return f"[{title}]({site.rstrip('/')}/{resolve(path)}{mark}{anchor})" if site else title

    def whole(match: re.Match[str]) -> str:
        source = (TUTORIALS / "lessons" / match[1]).read_text("utf-8").rstrip()
        return f"```python\n{source}\n```"

    return _WHOLE.sub(whole, _ROLE.sub(link, text))
