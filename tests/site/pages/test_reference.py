"""The annotated source of the reference."""

from __future__ import annotations

import pytest

from site_tools.pages import reference
from taskloop_conformance.model.rules import load_rules


@pytest.mark.parametrize("path", sorted(reference.PACKAGE.glob("*.py")), ids=lambda path: path.name)
def test_the_parts_of_a_module_are_all_of_it(path: object) -> None:
    """Every line that isn't empty stands in one part, in its order and with its number."""
    assert isinstance(path, type(reference.PACKAGE))
    lines = path.read_text("utf-8").splitlines()
    shown = {
        part.line + offset: line
        for part in reference.parts_of("\n".join(lines))
        for offset, line in enumerate(part.source.splitlines())
    }
    assert [line for line in lines if line.strip()] == [line for _, line in sorted(shown.items()) if line.strip()]
    assert [] == [number for number, line in shown.items() if lines[number - 1] != line]


def test_a_module_is_cut_at_its_functions_classes_and_methods() -> None:
    """Decorators and comments directly above belong to what follows."""
    function, method = "# why\n@c\ndef d(): ...", "    # how\n    def g(self): ..."
    source = f"import a\n\nb = 1\n\n\n{function}\n\n\nclass E:\n    f = 1\n\n{method}\n"
    found = [(part.name, part.line) for part in reference.parts_of(source)]
    assert [("", 1), ("d", 6), ("E", 11), ("E.g", 14)] == found


def test_every_rule_is_kept_by_some_part() -> None:
    """Whoever looks for a rule in the source finds it; no rule is named that there isn't."""
    rules = {rule.id for rule in load_rules().values() if not rule.retired and not rule.unchecked}
    kept = reference.rules_kept() - {rule.id for rule in load_rules().values() if rule.unchecked}
    assert rules == kept, f"docs/data/reference.toml: missing {rules - kept}, not in force {kept - rules}"


def test_the_anchors_of_the_page_are_unique() -> None:
    """Two parts with one anchor couldn't be told apart by a link."""
    anchors = [entry["anchor"] for module in reference.listing() for entry in reference._module(module)["parts"]]
    named = [anchor for anchor in anchors if anchor.count(".")]
    assert len(named) == len(set(named))
