"""A badge: `run --badge FILE`, an SVG picture or the JSON that badge services read."""

from __future__ import annotations

import json
from html import escape

from .report import Report

_COLOURS = {
    "conformant": "#2e7d32",
    # Green is for a whole run without excuses only.
    "conformant-except-known": "#8a6d00",
    "selection-passed": "#546e7a",
    "not-conformant": "#c62828",
    "adapter-error": "#757575",
    "incomplete": "#757575",
}
_LABEL = "TaskLoop"


def message_of(report: Report) -> str:
    """The right half of the badge."""
    if report.verdict in ("adapter-error", "incomplete"):
        return report.verdict
    if report.verdict == "conformant":
        return f"{report.verdict}: {report.judged}"
    passed = sum(result.outcome == "passed" for result in report.rules)
    return f"{report.verdict} {passed}/{report.planned}"


def badge_json(report: Report) -> str:
    """The endpoint format of badge services."""
    data = {
        "schemaVersion": 1,
        "label": _LABEL,
        "message": message_of(report),
        "color": _COLOURS[report.verdict],
    }
    return json.dumps(data) + "\n"


def badge_svg(report: Report) -> str:
    """A flat badge; the text is there for screen readers too."""
    message = escape(message_of(report))
    left, right = 12 + 7 * len(_LABEL), 12 + 7 * len(message)
    width = left + right
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" '
        f'role="img" aria-label="{_LABEL}: {message}">'
        f"<title>{_LABEL}: {message}</title>"
        f'<rect width="{left}" height="20" fill="#424242"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[report.verdict]}"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2:g}" y="14">{_LABEL}</text>'
        f'<text x="{left + right / 2:g}" y="14">{message}</text></g></svg>\n'
    )


def badge_for(report: Report, file: str) -> str:
    """The text of the form that the file's name asks for."""
    return badge_json(report) if file.endswith(".json") else badge_svg(report)
