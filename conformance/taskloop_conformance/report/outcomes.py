"""From the records of the checks to one outcome for each rule.

A check may find another rule broken than those it was written for (the oracle judges whole histories), so a rule's
outcome is looked for in two places: first among the findings of every record, whoever made it; then, where nobody
accuses the rule, in the records of its own checks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..model.finding import Finding
from ..model.history import SIGNALS, Divergence
from ..model.notation import format_history, parse_history
from ..model.rules import Rule, load_rules
from ..model.text import short_text
from ..run.records import Collected, Record
from .narrative import narrate

#: Outcomes that mean "this implementation breaks the rule".
BROKEN = ("failed", "hung", "crashed")

#: Outcomes that let a required rule count as kept, or as excused.
GOOD = ("passed", "known", "not-claimed")


@dataclass(frozen=True)
class RuleResult:
    """What was found about one rule.

    ``finding`` is the history that shows it and where it diverges, where there is one; ``replay`` is the token of a
    history that hung or crashed, or the finding's; ``seconds`` is the rule's share of the real time that its checks
    took.
    """

    id: str
    level: str
    profile: str
    outcome: str
    message: str = ""
    finding: Finding | None = None
    replay: str = ""
    seconds: float = 0.0

    @property
    def summary(self) -> str:
        """The outcome in one line: what happened and what was allowed, or the first line of the message."""
        if self.outcome == "failed" and self.finding and self.finding.rule == self.id:
            divergence = self.finding.divergence
            return short_text(f"{divergence.happened}; allowed: {divergence.allowed}")
        return short_text(self.message.partition("\n")[0])

    @property
    def trace(self) -> list[str]:
        """The finding's history in the notation, a line for each event; empty without a finding."""
        return format_history(self.finding.history).splitlines() if self.finding else []

    def to_json(self) -> dict[str, Any]:
        """As in the report's schema."""
        return {
            "id": self.id,
            "level": self.level,
            "profile": self.profile,
            "outcome": self.outcome,
            "message": self.message,
            "trace": self.trace,
            "divergence": asdict(self.finding.divergence) if self.finding else None,
            "essential": list(self.finding.essential) if self.finding else [],
            "replay": self.replay,
        }


def finding_of(entry: Mapping[str, Any]) -> Finding | None:
    """The finding of one entry of a JSON report's ``rules``, or None: for whoever draws pictures of a stored report."""
    if not entry.get("trace") or not entry.get("divergence"):
        return None
    history = parse_history("\n".join(entry["trace"]))
    essential = tuple(entry.get("essential", ()))
    return Finding(Divergence(**entry["divergence"]), history, entry.get("replay", ""), essential)


def planned_rules(collected: Collected, rules: Mapping[str, Rule], selected: Collection[str] | None) -> list[str]:
    """The rules to report on, in the specification's order.

    They are the rules of the claimed profiles that have checks and were asked for, and every other rule that was found
    broken: a verdict must not rest on a rule that the report doesn't name.
    """
    covered = {rule for _, check_rules in collected.plan for rule in check_rules}
    accused = {finding.rule for record in collected.records for finding in findings(record)}
    lost = [record for record in collected.records if record["outcome"] in BROKEN and not record["findings"]]
    accused.update(rule for record in lost for rule in record["rules"])
    return [
        name
        for name, rule in rules.items()
        if not rule.retired
        and (
            name in accused
            or (name in covered and rule.concerns(collected.profiles) and (selected is None or name in selected))
        )
    ]


def seconds_by_rule(collected: Collected) -> dict[str, float]:
    """How long each rule took: a check's time is shared evenly between the rules that it verifies."""
    seconds: dict[str, float] = {}
    for record in collected.records:
        for rule in record["rules"]:
            seconds[rule] = seconds.get(rule, 0.0) + record["seconds"] / len(record["rules"])
    return seconds


def findings(record: Record) -> Iterator[Finding]:
    """The findings of a record."""
    for data in record["findings"]:
        yield Finding.from_json(data)


def broken_by(record: Record, rules: Mapping[str, Rule], target: str, path: str | None = None) -> Iterator[RuleResult]:
    """The rules that one finished check shows to be broken: a rule that one check has found broken stays broken."""
    for finding in findings(record):
        rule = rules[finding.rule]
        message = narrate(finding, target, path)
        yield RuleResult(rule.id, rule.level, rule.profile, "failed", message, finding, finding.replay)
    if record["outcome"] in BROKEN and not record["findings"]:
        for name in record["rules"]:
            rule = rules[name]
            yield RuleResult(
                rule.id, rule.level, rule.profile, record["outcome"], record["message"], replay=record["replay"]
            )


