"""The generated part of a Markdown page: between two marks, inside a frame written by hand.

Each table has a mark of its own with the name of its section, so that a run of a few measures replaces their tables
and leaves the others as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness.figures import Section
from benchmarks.harness.tables import as_markdown

BEGIN = "<!-- figures: written by `python -m benchmarks --markdown`, don't edit -->"
END = "<!-- end of the figures -->"
_SECTION = re.compile(r"<!-- figures of: (.+) -->\n")


def write(file: Path, sections: Sequence[Section], machine: str, notes: Sequence[str]) -> None:
    """Put the tables between the marks of a page, or at the end of one that has none; make it if needed.

    A table takes the place of the one of its name; tables of other names stay. The notes stand behind the last one.
    """
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if BEGIN not in text or END not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n".lstrip()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    blocks = _blocks(text)
    for section in sections:
        blocks[section.name] = f"{as_markdown([section]).strip()}\n\nMeasured with {machine}."
        if notes and section is sections[-1]:
            blocks[section.name] += "\n\n" + "\n".join(f"- {note}" for note in notes)
    tables = [f"<!-- figures of: {name} -->\n\n{block}" for name, block in blocks.items()]
    file.write_text(before + "\n\n".join([BEGIN, *tables, END]) + after, encoding="utf-8")


def _blocks(text: str) -> dict[str, str]:
    """What stands between the marks of a page, by the names of the sections."""
    _, *parts = _SECTION.split(text.partition(BEGIN)[2].partition(END)[0])
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


def tables_of(text: str) -> dict[str, list[list[str]]]:
    """The cells of the tables on a page, the heading first, by the names of the sections."""
    return {
        name: [
            line.removeprefix("| ").removesuffix(" |").split(" | ")
            for line in block.splitlines()
            if line.startswith("| ") and "---" not in line
        ]
        for name, block in _blocks(text).items()
    }
