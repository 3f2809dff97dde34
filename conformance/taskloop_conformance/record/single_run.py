"""One iteration of the mask without a chain, written down as a history: what most probes are made of.

The mask of the profile ``functions`` can be called by itself, so what it does with arguments, outputs and errors is
seen best where no chain hides it.  The user's side is the source of whole runs (``source.py``); it needs a log to write
to (``log.py``), and this one is the smallest there is: no signal, nothing to close, one iteration.
"""

from __future__ import annotations

import asyncio
from typing import Any

from ..model.failures import Unimplemented
from ..model.history import Event, History
from ..model.text import short
from .adapters import Adapter, takes_keywords
from .coroutines import make_coroutine
from .crashes import crash
from .pairs import is_pair
from .payloads import Ledger
from .scenario import Scenario
from .source import Source
from .values import PLAIN_VALUES, Values


class SingleRun:
    """The log of one iteration of the mask without a chain, for a :class:`Source` (see ``log.py``)."""

    def __init__(
        self, adapter: Adapter, behaviour: str = "wait@1", form: str = "pair", values: Values = PLAIN_VALUES
    ) -> None:
        self.adapter = adapter
        self.loop = asyncio.get_running_loop()
        self.scenario = Scenario((behaviour,), surface="keyword", form=form, values=values)
        self.keywords = takes_keywords(adapter)
        self.limit = 1_000
        self.without: frozenset[str] = frozenset()
        self.ledgers = {"A": Ledger("A", values, bare=not self.keywords)}
        self.ledgers["A"].whole[0] = self.ledgers["A"].args  # the mask is given the sequence itself
        self.errors: dict[str, BaseException] = {}
        self.events: list[Event] = []
        self.begin = self.loop.time()
        self.source = Source(self, "A", behaviour, (), self.ledgers["A"])
        self.coro = make_coroutine(values.coro, self.source.run, {"A": self.source.run}, {})

    def note(self, chain: str, kind: str, detail: str = "") -> None:
        """Write an event down, now."""
        self.events.append(Event(self.loop.time() - self.begin, chain, kind, detail))

    def called(self, chain: str) -> None:
        """Nothing is observed beside the events."""

    def signal(self, chain: str, name: str) -> None:
        """The mask knows no signal."""

    def bring_to_its_end(self, chain: str) -> None:
        """An iteration ends by itself."""

    def ended(self, chain: str) -> None:
        """Nothing has to be closed here."""

    def leave_open(self) -> None:
        """One iteration ends by itself."""

    def history(self) -> History:
        """What happened."""
        for detail in self.source.changed():
            self.note("A", "fact", detail)
        return History(tuple(self.events), conditions={"surface": "mask"})

    async def mask(self, fargs: Any = None) -> Any:
        """One iteration through the mask, and what it gave back; ``fargs`` in place of the source's own."""
        ledger = self.source.ledger
        try:
            result = await self.adapter.coromask(self.coro, ledger.args, ledger.kwargs, fargs or self.source.fargs)
        except asyncio.CancelledError:
            self.note("A", "masked", "the cancellation")
            raise
        except (Unimplemented, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            self.note("A", "masked", "the error" if error is self.source.error else f"other {crash(error)}")
        else:
            self.note("A", "masked", self.label(result))
            return result

    def label(self, result: Any) -> str:
        """The label of the payload that the mask gave back, or "unpaired"."""
        if is_pair(result):
            return self.source.ledger.label(tuple(result[0]), result[1], self.ledgers)
        return f"unpaired {short(result)}"
