"""The mutator: what it changes, what it leaves alone, and that names stay while other lines change."""

from __future__ import annotations

import pytest

from .mutator import mutants

CASES = [
    ("x = a < b", "x = a <= b"),
    ("x = a is b", "x = a is not b"),
    ("x = a in b", "x = a not in b"),
    ("x = a and b", "x = a or b"),
    ("x = a and b", "x = b"),
    ("x = not a", "x = a"),
    ("x = True", "x = False"),
    ("x = 3", "x = 4"),
    ("x = a + b", "x = a - b"),
    ("x = a if b else c", "x = c"),
    ("x = (a, b)", "x = (b,)"),
    ("x = f(a, b)", "x = f(b, a)"),
    ("x = f(a, b)", "x = f(b)"),
    ("x = f(a)", "x = a"),
    ("x = f(a, k=b)", "x = f(a)"),
    ("f()", "f()\nf()"),
    ("f()\nx = g()", "x = g()\nf()"),
    ("f()", "pass"),
    ("if a:\n    f()", "if True:\n    f()"),
    ("if a:\n    f()", "if not a:\n    f()"),
    ("if a:\n    f()\nelse:\n    g()", "if False:\n    f()\nelse:\n    g()"),
    ("if a:\n    f()\nelse:\n    g()", "if a:\n    f()"),
    ("while a:\n    f()", "if a:\n    f()"),
    ("for x in a:\n    break", "for x in a:\n    continue"),
    ("try:\n    f()\nexcept E:\n    g()", "f()"),
    ("try:\n    f()\nexcept E:\n    g()", "try:\n    f()\nexcept BaseException:\n    g()"),
    ("try:\n    f()\nfinally:\n    g()", "f()"),
    ("with a:\n    f()", "f()"),
    ("def f():\n    return a", "def f():\n    return None"),
    ("async def f():\n    await a", "async def f():\n    a"),
]
UNTOUCHED = [
    '"""A docstring."""',
    "def f(a: int | None) -> str: ...",
    "assert a",
    "__slots__ = ('a', 'b')",
    "__all__ = ['a']",
    "x: int",
    "x = f'{a} {b + 1}'",
    "a = b\nc = d",
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_changes(source: str, expected: str) -> None:
    """Each operator makes its change."""
    assert expected in [mutant.source for mutant in mutants(source)]


@pytest.mark.parametrize("source", UNTOUCHED)
def test_left_alone(source: str) -> None:
    """What no rule can see isn't changed, but for statements that can be removed."""
    changed = [mutant.name for mutant in mutants(source) if not mutant.name.endswith("-> nothing")]
    expected: list[str] = []
    assert expected == changed


def test_names_are_of_the_place() -> None:
    """A mutant is called by the function that it is in and by its change; lines above don't matter."""
    before = [mutant.name for mutant in mutants("class A:\n    def f(self):\n        return a < b")]
    after = [mutant.name for mutant in mutants("# a comment\n\nclass A:\n    def f(self):\n        return a < b")]
    assert before == after
    assert "A.f: a < b -> a <= b" in before


def test_same_change_twice_has_two_names() -> None:
    """The same change at two places of one function has two names."""
    names = [mutant.name for mutant in mutants("def f():\n    g(1)\n    h(1)")]
    assert {"f: 1 -> 2", "f: 1 -> 2 #2"} <= set(names)
    assert len(set(names)) == len(names)


def test_skipped_places() -> None:
    """A function or class that is named is left alone, and all in it."""
    source = "class A:\n    def f(self):\n        return a < b\n\n    def g(self):\n        return c < d"
    assert {"A.g"} == {mutant.name.partition(":")[0] for mutant in mutants(source, frozenset({"A.f"}))}


def test_sources_differ() -> None:
    """No two mutants are the same program, and none is the original."""
    source = "def f(a):\n    if not a:\n        return 1\n    return g(a) and True"
    made = [mutant.source for mutant in mutants(source)]
    assert len(set(made)) == len(made)
    assert source not in made
