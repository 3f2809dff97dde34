"""The report as JUnit XML: a test suite per area, a test case per rule."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from .outcomes import RuleResult
from .report import Report

# Characters that no XML document may hold.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report) -> str:
    """The XML text.  Blocked or unimplemented is an error; known and optional failures are skipped.

    The root's time is that of the whole run; a rule's is its share of its checks', in whichever process they ran.
    """
    root = ElementTree.Element("testsuites", name="taskloop-conformance", time=f"{report.seconds:.3f}")
    areas: dict[str, list[RuleResult]] = {}
    for result in report.rules:
        areas.setdefault(result.id.partition(".")[0], []).append(result)
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for area, results in areas.items():
        seconds = sum(result.seconds for result in results)
        suite = ElementTree.SubElement(root, "testsuite", name=area, time=f"{seconds:.3f}")
        counts = {"tests": len(results), "failures": 0, "errors": 0, "skipped": 0}
        for result in results:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=f"{report.target}.{area}",
                name=result.id,
                time=f"{result.seconds:.3f}",
            )
            kind = _add_outcome(case, result)
            if kind:
                counts[kind] += 1
        _set_counts(suite, counts, totals)
    if report.errors:
        suite = ElementTree.SubElement(root, "testsuite", name="run")
        for error in report.errors:
            case = ElementTree.SubElement(suite, "testcase", classname=report.target, name=report.verdict)
            ElementTree.SubElement(case, "error", message=_clean(error), type=report.verdict)
        _set_counts(
            suite,
            {"tests": len(report.errors), "failures": 0, "errors": len(report.errors), "skipped": 0},
            totals,
        )
    for name, value in totals.items():
        root.set(name, str(value))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_outcome(case: ElementTree.Element, result: RuleResult) -> str:
    """Describe what isn't a pass; gives the name of the count that it belongs to."""
    if result.outcome == "passed":
        return ""
    first = _clean(result.summary)
    if result.outcome in ("known", "not-claimed") or result.level != "MUST":
        ElementTree.SubElement(case, "skipped", message=f"{result.level} {result.outcome}: {first}")
        return "skipped"
    failed = result.outcome == "failed"
    element = ElementTree.SubElement(case, "failure" if failed else "error", message=first, type=result.outcome)
    replay = f"\nreplay: {result.replay}" if result.replay else ""
    element.text = _clean("\n".join([result.message, "", *result.trace]) + replay)
    return "failures" if failed else "errors"


def _set_counts(suite: ElementTree.Element, counts: dict[str, int], totals: dict[str, int]) -> None:
    for name, value in counts.items():
        suite.set(name, str(value))
        totals[name] += value


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
