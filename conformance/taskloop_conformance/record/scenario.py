"""A scenario: how the user coroutines behave and which signals come when; and its token.

A token is the scenario as one word, for `replay`::

    wait:1c=PAUSE,1+2=CONTINUE              one chain; signals in iteration 1 and two pauses after it
    args/until90000/wait:1w=PAUSE           options come first
    wait+ready:A1c=STOP,B2l=CANCEL          two chains

Points of an iteration: ``c`` in the user coroutine as it begins, ``w`` while it waits, ``l`` in it just
before it ends, ``s1`` ``s2`` ``s3`` that many turns of the loop after its end, ``+2`` that many times
``time_pause`` after its end. Iteration 0 has ``s0`` alone: right after the chain was started, before its
first step.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .clock import PLAIN, Settings

#: What a user coroutine can do; ``@n`` says in which iteration it happens (2 when left out).
BEHAVIOURS: dict[str, str] = {
    "wait": "waits a second (the second chain: one and a half, and so on)",
    "ready": "never suspends",
    "turn": "gives way for one turn of the loop",
    "weak": "waits for a future to which nothing else refers strongly; garbage is collected meanwhile",
    "swallow": "waits; swallows a cancellation and returns",
    "clean": "waits; on a cancellation takes half a second to clean up, then lets it through",
    "raise": "waits; raises in iteration n",
    "raise-now": "never suspends; raises in iteration n",
    "fargs-raise": "waits; its fargs raises in iteration n",
    "bad": "waits; its fargs gives something that is no payload in iteration n",
}
FORMS = ("pair", "tuple-pair", "args", "tuple-args", "two", "mixed")
SURFACES = ("loop", "keyword", "task")
WATCHES = ("arguments", "tasks", "bystander", "depth", "loops", "output", "defaults", "objects")
POINTS = ("c", "w", "l", "s1", "s2", "s3")


class TokenError(ValueError):
    """A token that can't be read: the message says which part and what would be right."""


def pace(index: int) -> float:
    """How long an iteration of the chain with this index takes, in seconds."""
    return 1.0 + 0.5 * index


class Step(NamedTuple):
    """One signal: to which chain, at which point of which of its iterations."""

    chain: str
    iteration: int
    point: str
    signal: str

    def __str__(self) -> str:
        return f"{self.chain}{self.iteration}{self.point}={self.signal}"


@dataclass(frozen=True)
class Scenario:
    """What happens around the implementation in one run.

    ``behaviours`` has one entry a chain; ``surface`` is how chains are made (``loop``: TaskLoop;
    ``keyword`` or ``task``: renew, registered in that way); times are virtual seconds; ``limit`` is the
    iteration after which the run is brought to its end; ``watch`` adds observations that cost time.
    """

    behaviours: tuple[str, ...] = ("wait",)
    script: tuple[Step, ...] = ()
    surface: str = "loop"
    form: str = "pair"
    time_pause: float = 0.25
    until: float | None = None
    limit: int | None = None
    watch: frozenset[str] = frozenset()
    settings: Settings = field(default=PLAIN)

    def __str__(self) -> str:
        return to_token(self)

    def last_iteration(self) -> int:
        """The last iteration in or after which the script has a signal; 2 without any."""
        return max((step.iteration for step in self.script), default=2)

    def alone(self, chain: str) -> Scenario:
        """The same scenario with one of its chains only, which keeps its name and its pace."""
        script = tuple(step for step in self.script if step.chain == chain)
        index = ord(chain) - ord("A")
        behaviours = tuple(b if i == index else "" for i, b in enumerate(self.behaviours[: index + 1]))
        return replace(self, behaviours=behaviours, script=script)


