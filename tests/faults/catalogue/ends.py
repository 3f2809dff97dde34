"""Faults of a chain's end by an error or a cancellation."""

from __future__ import annotations

import asyncio
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


@fault("error-restarts-later", "CHAIN.error-ends")
class ErrorRestartsLater(Chain):
    """A second after a failure the chain is started again."""

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        self.report(error, task)
        asyncio.get_running_loop().call_later(1, self.begin)


@fault("error-lost", "CHAIN.error-reported PAYLOAD.ends-chain")
class ErrorLost(Chain):
    """The exception of a failed iteration is read and forgotten."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        return


@fault("error-lost-after-stop", "CHAIN.error-reported", may_break="PAYLOAD.ends-chain")
class ErrorLostAfterStop(Chain):
    """The exception of an iteration that fails after STOP is lost."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if self.final != "STOP":
            super().report(error, task)


@fault("error-lost-after-cancel", "CHAIN.error-reported")
class ErrorLostAfterCancel(Chain):
    """The exception of an iteration that fails after CANCEL is lost."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if self.final != "CANCEL":
            super().report(error, task)


@fault("error-lost-after-pause", "CHAIN.error-reported")
class ErrorLostAfterPause(Chain):
    """The exception of an iteration in which PAUSE was given is lost."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if not self.held_back:
            super().report(error, task)


@fault("first-error-lost", "CHAIN.error-reported")
class FirstErrorLost(Chain):
    """The exception of a chain's first iteration is lost."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if self.calls > 1:
            super().report(error, task)


@fault("error-as-text", "CHAIN.error-reported PAYLOAD.ends-chain")
class ErrorAsText(Chain):
    """The exception handler gets the text of the exception only."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        asyncio.get_running_loop().call_exception_handler({"message": str(error)})


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


@fault("cancelled-from-outside-loudly", "CHAIN.cancelled-quietly")
class CancelledFromOutsideLoudly(Chain):
    """A cancellation that wasn't asked for by CANCEL is reported as an error."""

    def cancelled(self) -> None:
        if not self.final:
            context = {"message": "cancelled", "exception": RuntimeError("somebody cancelled a chain")}
            asyncio.get_running_loop().call_exception_handler(context)
        super().cancelled()


@fault("outside-cancel-renews", "CANCEL.from-outside")
class OutsideCancelRenews(Chain):
    """After a cancellation from outside the chain goes on with its last payload."""

    def cancelled(self) -> None:
        self.decide()


@fault("outside-cancel-restarts-later", "CANCEL.from-outside")
class OutsideCancelRestartsLater(Chain):
    """Half a second after a cancellation from outside the chain is started again."""

    def cancelled(self) -> None:
        if self.final:
            super().cancelled()
        else:
            asyncio.get_running_loop().call_later(0.5, self.begin)


@fault("outside-cancel-tolerated-once", "CANCEL.from-outside")
class OutsideCancelToleratedOnce(Chain):
    """In the first iteration a cancellation from outside only costs that iteration."""

    def cancelled(self) -> None:
        if self.calls == 1:
            self.decide()
        else:
            super().cancelled()
