"""Legal implementations, generated from what the rules leave free: any of them must be conformant.

The chain is that of ``legal_chain.py``; here it becomes a module with the published names. Where the suite loads them
from is this module itself: the target ``tests.generated.legal:legal-0-0-...``, with a number for each choice.
"""

from __future__ import annotations

import functools
from types import SimpleNamespace

from .choices import TURNS, Choices, from_name
from .legal_chain import AwaitableChain, Chain
from .legal_functions import mask, renew


def build(choices: Choices) -> SimpleNamespace:
    """The implementation with these choices: what a module with the published names offers."""
    return SimpleNamespace(
        coromask=mask,
        renew=functools.partial(renew, TURNS[choices.decision]),
        simple_fargs=lambda given, obtained: given,
        simple_fargs_out=lambda given, obtained: obtained,
        TaskLoop=type("TaskLoop", (AwaitableChain if choices.awaitable == "yes" else Chain,), {"choices": choices}),
        __name__=choices.name,
    )


def __getattr__(name: str) -> SimpleNamespace:
    """The implementation of that name."""
    if not name.startswith("legal-"):
        raise AttributeError(name)
    return build(from_name(name))
