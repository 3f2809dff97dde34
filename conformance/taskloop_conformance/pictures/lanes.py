"""A history as lanes of spans: what each chain was doing when, as pictures and text show it.

The transition table says what a completed task leads to.  A history that breaks the rules is still drawn:
where the table has no answer, the events have the last word.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..model.history import SIGNALS, Event, History
from ..model.labels import parse_fargs, parse_payload
from ..model.text import seconds
from ..model.transitions import ImpossibleEvent, load_table

_COMPLETIONS = {"raise": "raised", "cancelled": "cancelled"}


@dataclass(frozen=True)
class Span:
    """What a chain did from ``start`` to ``end`` (virtual seconds).

    ``kind`` is running, waiting, paused or cancelled; ``row`` is above 0 only where user calls overlap;
    ``iteration`` counts from 1; ``outcome`` says how a running span ended; ``index`` is the
    event that began it.
    """

    start: float
    end: float
    kind: str
    payload: str
    iteration: int
    index: int
    row: int = 0
    outcome: str = ""

    @property
    def text(self) -> str:
        """The span in words, for a title."""
        when = f"from {seconds(self.start)} to {seconds(self.end)} s"
        if self.kind == "paused":
            return f"paused {when}, keeping {self.payload or 'the payload'}"
        if self.kind == "waiting":
            return f"waiting {when} to be called with {self.payload or 'a payload'}"
        end = f", {self.outcome}" if self.outcome else ""
        if self.kind == "cancelled":
            return f"iteration {self.iteration} after its cancellation, {when}{end}"
        return f"iteration {self.iteration} running with {self.payload} {when}{end}"


@dataclass(frozen=True)
class Marker:
    """A signal, or something else that has no length."""

    at: float
    kind: str
    text: str
    index: int


@dataclass(frozen=True)
class Arrow:
    """A payload's way from where it was produced to a later call that used it."""

    start: float
    end: float
    payload: str
    source: str
    index: int
    row: int = 0


