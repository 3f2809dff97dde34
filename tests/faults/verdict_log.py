"""Verdicts that are written down as they come, so that hours of work can be ended and go on later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .verdict import Target, Verdict

#: Gives the verdict on each target, here or on a cluster.
Judge = Callable[[Iterable[Target]], Iterator[Verdict]]


def remembered(judge_each: Judge, log: Path | None) -> Judge:
    """The same judge, which writes each verdict into ``log`` and asks nobody for one that stands there.

    The log knows targets by their names alone: after a change of the suite or of a target it has to be removed.
    """
    if log is None:
        return judge_each

    def judge_the_rest(targets: Iterable[Target]) -> Iterator[Verdict]:
        known, met = read_log(log), list[Verdict]()

        def unknown() -> Iterator[Target]:
            for target in targets:  # which may be written to disk one by one
                if target.name in known:
                    met.append(known[target.name])
                else:
                    yield target

        for verdict in judge_each(unknown()):
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(vars(verdict)) + "\n")
            yield verdict
        yield from met

    return judge_the_rest


def read_log(log: Path) -> dict[str, Verdict]:
    """The verdicts of an interrupted run by the targets' names: one JSON object in a line."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    found = [json.loads(line) for line in lines]
    return {
        each["name"]: Verdict(**{**each, "rules": tuple(each["rules"]), "recommended": tuple(each["recommended"])})
        for each in found
    }
