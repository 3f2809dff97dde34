"""The scenarios that vary the user's side: every pair of values meets, and each meets every kind of script.

The explorer varies what signals come when and lets the user's side be plain; here it is the other way round.  A few
scripts stand for all: a chain that goes on, one that is paused and continued, stopped, cancelled, cancelled by somebody
else, one that fails.  A script is one more dimension, so it too meets every value.

Which pairs are left out: a combination that makes no sense is changed into the nearest one that does (nobody can give a
signal to a chain to which nobody has kept a reference), by :func:`_possible`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from ..record.clock import Settings
from ..record.scenario import FORMS, FORMS_ALONE, Scenario
from ..record.tokens import from_token
from ..record.values import Values, covering, crossed, each_once

#: Scripts of a chain that goes on until it is told otherwise.
_GOING = (
    "wait:",
    "ready:",
    "turn:",
    "wait:1w=PAUSE,1+2=CONTINUE",
    "wait:2w=PAUSE,2+0.5=CONTINUE,3w=PAUSE,3+1=CONTINUE",
    "ready:2c=PAUSE,2+1=CONTINUE",
    "wait:2w=STOP",
    "wait:1f=STOP",
    "wait:2f=PAUSE,2+1=CONTINUE",
    "wait:2w=CANCEL",
    "wait:1w=PAUSE,1+1.5=STOP",
    "wait:1w=PAUSE,1+0.5=CANCEL",
    "swallow:2w=CANCEL",
    "wait:2w=KILL",
    "wait:1w=PAUSE,1+0.5=KILL",
    "cancel-self@2:",
)
#: Scripts of a chain that fails.
_FAILING = (
    "raise@1:",
    "raise@2:",
    "raise-now@2:",
    "raise-call@2:",
    "fargs-raise@1:",
    "fargs-raise@3:",
    "raise@2:2w=STOP",
    "raise@2:2w=PAUSE",
    "raise@2:1w=PAUSE,1+1=CONTINUE",
    "fail:1w=CANCEL",
    "raise@5:",
)
#: Scripts of a chain that gets no next payload.
_BAD = ("bad@1:", "bad@2:", "bad@2:2w=STOP", "bad@2:2w=PAUSE", "bad@2:1w=PAUSE,1+1=CONTINUE")

#: Two chains wait in pauses at once and go on one after the other, and then the other way round.
_BOTH_PAUSED = "A1c=PAUSE,B1c=PAUSE,A1+8=CONTINUE,B1+12=CONTINUE,A3c=PAUSE,B3c=PAUSE,B3+8=CONTINUE,A3+20=CONTINUE"

#: So many chains run together: alone, two, and three, with every value of the user's side.
_CHAINS = (1, 2, 3)

#: More than a short list of them could hold.  What is wrong only with so many of them is wrong with many values, so
#: each script meets it once: nine chains take nine times as long as one.
_NINE = 9

#: Of each seven combinations in which every pair meets the quick run takes these two, in which half of the pairs meet.
#: Seven, since the combinations come in an order in which every twentieth has the same form of payload: no form is left
#: out.
_QUICK, _OF = {"loop": (0, 3), "keyword": (0, 3), "task": (1, 5)}, 7

#: The quick run has nine chains in every third script: they are a third of its time for values otherwise.
_QUICK_NINE = 3

#: More chains than any small table holds.
_MANY = 100


@cache
def value_scenarios(surface: str, *, few: bool = False) -> tuple[Scenario, ...]:
    """The scenarios for one way of making chains, the same in every process, those with few chains first.

    With ``few`` every value occurs, but not every pair of values.
    """
    rows = _rows(surface == "loop")
    chosen = [row for index, row in enumerate(rows) if not few or index % _OF in _QUICK[surface]]
    nine = itertools.islice(_with_nine(surface == "loop"), None, None, _QUICK_NINE if few else 1)
    possible = (_possible(surface, row) for row in (*chosen, *nine))
    # Who refers to a chain is one matter for both ways of giving renew to a task.
    unkept = _kept_by_nobody(surface) if not few or surface != "task" else ()
    found = dict.fromkeys((*possible, *unkept))
    return tuple(sorted(found, key=lambda each: (len(each.behaviours), len(each.script))))


@cache
def _rows(loop: bool) -> tuple[Mapping[str, object], ...]:
    """The combinations in which every pair of values of a family meets; ``loop``: for chains that can be controlled."""
    return tuple(row for family in _families(loop) for row in covering({**family, "chains": _CHAINS}))


def _with_nine(loop: bool) -> Iterator[Mapping[str, object]]:
    for family in _families(loop):
        for row in each_once(family, len(family["script"])):
            yield {**row, "chains": _NINE}


def _families(loop: bool) -> list[dict[str, tuple[object, ...]]]:
    """The scripts of each kind, with the values of all that they can meet."""
    who = {name: crossed(name) for name in ("await", "made", "beside")} if loop else {}
    user = {name: crossed(name) for name in ("coro", "args", "kwargs", "out")}
    chains = {"begin": crossed("begin")}
    return [
        {
            "script": _scripts(_GOING, loop),
            "form": tuple(form for form in FORMS if form not in FORMS_ALONE),
            **user,
            **who,
            **chains,
            "pace": crossed("pace"),
        },
        {
            "script": _scripts(_FAILING, loop),
            "err": crossed("err"),
            **user,
            **who,
            **chains,
            "form": ("pair", "args"),
        },
        {
            "script": _scripts(_BAD, loop),
            "bad": crossed("bad"),
            **user,
            **who,
            **chains,
        },
    ]


def _scripts(scripts: Sequence[str], loop: bool) -> tuple[str, ...]:
    """The scripts that are possible: for a chain that can't be controlled those without signals.

    Somebody may cancel an iteration of such a chain all the same, but there is no pause.
    """
    return tuple(
        script
        for script in scripts
        if loop or all(s.signal == "KILL" and not s.point.startswith("+") for s in from_token(script).script)
    )


def _possible(surface: str, row: Mapping[str, object]) -> Scenario:
    """A row of a covering set as a scenario for this surface."""
    script = from_token(str(row["script"]))
    named = {name: str(value) for name, value in row.items() if name not in ("script", "form", "chains")}
    chains = int(str(row.get("chains", 1)))
    kill = any(step.signal == "KILL" and step.point.startswith("+") for step in script.script)
    if kill:
        chains = 1  # whoever cancels the task of a pause cancels every task
    if chains == 1:
        named["begin"] = "together"
    if row.get("form") == "same" and named.get("args") == "pair":
        named["args"] = "six"  # what that combination means is a rule of its own, with checks of its own
    if named.get("begin") == "one-context" and named.get("coro") in ("shared", "equal"):
        named["coro"] = "function"  # neither the context nor, where they get lost, the arguments say whose call it is
    if named.get("args") == "shared" and named.get("begin") == "inside":
        named["begin"] = "later"
    form = str(row.get("form", "pair"))
    if named.get("coro") in ("shared", "equal") and chains > 1:
        # The arguments have to say whose call it is.
        named["kwargs"] = "mark"
        form = "pair" if form in ("empty-pair", "mixed") else form
    first = script.behaviours[0]
    behaviours = (first, *(first if index % 2 else "wait" for index in range(1, chains)))
    if row.get("err") == "same" and chains == 1:
        behaviours = (first, first)
    return Scenario(
        behaviours,
        script.script,
        surface,
        form,
        Values(**{"awaits" if name == "await" else name: value for name, value in named.items()}),
        limit=max(5, script.stop_after()) if form != "mixed" else 18,
    )


def _kept_by_nobody(surface: str) -> Iterator[Scenario]:
    """Chains to which nobody keeps a reference, and garbage that is collected while they wait."""
    for coro in crossed("coro"):
        for chains in (1, 3, _MANY) if coro == "function" else (1,):
            yield Scenario(("weak",) * chains, surface=surface, values=Values(coro=coro, keep="nobody"), limit=4)
    if surface == "loop":
        for script in ("wait:1w=PAUSE,1+2=CONTINUE", "ready:2c=PAUSE,2+2=CONTINUE", "raise@2:"):
            paused = from_token(script)
            yield replace(paused, values=Values(keep="nobody"), settings=Settings(collect=True), limit=4)
    if surface == "loop":
        for coro in ("shared", "equal"):
            for behaviour in ("wait", "ready"):
                paused = from_token(f"{behaviour}+{behaviour}:{_BOTH_PAUSED}")
                yield replace(paused, values=Values(coro=coro), limit=5)
    yield Scenario(("weak", "weak"), surface=surface, values=Values(coro="shared", keep="nobody"), limit=4)
    yield Scenario(("wait",) * _MANY, surface=surface, limit=3)
    yield Scenario(("raise@2",) * 20, surface=surface, values=Values(err="same", coro="shared"), limit=4)
