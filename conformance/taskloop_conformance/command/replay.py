"""`replay TOKEN TARGET`: one history again, step by step."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable

from ..explore.examine import examine
from ..judge.oracle import judge_all
from ..model.failures import AdapterError, RuleBroken, Unimplemented
from ..model.finding import Finding
from ..model.history import History
from ..model.text import did_you_mean
from ..paths import ROOT
from ..record.adapters import Adapter, load
from ..record.clock import PLAIN, new_loop_factory
from ..record.probes import PROBES
from ..record.tokens import TokenError, from_token
from ..report.narrative import events_table, narrate
from ..run import keeper
from ..run.loading import extend_path
from ..run.process import how_it_ended


def check_token(token: str) -> None:
    """Raise :class:`TokenError` unless the token can be replayed."""
    if not token.startswith("probe:"):
        from_token(token)
        return
    name = token.partition(":")[2]
    if name not in PROBES:
        raise TokenError(f"there is no probe {name!r}; {did_you_mean(name, PROBES, 'there are ' + ', '.join(PROBES))}")


def replay_here(token: str, target: str, path: str | None, shown: str) -> int:
    """Run the history in this process and print it; gives the exit code.  ``shown`` names the target.

    0: the history is legal; 1: it breaks a rule; 2: the target can't be used; 3: the suite failed.
    """
    try:
        extend_path()
        adapter = load(target, path)
        history, broken = _run(token, adapter)
    except AdapterError as error:
        print(f"taskloop-conformance: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except Unimplemented as missing:
        print(f"unimplemented: {missing}")
        return 1
    print(f"replay {token} on {shown}\n")
    if broken is None:
        print(events_table(history))
        print("\nlegal: no rule is broken by this history")
        return 0
    print(narrate(broken.finding, shown))
    for other in judge_all(history):
        if other.rule != broken.finding.rule:
            print(f"Broken as well: {other.rule}, at {other.at:g} s: {other.happened}; allowed: {other.allowed}")
    return 1


def _run(token: str, adapter: Adapter) -> tuple[History, RuleBroken | None]:
    if not token.startswith("probe:"):
        try:
            return examine(token, adapter), None
        except RuleBroken as broken:
            return broken.finding.history, broken

    with asyncio.Runner(loop_factory=new_loop_factory(PLAIN)) as runner:
        history = runner.run(_awaited(PROBES[token.partition(":")[2]](adapter)))
    found = judge_all(history)
    return history, RuleBroken(Finding(found[0], history, token)) if found else None


async def _awaited(history: Awaitable[History]) -> History:
    return await history


def replay_apart(token: str, target: str, path: str | None, shown: str, deadline: float) -> int:
    """The same in a process of its own that is ended after ``deadline`` seconds; gives the exit code."""
    root = str(ROOT)
    start = "from taskloop_conformance.command.program import main; sys.exit(main())"
    code = f"import sys; sys.path.append({root!r}); {start}"
    command = [sys.executable, "-P", "-c", code, "replay", "--in-process", "--shown", shown]
    command += ["--path", path] if path else []
    command += ["--", token, target]
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
