"""Faults of a chain's end by an error or a cancellation."""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import Any

from ..clean import Chain
from ..fault import fault


@fault("error-retried", "CHAIN.error-ends")
class ErrorRetried(Chain):
    """A failed iteration is tried once more."""

    tried = False

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if self.tried:
            super().failed(error, task)
        else:
            self.tried = True
            self.kept = self.previous
            self.begin()


@fault("error-reported-and-ignored", "CHAIN.error-ends")
class ErrorReportedAndIgnored(Chain):
    """A failed iteration is reported, and the chain goes on with the last payload."""

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        self.report(error, task)
        self.decide()


@fault("error-lost", "CHAIN.error-reported PAYLOAD.ends-chain")
class ErrorLost(Chain):
    """The exception of a failed iteration is read and forgotten."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        return


@fault("error-lost-after-cancel", "CHAIN.error-reported")
class ErrorLostAfterCancel(Chain):
    """The exception of an iteration that fails after CANCEL is lost."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if self.final != "CANCEL":
            super().report(error, task)


@fault("cancelled-future-taken-for-cancellation", "CHAIN.error-reported")
class CancelledFutureTakenForCancellation(Chain):
    """The error with which a cancelled future of a thread answers ends the chain as a cancellation does."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if not isinstance(error, concurrent.futures.CancelledError):
            super().report(error, task)


@fault("generator-exit-taken-for-the-end", "CHAIN.error-reported")
class GeneratorExitTakenForTheEnd(Chain):
    """A GeneratorExit ends the chain without a word."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if not isinstance(error, GeneratorExit):
            super().report(error, task)


@fault("error-reported-wrapped", "CHAIN.error-reported PAYLOAD.ends-chain")
class ErrorReportedWrapped(Chain):
    """The exception is reported inside another one."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        outer = RuntimeError("a chain failed")
        outer.__cause__ = error
        super().report(outer, task)


@fault("error-reported-late", "CHAIN.nothing-left")
class ErrorReportedLate(Chain):
    """The exception is reported by a timer, a second after the end."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        context = {"message": "late", "exception": error}
        loop = asyncio.get_running_loop()
        loop.call_later(1, loop.call_exception_handler, context)


@fault("cancelled-loudly", "CHAIN.cancelled-quietly")
class CancelledLoudly(Chain):
    """A cancelled chain reports the cancellation to the exception handler."""

    def cancelled(self) -> None:
        context = {"message": "cancelled", "exception": asyncio.CancelledError()}
        asyncio.get_running_loop().call_exception_handler(context)
        super().cancelled()


@fault("cancelled-with-a-message", "CHAIN.cancelled-quietly")
class CancelledWithAMessage(Chain):
    """A cancelled chain tells the exception handler so, without an exception."""

    def cancelled(self) -> None:
        asyncio.get_running_loop().call_exception_handler({"message": "a chain was cancelled", "exception": None})
        super().cancelled()


@fault("outside-cancel-tolerated-once", "CANCEL.from-outside")
class OutsideCancelToleratedOnce(Chain):
    """In the first iteration a cancellation from outside only costs that iteration."""

    def cancelled(self) -> None:
        if self.calls == 1:
            self.decide()
        else:
            super().cancelled()
