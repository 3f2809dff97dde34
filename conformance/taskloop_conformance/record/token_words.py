"""What a token stands for, in words: each behaviour, option and signal on a line."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.text import seconds
from .scenario import BEHAVIOURS, FORMS, Scenario, Step, chain_index, parse_point
from .values import DIMENSIONS

_SURFACES = {
    "keyword": "made with renew, registered as partial(renew, coro=coro, fargs=fargs)",
    "task": "made with renew, registered as partial(renew, task, coro, fargs)",
}
_LETTERS = {
    "c": "as iteration {n} begins, from inside the user coroutine",
    "w": "while the user coroutine waits in iteration {n}",
    "l": "from inside the user coroutine, just before iteration {n} ends",
    "f": "from inside fargs, after iteration {n}",
}
_INPUTS = {"KILL": "KILL (somebody else cancels the task)", "CREATE": "create() again"}


def in_words(scenario: Scenario) -> Iterator[str]:
    """A scenario as sentences without a full stop, for a list."""
    for name in scenario.chains():
        behaviour, _, when = scenario.behaviours[chain_index(name)].partition("@")
        text = BEHAVIOURS[behaviour].replace("in iteration n", f"in iteration {when or 2}")
        yield f"chain {name}: its user coroutine {text}"
    if scenario.surface in _SURFACES:
        yield f"the chains are {_SURFACES[scenario.surface]}"
    if scenario.form != "pair":
        yield f"fargs gives {FORMS[scenario.form]}"
    for name, value in scenario.values.items():
        yield f"the user's side has {value} for {name} (usual: {DIMENSIONS[name][0]})"
    if scenario.time_pause != Scenario().time_pause:
        yield f"time_pause is {seconds(scenario.time_pause)} s"
    if scenario.until is not None:
        yield f"the run is brought to its end {seconds(scenario.until)} s after its start at the latest"
    if scenario.limit is not None:
        yield f"the run is brought to its end after iteration {scenario.limit}"
    for watch in sorted(scenario.watch):
        yield f"beside the chain is watched: {watch}"
    if "context" in scenario.watch and len(scenario.chains()) > 1:
        yield "each signal is given in the context of an iteration of another chain"
    yield from _settings(scenario)
    for step in scenario.script:
        yield _step(step, scenario)


def _settings(scenario: Scenario) -> Iterator[str]:
    settings = scenario.settings
    if settings.shuffle is not None:
        yield f"timers due at the same instant come in an order drawn with the seed {settings.shuffle}"
    if settings.reorder is not None:
        yield f"chains take their turns in an order drawn with the seed {settings.reorder}"
    if settings.start:
        yield f"the event loop's clock starts at {seconds(settings.start)} s"
    if settings.eager:
        yield "tasks start eagerly"
    if settings.debug:
        yield "the event loop is in debug mode"
    if settings.collect:
        yield "garbage is collected at every turn"


def _step(step: Step, scenario: Scenario) -> str:
    """One signal and when it is given."""
    point = parse_point(step.point)
    given = _INPUTS.get(step.signal, step.signal)
    if point.letter:
        when = _LETTERS[point.letter].format(n=step.iteration)
    elif step.iteration == 0:
        turns = f", {point.turns} turns of the event loop later" if point.turns else ""
        when = f"right after the start, before the first step{turns}"
    else:
        after = [f"{seconds(point.pauses * scenario.time_pause)} s"] if point.pauses else []
        after += [f"{point.turns} turn{'s' if point.turns > 1 else ''} of the event loop"] if point.turns else []
        when = f"{' and '.join(after) or 'right'} after the end of iteration {step.iteration}"
    return f"chain {step.chain}: {given} {when}"