@dataclass
class Lane:
    """One chain: its name ("A"), and what it did."""

    chain: str
    spans: list[Span] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many user calls there were at most at once (at least 1)."""
        return 1 + max((span.row for span in self.spans), default=0)


def lanes_of(history: History) -> tuple[Lane, ...]:
    """The lanes of a history by chain name; a history without chains has none."""
    return tuple(follower.lane for follower in _followers(history))


def steps_of(history: History, chain: str = "A") -> tuple[tuple[str, str], ...]:
    """The (state, event) pairs of the transition table that a chain went through."""
    return tuple(step for follower in _followers(history) if follower.lane.chain == chain for step in follower.steps)


def _followers(history: History) -> list[_Follower]:
    end = max((event.at for event in history.events), default=0.0)
    chains = sorted({event.chain for event in history.events} - {""})
    followers = {chain: _Follower(chain, end, history.time_pause) for chain in chains}
    produced: dict[str, tuple[float, str]] = {}
    for index, event in enumerate(history.events):
        if event.chain:
            followers[event.chain].follow(index, event, produced)
    for follower in followers.values():
        follower.close(end)
    return list(followers.values())


class _Follower:
    """Builds one lane from the chain's events."""

    def __init__(self, chain: str, end: float, time_pause: float) -> None:
        self.lane, self.end, self.time_pause = Lane(chain), end, time_pause
        self.table = load_table()
        self.state = self.table.initial
        self.running: list[Span] = []
        self.between: Span | None = None
        self.limit = end
        self.iteration = 0
        self.latest = "p0"
        self.steps: list[tuple[str, str]] = []

    def follow(self, index: int, event: Event, produced: dict[str, tuple[float, str]]) -> None:
        kind = event.kind
        if kind in SIGNALS:
            self.lane.markers.append(Marker(event.at, kind, f"{kind} at {seconds(event.at)} s", index))
            self.step(kind)
            if self.state == "paused-stopping":
                self.limit = min(self.limit, event.at + self.time_pause)
            elif self.state == "paused-cancelling":
                self.limit = event.at
        elif kind == "call":
            self.call(index, event, produced)
        elif kind == "interrupted":
            self.interrupt(index, event)
        elif kind in ("return", "raise", "cancelled"):
            self.finish(event)
            if kind in _COMPLETIONS:
                self.complete(_COMPLETIONS[kind], index, event.at)
        elif kind == "fargs":
            made = parse_fargs(event.detail)
            if not made.failed:
                self.latest = made.result
                qualified = self.latest if ":" in self.latest else f"{self.lane.chain}:{self.latest}"
                produced[qualified] = (event.at, self.lane.chain)
            self.complete("raised" if made.failed else "returned", index, event.at)
        elif kind in ("KILL", "refused", "report"):
            text = f"{kind} {event.detail}".strip()
            self.lane.markers.append(Marker(event.at, kind, f"{text} at {seconds(event.at)} s", index))

    def step(self, name: str) -> str:
        try:
            cell = self.table.step(self.state, name)
        except ImpossibleEvent:
            return ""
        self.steps.append((self.state, name))
        self.state = cell.next
        return cell.action

    def call(self, index: int, event: Event, produced: dict[str, tuple[float, str]]) -> None:
        self.close_between(event.at)
        taken = {span.row for span in self.running}
        row = next(row for row in range(len(taken) + 1) if row not in taken)
        self.iteration += 1
        self.running.append(Span(event.at, event.at, "running", event.detail, self.iteration, index, row))
        if self.state == "resuming":
            self.step("pause-ended")
        if self.state in ("paused", "ended", "paused-stopping", "paused-cancelling"):
            self.state = "running"  # a call means that a user iteration is active, whatever should have been
            self.limit = self.end
        origin = _origin(event.detail, self.lane.chain, produced)
        if origin is None and self.iteration > 1 and _bare(event.detail) == "p0":
            origin = (self.lane.spans[0].start if self.lane.spans else 0.0, self.lane.chain)
        if origin and origin[0] < event.at:
            self.lane.arrows.append(Arrow(origin[0], event.at, event.detail, origin[1], index, row))

    def interrupt(self, index: int, event: Event) -> None:
        if self.running:
            span = self.running.pop(0)
            self.lane.spans.append(replace(span, end=event.at, outcome="then cancelled"))
            self.running.insert(0, replace(span, start=event.at, kind="cancelled", index=index))

    def finish(self, event: Event) -> None:
        outcome = {"return": "returned", "raise": "raised", "cancelled": "ended"}[event.kind]
        if self.running:
            self.lane.spans.append(replace(self.running.pop(0), end=event.at, outcome=outcome))

    def complete(self, name: str, index: int, at: float) -> None:
        action = self.step(name)
        kind = {"start-user": "waiting", "keep-and-pause": "paused"}.get(action)
        if kind and not self.running:
            self.between = Span(at, at, kind, self.latest, self.iteration, index)

    def close_between(self, at: float) -> None:
        span, self.between = self.between, None
        if span and (end := min(at, max(self.limit, span.start))) > span.start:
            self.lane.spans.append(replace(span, end=end))

    def close(self, at: float) -> None:
        """The history is over: what was still open is shown up to its end."""
        self.close_between(at)
        self.lane.spans += [
            replace(span, end=at, outcome="still running when the history ends") for span in self.running
        ]
        self.lane.spans.sort(key=lambda span: (span.start, span.row, span.index))


def _bare(payload: str) -> str:
    """A label without what says how it came: 'copy of p2/k0' is about p2."""
    label = parse_payload(payload)
    return label.positional if label else payload


def _origin(payload: str, chain: str, produced: dict[str, tuple[float, str]]) -> tuple[float, str] | None:
    bare = _bare(payload)
    return produced.get(bare if ":" in bare else f"{chain}:{bare}")
