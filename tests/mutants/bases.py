"""The implementations that are mutated: the reference and three of other designs; how a mutant becomes a target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.verdict import Target

from .mutator import mutants

ROOT = Path(__file__).resolve().parents[2]

#: Of the reference, what no rule speaks about: what it offers beyond the module surface.
MORE_THAN_THE_SURFACE = frozenset(
    {
        *("TaskLoop.__aenter__", "TaskLoop.__aexit__", "_leaving_raises", "TaskLoop.name", "TaskLoop.set_name"),
        *("TaskLoop.__repr__", "ControlledChain.state", "ControlledChain.iterations", "name_of"),
        *("Options.with_positional", "Options.check", "State"),
    }
)


@dataclass(frozen=True)
class Base:
    """One implementation to mutate: its files, and the one among them that the suite loads."""

    name: str
    folder: Path
    files: tuple[str, ...]
    load: str
    package: str = ""  # the name under which its modules import each other
    skip: frozenset[str] = frozenset()

    def unchanged(self) -> Written:
        """The base itself, to compare with."""
        source = (self.folder / self.files[0]).read_text(encoding="utf-8")
        return Written(f"{self.name} unchanged", self, self.files[0], source)


BASES = (
    Base(
        "reference",
        ROOT / "tasktools",
        ("mask.py", "payload.py", "chain.py", "control.py", "controlled.py", "loop.py", "conventions.py"),
        "taskloop",
        "tasktools",
        MORE_THAN_THE_SURFACE,
    ),
    # A callback chain of closures, a supervisor that reads signals from a queue, a state machine of generators.
    Base("closures", ROOT / "tests" / "legal", ("closures.py",), "closures"),
    Base("mailbox", ROOT / "tests" / "legal", ("mailbox.py",), "mailbox"),
    Base("generators", ROOT / "tests" / "legal", ("generators.py",), "generators"),
)


@dataclass(frozen=True)
class Written:
    """A mutant that can be written down for the suite to load."""

    name: str
    base: Base
    file: str
    source: str

    def target(self, folder: Path) -> Target:
        """Write it into a fresh folder, with copies of the base's other modules beside it."""
        folder.mkdir(parents=True)
        if not self.base.package:
            (folder / self.file).write_text(self.source, encoding="utf-8")
            return Target(self.name, str(folder / self.file))
        # A copy under another name: what is installed as the original must not be loaded by mistake.
        copy = f"mutant_{self.base.package}"
        (folder / copy).mkdir()
        for path in self.base.folder.glob("*.py"):
            text = self.source if path.name == self.file else path.read_text(encoding="utf-8")
            text = text.replace(f"from {self.base.package}.", f"from {copy}.")
            (folder / copy / path.name).write_text(text, encoding="utf-8")
        return Target(self.name, f"{copy}.{self.base.load}", str(folder))


def all_mutants(bases: tuple[Base, ...] = BASES) -> Iterator[Written]:
    """Every mutant of every base."""
    for base in bases:
        for file in base.files:
            source = (base.folder / file).read_text(encoding="utf-8")
            for mutant in mutants(source, base.skip):
                yield Written(f"{base.name}/{file} {mutant.name}", base, file, mutant.source)
