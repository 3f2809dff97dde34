"""The generated part of a Markdown page: between two marks, inside a frame written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Section
from benchmarks.tables import as_markdown

BEGIN = "<!-- figures: written by `python -m benchmarks --markdown`, don't edit -->"
END = "<!-- end of the figures -->"


def write(file: Path, sections: Sequence[Section], machine: str, notes: Sequence[str]) -> None:
    """Put the tables between the marks of a page, or at the end of one that has none; make it if needed."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if BEGIN not in text or END not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n".lstrip()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    parts = [BEGIN, f"Measured with {machine}.", as_markdown(sections).strip()]
    parts += [f"- {note}" for note in notes]
    file.write_text(before + "\n\n".join([*parts, END]) + after, encoding="utf-8")