def to_token(scenario: Scenario) -> str:
    """The scenario as one word; :func:`from_token` reads it back."""
    default = Scenario()
    options = [scenario.surface] if scenario.surface != default.surface else []
    options += [scenario.form] if scenario.form != default.form else []
    if scenario.time_pause != default.time_pause:
        options.append("tp" + _number(scenario.time_pause))
    options += ["until" + _number(scenario.until)] if scenario.until is not None else []
    options += [f"limit{scenario.limit}"] if scenario.limit is not None else []
    options += [f"watch-{name}" for name in sorted(scenario.watch)]
    setting = scenario.settings
    options += [f"shuffle{setting.shuffle}"] if setting.shuffle is not None else []
    options += [f"reorder{setting.reorder}"] if setting.reorder is not None else []
    options += ["start" + _number(setting.start)] if setting.start else []
    options += [name for name in ("eager", "debug", "collect") if getattr(setting, name)]
    script = ",".join(map(str, scenario.script))
    if len(scenario.behaviours) == 1:
        script = re.sub(r"(^|,)A(?=\d)", r"\1", script)
    return "/".join([*options, "+".join(scenario.behaviours) + ":" + script])


def _number(value: float) -> str:
    """Seconds as short as they can be without losing a digit: a token means one scenario."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


_STEP = re.compile(r"(?P<chain>[A-Z])?(?P<iteration>\d+)(?P<point>[cwl]|s\d|\+\d+(?:\.\d+)?)=(?P<signal>[A-Z]+)")
_NUMBERS = re.compile(r"(tp|until|limit|shuffle|reorder|start)(.+)")


def from_token(token: str) -> Scenario:
    """Read a token; raise :class:`TokenError` where it can't be read."""
    *options, last = token.strip().split("/")
    behaviours, colon, script = last.partition(":")
    if not colon:
        raise TokenError(f"{token!r} has no ':' between behaviours and script, as in 'wait:1c=PAUSE'")
    of_chains = tuple(behaviours.split("+"))
    changes: dict[str, object] = {"behaviours": of_chains}
    for behaviour in of_chains:
        name, at, iteration = behaviour.partition("@")
        if behaviour and (name not in BEHAVIOURS or (at and not iteration.isdecimal())):
            raise TokenError(f"no behaviour {behaviour!r}; there are {', '.join(BEHAVIOURS)}")
    chains = {chr(ord("A") + index) for index, behaviour in enumerate(of_chains) if behaviour}
    steps = []
    for part in filter(None, script.split(",")):
        match = _STEP.fullmatch(part)
        if not match or match["signal"] not in ("PAUSE", "CONTINUE", "STOP", "CANCEL", "KILL"):
            raise TokenError(f"{part!r} is no step; write ITERATION POINT=SIGNAL, as in '2w=STOP' or '1+2=CONTINUE'")
        step = Step(match["chain"] or "A", int(match["iteration"]), match["point"], match["signal"])
        if step.chain not in chains:
            raise TokenError(f"{part!r} is a step of chain {step.chain}, which {behaviours!r} doesn't have")
        steps.append(step)
    changes["script"] = tuple(steps)
    settings: dict[str, object] = {}
    watch: set[str] = set()
    for option in options:
        try:
            _read_option(option, changes, settings, watch)
        except ValueError:
            raise TokenError(f"no option {option!r} in {token!r}") from None
    return Scenario(**changes, watch=frozenset(watch), settings=Settings(**settings))  # type: ignore[arg-type]  # checked above


def _read_option(option: str, changes: dict[str, object], settings: dict[str, object], watch: set[str]) -> None:
    if option in SURFACES:
        changes["surface"] = option
    elif option in FORMS:
        changes["form"] = option
    elif option in ("eager", "debug", "collect"):
        settings[option] = True
    elif option.startswith("watch-") and option[6:] in WATCHES:
        watch.add(option[6:])
    elif match := _NUMBERS.fullmatch(option):
        name, number = match.groups()
        value = float(number) if name in ("tp", "until", "start") else int(number)
        if not math.isfinite(value) or (value < 0 and name in ("tp", "until", "limit")):
            raise ValueError(option)
        if name in ("shuffle", "reorder", "start"):
            settings[name] = value
        else:
            changes["time_pause" if name == "tp" else name] = value
    else:
        raise ValueError(option)