def judge_rule(rule: Rule, collected: Collected, target: str, path: str | None = None) -> RuleResult | None:
    """The outcome of one rule; None when its checks didn't all report.

    ``target`` and ``path`` are what a user would type to name the implementation.
    """

    def result(outcome: str, message: str = "", finding: Finding | None = None, replay: str = "") -> RuleResult:
        token = replay or (finding.replay if finding else "")
        return RuleResult(rule.id, rule.level, rule.profile, outcome, message, finding, token)

    if lacking := sorted({*rule.needs}.intersection(collected.without)):
        return result("not-claimed", f"The adapter says that its library has no notion of: {', '.join(lacking)}.")
    # Read from the data those that are wanted: an early attempt has hundreds, and every rule would read them all.
    accusing = [
        Finding.from_json(data)
        for record in collected.records
        for data in record["findings"]
        if data["divergence"]["rule"] == rule.id
    ]
    if accusing:
        # The shortest history is the easiest to read.
        best = min(accusing, key=lambda each: (len(each.history.events), each.replay))
        return result("failed", narrate(best, target, path), best)
    own = [record for record in collected.records if rule.id in record["rules"]]
    for record in own:
        if record["outcome"] in BROKEN and not record["findings"]:
            if record["outcome"] == "hung" and (hangs := _reason_to_hang(collected)):
                return result("blocked", f"Could not be judged: {hangs.rule} was broken first.", hangs)
            return result(record["outcome"], record["message"], replay=record["replay"])
    expected = [check for check, rules in collected.plan if rule.id in rules]
    reported = {record["check"] for record in own if record["outcome"] not in ("suite-error", "skipped")}
    skipped = {record["check"] for record in own if record["outcome"] == "skipped"}
    if not reported or not reported | skipped >= set(expected):
        return None
    if own and all(record["outcome"] in ("not-claimed", "skipped") for record in own):
        return result("not-claimed", own[0]["message"])
    judged = any(record["outcome"] == "passed" or _judged_all_the_same(record, rule) for record in own)
    for record in own:
        # A rule about another matter is judged without the signal that a scenario of its checks would give.
        if record["outcome"] == "unimplemented" and not (judged and record["lacks"] not in {"", *rule.needs}):
            return result("unimplemented", record["message"])
    if judged:
        return result("passed")
    blocking = next((each for record in own for each in findings(record)), None)
    if blocking is None:
        return result("not-claimed", next(r["message"] for r in own if r["outcome"] == "not-claimed"))
    return result("blocked", f"Could not be judged: {blocking.rule} was broken first.", blocking)


def _reason_to_hang(collected: Collected) -> Finding | None:
    return next((each for record in collected.records for each in findings(record) if _may_hang(each)), None)


def _may_hang(finding: Finding) -> bool:
    """Whether a finding says why checks hang, whatever they are about.

    That is so of an event loop that isn't given back or turns for ever, and of a chain that goes wrong by itself,
    before any signal, and is in no known state then.  Only a required rule can excuse a required one.
    """
    if load_rules()[finding.rule].level != "MUST":
        return False
    history, divergence = finding.history, finding.divergence
    if history.events[divergence.index].kind == "spin":
        return True
    before = {event.kind for event in history.events[: divergence.index]}
    unknown = not divergence.aside or "call" not in before  # what hasn't called anybody does as it likes
    return before.isdisjoint((*SIGNALS, "KILL")) and bool(divergence.base) and unknown


def _judged_all_the_same(record: Record, rule: Rule) -> bool:
    """Whether a check that found other rules broken has judged this one of its own as well.

    That is so where all that it found leaves the chain as it is, and where everything was right until the run was
    brought to its end, unless the rule is about the end.
    """
    found = list(findings(record))
    if record["outcome"] not in ("failed", "blocked") or not found:
        return False
    if record["at_the_end"] and "stop" not in rule.needs and rule.id not in _ABOUT_THE_END:
        return True
    return all(each.divergence.aside for each in found)


#: What these say of a chain is only to be seen when it has ended.
_ABOUT_THE_END = frozenset({"CHAIN.nothing-left", "CHAIN.nothing-kept", "CHAIN.awaited"})
