"""The kill table as a page of the docs."""

from __future__ import annotations

from .fault import Fault
from .table import KillTable

_HEAD = """# The kill table

<!-- Made by `python -m tests.faults.kill --markdown docs/kill-table.md`; don't edit. -->

How good is the suite? It is run against implementations that are wrong in one known way each, all made
from one conforming implementation by a small override, `tests/faults/catalogue`. Each declares beforehand
which rules it must redden and which few others it may.

"""


def page(table: KillTable) -> str:
    """The page in Markdown."""
    return _HEAD + _summary(table) + _by_rule(table) + _by_fault(table) + _equivalent(table)


def _summary(table: KillTable) -> str:
    blamed = sum(len(table.blamed(fault)) for fault in table.faults.values())
    covered = sum(bool(table.killers(rule)) for rule in table.required)
    lines = [
        ("faulty implementations", f"{len(table.wrong)}"),
        ("found by at least one rule", f"{table.found():.1%}"),
        ("rules blamed, over all of them", f"{blamed}"),
        ("blamed within the declared rules", f"{table.precision():.1%}"),
        ("required rules with a fault of their own", f"{covered} of {len(table.required)}"),
        ("equivalent faults, which break no rule", f"{len(table.faults) - len(table.wrong)}"),
    ]
    return "| | |\n|---|---|\n" + "".join(f"| {what} | {value} |\n" for what, value in lines)


def _by_rule(table: KillTable) -> str:
    text = "\n## By rule\n\nThe faults that are about a rule and found by it; how many others it finds.\n\n"
    text += "| rule | level | its faults | finds also |\n|---|---|---|---|\n"
    for rule in table.rules.values():
        own = table.killers(rule.id)
        others = sum(rule.id in table.outcomes[f.name].blamed for f in table.faults.values() if f.name not in own)
        names = ", ".join(f"`{name}`" for name in own)
        text += f"| `{rule.id}` | {rule.level} | {names} | {others or ''} |\n"
    return text


def _by_fault(table: KillTable) -> str:
    text = "\n## By fault\n\nIn **bold** the rule that a fault is about; in *italics* one that may break.\n\n"
    text += "| fault | what goes wrong | rules that find it |\n|---|---|---|\n"
    for fault in table.wrong:
        rules = ", ".join(_marked(fault, rule) for rule in table.blamed(fault))
        text += f"| `{fault.name}` | {fault.about} | {rules or 'none'} |\n"
    return text


def _marked(fault: Fault, rule: str) -> str:
    if rule == fault.breaks[0]:
        return f"**`{rule}`**"
    if rule in fault.breaks:
        return f"`{rule}`"
    return f"*`{rule}`*" if rule in fault.may_break else f"`{rule}` (wrongly)"


def _equivalent(table: KillTable) -> str:
    text = "\n## Equivalent faults\n\nThey look wrong, break no rule, and pass; why they may:\n\n"
    for fault in table.faults.values():
        if fault.equivalent:
            text += f"- `{fault.name}`: {fault.about} {fault.equivalent}\n"
    return text
