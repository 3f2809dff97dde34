"""`replay TOKEN TARGET`: one history again, step by step."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import dataclass

from ..explore.examine import examine
from ..explore.probing import examine_probe
from ..judge.oracle import judge
from ..model.failures import AdapterError, NotReached, RuleBroken, Unimplemented
from ..model.finding import Finding
from ..model.history import Divergence, History
from ..model.text import did_you_mean
from ..paths import ROOT
from ..record.adapters import Adapter, load
from ..record.blocked import interrupted_when_blocked
from ..record.clock import VirtualLoop
from ..record.probes import PROBES
from ..record.recorder import record
from ..record.token_words import in_words
from ..record.tokens import TokenError, from_token
from ..record.tracing import TracedRun
from ..report.history_page import render_page
from ..report.history_steps import Told
from ..report.narrative import events_table, narrate
from ..run import keeper
from ..run.loading import extend_path
from ..run.process import how_it_ended
from .output import write_files
from .steps import side_by_side, step_by_step


def check_token(token: str) -> None:
    """Raise :class:`TokenError` unless the token can be replayed."""
    if not token.startswith("probe:"):
        from_token(token)
        return
    name = token.partition(":")[2]
    if name not in PROBES:
        raise TokenError(f"there is no probe {name!r}; {did_you_mean(name, PROBES, 'there are ' + ', '.join(PROBES))}")


@dataclass(frozen=True)
class Wanted:
    """What is to be replayed: a token on a target, from the folder ``path``; ``shown`` is what a user would type.

    ``against`` is a second target to put beside it; ``debug`` stops at the first divergence; ``html`` is the file of
    the page to write.
    """

    token: str
    target: str
    path: str | None
    shown: str
    against: str | None = None
    debug: bool = False
    html: str | None = None


def explain_token(token: str) -> str:
    """What a token stands for, in words; raises :class:`TokenError` for one that can't be replayed."""
    check_token(token)
    if token.startswith("probe:"):
        about = " ".join((PROBES[token.partition(":")[2]].__doc__ or "").split())
        return f"{token}\n  a probe, without a chain or with chains of its own" + (f": {about}" if about else "")
    return "\n".join([token, *(f"  {line}" for line in in_words(from_token(token)))])


def replay_here(wanted: Wanted) -> int:
    """Run the history in this process and print it; gives the exit code.

    0: the history is legal; 1: it breaks a rule; 2: the target can't be used; 3: the suite failed.
    """
    try:
        extend_path()
        adapter = load(wanted.target, wanted.path)
        other = load(wanted.against, wanted.path) if wanted.against else None
        if wanted.debug:
            return _debug(wanted.token, adapter)
        with interrupted_when_blocked():
            found, history = _run(wanted.token, adapter)
    except AdapterError as error:
        print(f"taskloop-conformance: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except Unimplemented as missing:
        print(f"unimplemented: {missing}")
        return 1
    except NotReached as missed:
        print(f"not reached: {missed}; other checks say whether it may do so")
        return 0
    print(f"replay {wanted.token} on {wanted.shown}\n")
    if other is not None:
        return _compare(wanted, (adapter, other), history, found)
    for each in found:
        print(narrate(each, wanted.shown, wanted.path) + "\n")
    token, at = (found[0].replay, found[0].divergence.index) if found else (wanted.token, None)
    if not token.startswith("probe:"):
        run = TracedRun(from_token(token), adapter)
        with interrupted_when_blocked():
            history = run.record()
        print("Step by step:\n")
        print("\n".join(step_by_step(history, run, at)))
        told = Told.of(run, history, found[0].divergence if found else None)
    else:
        told = Told(history, found[0].divergence if found else None)
        if not found:
            print(events_table(history))
    if not found:
        print("\nlegal: no rule is broken by this history")
    if wanted.html:
        write_files(iter([(wanted.html, render_page(told, token, wanted.shown, wanted.path))]))
    return 1 if found else 0


def _run(token: str, adapter: Adapter) -> tuple[list[Finding], History]:
    """What the token's history breaks, and the history."""
    try:
        if not token.startswith("probe:"):
            return [], examine(token, adapter)
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return [], runner.run(examine_probe(token.partition(":")[2], adapter))
    except RuleBroken as broken:
        return list(broken.findings), broken.finding.history


def _compare(wanted: Wanted, adapters: tuple[Adapter, Adapter], history: History, found: list[Finding]) -> int:
    """Print two implementations side by side, each with its verdict; the exit code is the first one's."""
    with interrupted_when_blocked():
        theirs, beside = _run(wanted.token, adapters[1])
    if not wanted.token.startswith("probe:"):  # the whole scenario, and not the smallest part of it that fails
        with interrupted_when_blocked():
            history, beside = (record(from_token(wanted.token), adapter) for adapter in adapters)
    print("\n".join(side_by_side(history, beside, (wanted.shown, str(wanted.against)))))
    for name, findings in ((wanted.shown, found), (str(wanted.against), theirs)):
        print(f"\n{name}: {'; '.join(each.divergence.named for each in findings) or 'legal'}")
    return 1 if found else 0


def _debug(token: str, adapter: Adapter) -> int:
    """Run until the first event that the specification doesn't allow, and stop there in Python's debugger."""
    if token.startswith("probe:"):
        print("--debug is for scenarios: a probe is a function of the suite, in which a breakpoint can be set")
        return 2
    stopped: list[Divergence] = []

    def watch(history: History) -> None:
        if not stopped and (divergence := judge(history)):
            stopped.append(divergence)
            print(f"{divergence.named}: {divergence.happened}; allowed: {divergence.allowed}")
            print("The implementation's frames are above this one: `up` goes there, `continue` ends the run.")
            breakpoint()  # this is what the option is for

    found = judge(TracedRun(from_token(token), adapter, watch).record())
    if found and not stopped:
        print(f"{found.named}: {found.happened}; allowed: {found.allowed}")
        print("Something that was owed didn't happen: there is no place in the code to stop at.")
    return 1 if found else 0


def replay_apart(wanted: Wanted, deadline: float) -> int:
    """The same in a process of its own that is ended after ``deadline`` seconds; gives the exit code."""
    root = str(ROOT)
    start = "from taskloop_conformance.command.program import main; sys.exit(main())"
    code = f"import sys; sys.path.append({root!r}); {start}"
    command = [sys.executable, "-P", "-c", code, "replay", "--in-process", "--shown", wanted.shown]
    command += ["--path", wanted.path] if wanted.path else []
    command += ["--against", wanted.against] if wanted.against else []
    command += ["--html", wanted.html] if wanted.html else []
    command += ["--", wanted.token, wanted.target]
    sys.stdout.flush()
    try:
        code_of_child = keeper.run(repr(command), deadline).returncode
    except subprocess.TimeoutExpired:
        print(f"hung: no end within {deadline:g} s")
        return 1
    if code_of_child not in (0, 1, 2, 3):
        print(f"crashed: {how_it_ended(code_of_child)}")
        return 1
    return code_of_child
