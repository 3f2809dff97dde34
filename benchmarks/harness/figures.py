"""Figures: samples to a median with its spread, ratios of interleaved rounds, and what was wanted."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MET, MISSED = "ok", "MISSED"


@dataclass(frozen=True)
class Wanted:
    """A bound: at least (``>=``) or at most (``<=``) so much."""

    relation: str
    bound: float

    def met(self, value: float) -> bool:
        """Whether a value keeps the bound."""
        return value >= self.bound if self.relation == ">=" else value <= self.bound


@dataclass(frozen=True)
class Figure:
    """One number: the median of its rounds, the lowest and the highest of them, its unit and what was wanted."""

    value: float
    low: float
    high: float
    unit: str = ""
    wanted: Wanted | None = None

    @property
    def mark(self) -> str:
        """``ok`` or ``MISSED`` where something was wanted."""
        if self.wanted is None:
            return ""
        return MET if self.wanted.met(self.value) else MISSED

    def as_text(self) -> str:
        """The number for a table: value, spread, what was wanted and the mark."""
        text = number(self.value) + (f" {self.unit}" if self.unit else "")
        if (number(self.low), number(self.high)) != (number(self.value), number(self.value)):
            text += f" ({number(self.low)}..{number(self.high)})"
        if self.wanted is not None:
            text += f" {self.wanted.relation} {number(self.wanted.bound)} {self.mark}"
        return text

    def as_json(self) -> dict[str, Any]:
        """The number as plain data."""
        wanted = None if self.wanted is None else [self.wanted.relation, self.wanted.bound]
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "wanted": wanted,
            "mark": self.mark,
        }


@dataclass
class Section:
    """One measure's table: what was measured, the columns, and rows of a label and figures or words."""

    name: str
    title: str
    explanation: str
    columns: tuple[str, ...]
    rows: list[tuple[str, list[Figure | str]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The table as plain data, each row by its label and each figure by its column."""
        rows = {
            label: {
                column: cell.as_json() if isinstance(cell, Figure) else cell
                for column, cell in zip(self.columns[1:], cells, strict=True)
            }
            for label, cells in self.rows
        }
        return {"name": self.name, "title": self.title, "rows": rows, "notes": self.notes}


def number(value: float) -> str:
    """A number with three significant digits, and thousands set apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 0.01 or value == 0:
        return f"{value:.3g}"
    return f"{value:.1g}"


def figure(values: Sequence[float], unit: str = "", wanted: Wanted | None = None) -> Figure:
    """The median of the values of several rounds, with the lowest and the highest."""
    return Figure(statistics.median(values), min(values), max(values), unit, wanted)


def ratio(over: Sequence[float], under: Sequence[float], wanted: Wanted | None = None) -> Figure:
    """The median of the rounds' ratios: both of a pair ran in the same round, under the same load."""
    return figure([a / b for a, b in zip(over, under, strict=True)], "x", wanted)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def at_least(bound: float) -> Wanted:
    """Wanted: no less than this."""
    return Wanted(">=", bound)


def at_most(bound: float) -> Wanted:
    """Wanted: no more than this."""
    return Wanted("<=", bound)
