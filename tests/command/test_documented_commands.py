"""Every command that the documentation and the help texts print is one that the program accepts."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from taskloop_conformance.command.program import COMMANDS, make_parser

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "conformance/README.md",
    *sorted((ROOT / "docs/validate").glob("*.md")),
    *sorted((ROOT / "docs/examples").iterdir()),
]
#: A command as a line of its own, behind a prompt or a key, in backquotes, or in a comment that its output replaces.
COMMAND = re.compile(
    r"(?:^\s*(?:\$ |- run: |commands = |exec )?|`|output: )(taskloop-conformance [a-z]+ [^`\n>]*)",
    re.MULTILINE,
)


def parsed(text: str) -> list[str]:
    """The commands in a text; each is parsed."""
    found = []
    for match in COMMAND.findall(text):
        words = shlex.split(re.sub(r"</dev/null|\{posargs\}|\$\w+", "", match), comments=True)[1:]
        make_parser().parse_args(words)
        found.append(words[0])
    return found


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_commands_of_a_page(page: Path) -> None:
    """A command with a wrong option would end the parser."""
    parsed(page.read_text("utf-8"))


def test_the_pages_print_commands() -> None:
    """The search finds commands at all: those that a new user needs, among others."""
    found = {word for page in PAGES for word in parsed(page.read_text("utf-8"))}
    assert {"run", "check", "init", "explain"} <= found


@pytest.mark.parametrize("command", [*COMMANDS, "program"])
def test_the_examples_of_the_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` teaches by examples, and each of them is accepted."""
    with pytest.raises(SystemExit) as leaving:
        make_parser().parse_args(["--help"] if command == "program" else [command, "--help"])
    text = capsys.readouterr().out
    assert (0, True) == (leaving.value.code, "example" in text)
    assert parsed(text.partition("example")[2])
