"""Tokens: a scenario as one word, as `replay` takes it and reports print it.

::

    wait:1c=PAUSE,1+2=CONTINUE              one chain; signals in iteration 1 and two pauses after it
    args/until90000/wait:1w=PAUSE           options come first
    out-none/coro-partial/wait:             values of the user's side
    wait+ready:A1c=STOP,B2l=CANCEL          two chains

``scenario.py`` says what behaviours, forms and points there are, ``values.py`` the values.  Writing is
:func:`~.scenario.to_token`; here is the reading, which refuses whatever doesn't stand for exactly one scenario that can
be run.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Callable

from ..model.failures import Mistake
from ..model.text import did_you_mean, short_text
from .clock import Settings
from .scenario import BEHAVIOURS, FORMS, INPUTS, MAX_LIMIT, SURFACES, WATCHES, Scenario, Step, chain_name, parse_point
from .values import DIMENSIONS, values_of

#: A token is typed or pasted; what is longer than this many characters is a mistake (two lists of signals for 26 chains
#: that hypothesis draws have some 20,000).
_LONGEST = 100_000

#: Virtual times and seeds beyond this have no meaning, and a float would begin to lose whole seconds.
_LARGEST = 1e12

#: So many chains have names.
_MOST_CHAINS = 702

_STEP = re.compile(r"(?P<chain>[A-Z][a-z]?)?(?P<iteration>\d{1,6})(?P<point>[^=]+)=(?P<signal>[A-Z]+)")
_NUMBER = re.compile(r"(tp|until|limit|shuffle|reorder|start)([-+0-9.e]{1,25})")
_SETTINGS = ("eager", "debug", "collect")


class TokenError(Mistake, ValueError):
    """A token that can't be read: the message says which part and what would be right."""


def from_token(token: str) -> Scenario:
    """Read a token; raise :class:`TokenError` where it can't be read."""
    if len(token) > _LONGEST:
        raise TokenError(f"the token has {len(token)} characters; none has more than {_LONGEST}")
    *options, last = token.strip().split("/")
    behaviours, colon, script = last.partition(":")
    if not colon:
        raise TokenError(f"{short_text(token, 80)!r} has no ':' between behaviours and script, as in 'wait:1c=PAUSE'")
    of_chains = _behaviours(behaviours)
    reader = _Options()
    for option in options:
        reader.take(option, token)
    chains = {chain_name(index) for index, behaviour in enumerate(of_chains) if behaviour}
    steps = tuple(_step(part, chains, behaviours) for part in script.split(",") if part)
    _fit_together(reader, of_chains, steps)
    return Scenario(
        of_chains,
        steps,
        values=values_of(reader.values),
        watch=frozenset(reader.watch),
        settings=Settings(**reader.settings),  # type: ignore[arg-type]  # take() lets only these names in
        **reader.changes,  # type: ignore[arg-type]  # likewise
    )


def _behaviours(text: str) -> tuple[str, ...]:
    of_chains = tuple(text.split("+"))
    for behaviour in of_chains:
        name, at, iteration = behaviour.partition("@")
        if behaviour and name not in BEHAVIOURS:
            hint = did_you_mean(name, BEHAVIOURS, f"there are {', '.join(BEHAVIOURS)}")
            raise TokenError(f"no behaviour {short_text(behaviour, 40)!r}; {hint}")
        if at and not (iteration.isascii() and iteration.isdecimal() and 1 <= len(iteration) <= 6 and int(iteration)):
            raise TokenError(f"{short_text(behaviour, 40)!r}: after '@' stands an iteration, as in 'raise@3'")
    if not any(of_chains):
        raise TokenError("the token names no chain; write a behaviour before the ':', as in 'wait:'")
    if len(of_chains) > _MOST_CHAINS:
        raise TokenError(f"the token has {len(of_chains)} chains; {_MOST_CHAINS} have names")
    return of_chains


