"""What a run asks for and what it collects, as plain data: no pytest here, so that the parent process needs none.

A record is what one finished check said about the implementation, a plain dictionary that can cross a pipe::

    {"check": NODEID, "rules": [ID...], "outcome": passed|failed|blocked|unimplemented|skipped|suite-error|hung|crashed,
     "findings": [FINDING...], "at_the_end": BOOL, "message": TEXT, "lacks": SIGNAL, "replay": TOKEN, "histories": N,
     "seconds": S}

``findings`` (see ``model.finding``) are the broken rules of a check that is failed or blocked by one, ``at_the_end``
says that nothing was wrong before the run was brought to its end (see ``model.failures.RuleBroken``); ``message`` is
what else there is to say, ``lacks`` the signal (pause, cancel, stop) that an unimplemented one couldn't give, and
``replay`` the history in hand when the process was lost.

A record's shape is checked where it enters the parent: :mod:`.messages`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..paths import CHECKS

Record = dict[str, Any]
#: Takes records, one by one.
Sink = Callable[[Record], None]
#: Every check that is to run, with the rules that it verifies.
Plan = list[tuple[str, list[str]]]

#: What a worker may use at most (bytes). The checks with the reference need about 120 MiB; an implementation that
#: takes ten times as much is in trouble, and the machine shouldn't be.
MEMORY = 2 << 30


class Stop(BaseException):
    """Raised by ``on_record`` when enough is known: the run ends, and what was judged until then is reported.

    Like KeyboardInterrupt it is no :class:`Exception`, so that nothing in between takes it for a failure.
    """


@dataclass
class Request:
    """What is to be run: the target, where to find it, how much; ``deadline`` is in seconds of silence.

    Every check always runs, since any of them may find any rule broken.  ``selected`` are the rules that were asked
    for, whose checks come first; those of ``first`` (node ids) come before all others.  ``profile`` narrows the
    target to one profile that it claims; "" leaves it as it is.  The workers start in ``folder`` (None: the current
    one), which relative names of files are looked up in.  ``on_start`` is called once the workers have been started:
    what takes time to prepare is prepared while they start.
    """

    target: str
    path: str | None = None
    checks: Path = CHECKS
    effort: str = ""
    selected: list[str] | None = None
    jobs: int = 1
    deadline: float = 10.0
    memory: int = MEMORY
    on_record: Callable[[Record, Collected], None] | None = None
    profile: str = ""
    first: list[str] = field(default_factory=list)
    folder: str | None = None
    on_start: Callable[[], None] | None = None


@dataclass
class Collected:
    """All that the checks told: the plan, one record per check, and what went wrong outside any check.

    ``errors`` are troubles of the suite or the run, which make it incomplete; ``notes`` are facts worth knowing.
    ``stopped`` says that the run was ended on purpose before all had run, and ``bound`` what a whole run covers.
    """

    version: str = ""
    python: str = ""
    profiles: list[str] = field(default_factory=list)
    plan: Plan = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    adapter_error: str = ""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    stopped: bool = False
    interrupted: bool = False
    bound: str = ""

    def take(self, message: Record) -> None:
        """File one message of a worker, or of a run in this process."""
        if "adapter-error" in message:
            self.adapter_error = self.adapter_error or message["adapter-error"]
        elif "suite-error" in message:
            _add(self.errors, message["suite-error"])
        elif "note" in message:
            _add(self.notes, message["note"])
        elif "hello" in message:
            hello = message["hello"]
            self.version, self.python, self.profiles = hello["version"], hello["python"], hello["profiles"]
            self.without, self.bound = hello["without"], hello["bound"]
            self.plan = [(check, rules) for check, rules in hello["plan"]]
        elif "check" in message:
            self.records.append(message)


def _add(texts: list[str], text: str) -> None:
    if text not in texts:
        texts.append(text)


def short_name(check: str) -> str:
    """A node id without its folders; the parameters behind the name may hold slashes of their own."""
    file, colons, name = check.partition("::")
    return file.rpartition("/")[2] + colons + name
