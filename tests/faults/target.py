"""Where the suite loads faulty implementations from: the target ``tests.faults.target:NAME``.

NAME is a fault's name, or ``clean`` for the implementation that they are all made from. ``NAME@control`` is the same
implementation as a module that offers ``TaskLoop`` alone.
"""

from __future__ import annotations

from types import SimpleNamespace

from .clean import Clean
from .fault import load_catalogue


def __getattr__(name: str) -> Clean | SimpleNamespace:
    name, _, profile = name.partition("@")
    if profile == "control":
        return SimpleNamespace(TaskLoop=__getattr__(name).TaskLoop)
    if name == "clean":
        return Clean()
    try:
        return load_catalogue()[name].implementation()
    except KeyError:
        raise AttributeError(f"there is no fault {name!r}") from None
