"""Faults as patches of ``base.py``: what a fault declares, and the list of all."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).with_name("base.py")

#: The modules of this folder with faults, one for each kind of thing that an implementer gets wrong.
KINDS = (
    *("coroutines", "arguments", "outputs", "payloads", "errors", "cancellations", "awaiting", "holding"),
    *("loops", "inside", "chains", "durations", "afterwards", "contexts", "rounds", "turns", "starting"),
)

Patch = Callable[[str, str], None]


@dataclass(frozen=True)
class KindOfFault:
    """One fault: what goes wrong, the rules that a reader would call broken (the first is the one it is about)."""

    name: str
    kind: str
    about: str
    breaks: tuple[str, ...]
    patches: tuple[tuple[str, str], ...]

    @property
    def functions_only(self) -> bool:
        """Whether only ``renew`` is wrong, so that nothing shows where TaskLoop alone is offered."""
        return self.name.startswith("renew-")

    def source(self, control_only: bool = False) -> str:
        """The whole source of the faulty implementation; with ``control_only`` it offers ``TaskLoop`` alone."""
        text = BASE.read_text(encoding="utf-8")
        for old, new in self.patches:
            if text.count(old) != 1:
                raise ValueError(f"{self.name}: {text.count(old)} times in the base, not once: {old!r}")
            text = text.replace(old, new)
        # What claims the other profile is a name: under another one it is nobody's business.
        return re.sub(r"\b(coromask|renew|simple_fargs)", r"_\1", text) if control_only else text

    def write(self, folder: Path, control_only: bool = False) -> Path:
        """Write the implementation into a folder, as a file that the suite can load."""
        path = folder / f"{self.name.replace('-', '_')}{'_control' if control_only else ''}.py"
        path.write_text(self.source(control_only), encoding="utf-8")
        return path


#: Every fault by name, in the order of :data:`KINDS`.
FAULTS: dict[str, KindOfFault] = {}


def fault(breaks: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Enter a function that makes the patches; its docstring says what goes wrong, ``breaks`` are ids of rules."""

    def enter(make: Callable[[Patch], None]) -> Callable[[Patch], None]:
        name = make.__name__.replace("_", "-")
        if name in FAULTS:
            raise ValueError(f"two faults are called {name}")
        patches: list[tuple[str, str]] = []
        make(lambda old, new: patches.append((old, new)))
        about = " ".join((make.__doc__ or "").split())
        kind = make.__module__.rpartition(".")[2]
        FAULTS[name] = KindOfFault(name, kind, about, tuple(breaks.split()), tuple(patches))
        return make

    return enter


def load_kinds() -> dict[str, KindOfFault]:
    """Every fault by name."""
    for kind in KINDS:
        importlib.import_module(f".{kind}", __package__)
    return FAULTS