def _step(part: str, chains: set[str], behaviours: str) -> Step:
    match = _STEP.fullmatch(part)
    example = "write ITERATION POINT=SIGNAL, as in '2w=STOP' or '1+2=CONTINUE'"
    if not match or match["signal"] not in INPUTS:
        raise TokenError(f"{short_text(part, 40)!r} is no step; {example}; signals are {', '.join(INPUTS)}")
    try:
        point = parse_point(match["point"])
    except ValueError:
        raise TokenError(f"{short_text(part, 40)!r}: no point {short_text(match['point'], 20)!r}; {example}") from None
    step = Step(match["chain"] or "A", int(match["iteration"]), match["point"], match["signal"])
    if step.chain not in chains:
        raise TokenError(f"{part!r} is a step of chain {step.chain}, which {short_text(behaviours, 40)!r} doesn't have")
    if point.pauses > _LARGEST:
        raise TokenError(f"{short_text(part, 40)!r}: a point comes at most {_LARGEST:g} pauses after an iteration")
    if step.iteration > MAX_LIMIT or (step.iteration == 0 and (point.letter or point.pauses)):
        raise TokenError(
            f"{part!r}: iterations count from 1 to {MAX_LIMIT}; iteration 0 has the points s0, s1 and so on"
        )
    return step


def _fit_together(reader: _Options, behaviours: tuple[str, ...], steps: tuple[Step, ...]) -> None:
    """Refuse what each part of a token may say, but not both of two."""
    surface = reader.changes.get("surface", "loop")
    given = next((step for step in steps if step.signal != "KILL"), None)
    if surface != "loop" and given is not None:
        raise TokenError(f"{str(given)!r}: a chain made with renew ({surface!r}) knows no signals, only KILL")
    if surface != "loop" and any(each.startswith("pausing") for each in behaviours):
        raise TokenError(f"'pausing': a chain made with renew ({surface!r}) knows no signals, and can't be paused")
    if "defaults" in reader.watch and {reader.values.get("args"), reader.values.get("kwargs")} != {"none"}:
        raise TokenError("watch-defaults is about chains made without arguments: write args-none/kwargs-none, too")


class _Options:
    """What the options of a token say, collected one by one."""

    def __init__(self) -> None:
        self.changes: dict[str, object] = {}
        self.values: dict[str, str] = {}
        self.settings: dict[str, object] = {}
        self.watch: set[str] = set()
        self.seen: set[str] = set()

    def take(self, option: str, token: str) -> None:
        """Take up one option; raises :class:`TokenError` for one that there isn't."""
        name, value, keep = self._read(option, token)
        if name in self.seen:
            raise TokenError(f"{short_text(token, 60)!r} says twice what {name} is")
        self.seen.add(name)
        keep(value)

    def _read(self, option: str, token: str) -> tuple[str, object, Callable[[object], None]]:
        if option in SURFACES:
            return "the surface", option, lambda value: self.changes.update(surface=value)
        if option in FORMS:
            return "the form", option, lambda value: self.changes.update(form=value)
        if option in _SETTINGS:
            if option == "eager" and not hasattr(asyncio, "eager_task_factory"):
                raise TokenError("eager tasks are new in Python 3.12; this Python has none")
            return option, True, lambda value: self.settings.update({option: value})
        first, dash, rest = option.partition("-")
        if first == "watch" and rest in WATCHES:
            return option, rest, lambda value: self.watch.add(str(value))
        if dash and rest in DIMENSIONS.get(first, ()):
            return first, rest, lambda value: self.values.update({first: str(value)})
        if match := _NUMBER.fullmatch(option):
            return self._number(option, *match.groups())
        known = [*SURFACES, *FORMS, *_SETTINGS, *(f"watch-{each}" for each in WATCHES)]
        known += [f"{name}-{value}" for name, values in DIMENSIONS.items() for value in values]
        hint = did_you_mean(option, known, "see `taskloop-conformance replay --help`")
        raise TokenError(f"no option {short_text(option, 40)!r} in {short_text(token, 60)!r}; {hint}")

    def _number(self, option: str, name: str, text: str) -> tuple[str, object, Callable[[object], None]]:
        try:
            value = float(text) if name in ("tp", "until", "start") else int(text)
        except ValueError:
            value = math.nan
        lowest = -_LARGEST if name == "start" else 0
        if not lowest <= value <= (MAX_LIMIT if name == "limit" else _LARGEST) or (
            value == 0 and name in ("tp", "limit")
        ):
            allowed = f"1 to {MAX_LIMIT}" if name == "limit" else "a number that is not negative"
            raise TokenError(f"{short_text(option, 40)!r}: {name} is {allowed}")
        if name in ("shuffle", "reorder", "start"):
            return name, value, lambda value: self.settings.update({name: value})
        return name, value, lambda value: self.changes.update({"time_pause" if name == "tp" else name: value})
