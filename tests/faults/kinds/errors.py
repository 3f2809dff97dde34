"""Errors: of any class, in any iteration, from any place, and whatever else is pending."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
FAILED = "        if error is not None:\n            self.finish(error)\n            return\n        self.payload"
REPORT = '    loop.call_exception_handler({"message": "a chain has failed", "exception": error})\n'


def _when(condition: str, instead: str) -> tuple[str, str]:
    """The decision of a failed iteration, with something else where a condition holds."""
    other = (
        f"            if {condition}:\n                {instead}\n                return\n"
        "            self.finish(error)\n"
    )
    return FAILED, FAILED.replace("            self.finish(error)\n", other)


@fault("CHAIN.error-ends")
def falsy_error_is_none(patch: Patch) -> None:
    """An exception whose truth value is false is taken for none: the callback crashes at its result."""
    patch(FAILED, FAILED.replace("error is not None", "error"))
    patch(
        "        self.payload = task.result()\n",
        "        self.payload = self.payload if error is not None else task.result()\n",
    )


@fault("CHAIN.error-reported")
def falsy_error_not_reported(patch: Patch) -> None:
    """The chain of an exception whose truth value is false ends, and nobody is told."""
    patch("        if error is not None and not listening:\n", "        if error and not listening:\n")


@fault("CHAIN.error-reported")
def group_reported_by_first(patch: Patch) -> None:
    """Of an exception group the first exception is reported, not the group."""
    patch(REPORT, "    if isinstance(error, BaseExceptionGroup):\n        error = error.exceptions[0]\n" + REPORT)


@fault("CHAIN.error-reported")
def stop_async_iteration_is_an_end(patch: Patch) -> None:
    """StopAsyncIteration ends the chain as if it were exhausted: nobody is told."""
    patch(*_when("isinstance(error, StopAsyncIteration)", "self.finish()"))


@fault("CHAIN.error-reported")
def timeout_is_quiet(patch: Patch) -> None:
    """A TimeoutError ends the chain like a cancellation: nobody is told."""
    patch(*_when("isinstance(error, TimeoutError)", "self.finish()"))


@fault("CHAIN.error-ends")
def lookup_error_goes_on(patch: Patch) -> None:
    """A KeyError or IndexError is taken for "nothing there yet": the same call is made again."""
    patch(*_when("isinstance(error, LookupError)", "self.decide()"))


@fault("CHAIN.error-ends")
def assertion_error_is_reported_and_goes_on(patch: Patch) -> None:
    """An AssertionError is reported, and the chain goes on."""
    patch(*_when("isinstance(error, AssertionError)", "report(self.loop, error); self.decide()"))


@fault("MASK.arguments CHAIN.error-ends")
def type_error_means_wrong_keywords(patch: Patch) -> None:
    """When the coroutine raises a TypeError it is called again without keyword arguments."""
    patch(
        CALL,
        "    try:\n        obtained = await coro(*args, **kwargs)\n    except TypeError:\n"
        "        obtained = await coro(*args)\n",
    )


@fault("CHAIN.error-reported")
def same_text_reported_once(patch: Patch) -> None:
    """An error with the class and text of one that was reported before isn't reported again."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nreported: set[str] = set()\n")
    patch(REPORT, "    if repr(error) in reported:\n        return\n    reported.add(repr(error))\n" + REPORT)


@fault("CHAIN.error-reported")
def one_report_for_each_coroutine(patch: Patch) -> None:
    """Of each coroutine function one error is reported, whatever comes later."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nreported: list[Any] = []\n")
    patch(
        "            report(self.loop, error)\n",
        "            if self.coro not in reported:\n"
        "                reported.append(self.coro)\n                report(self.loop, error)\n",
    )


@fault("CHAIN.error-reported")
def error_of_fargs_not_reported(patch: Patch) -> None:
    """An error that fargs raises ends the chain, and nobody is told."""
    patch(
        "    produced = fargs(args, obtained)\n",
        """\
    try:
        produced = fargs(args, obtained)
    except TypeError:
        raise
    except Exception:
        raise asyncio.CancelledError from None
""",
    )


@fault("CHAIN.error-reported")
def error_after_stop_is_lost(patch: Patch) -> None:
    """An error of the iteration in which STOP was given is not reported: the chain was to end anyway."""
    patch(*_when("self.stopped", "self.finish()"))


@fault("CHAIN.error-reported")
def error_after_cancel_is_lost(patch: Patch) -> None:
    """An error that the coroutine raises instead of the cancellation is not reported."""
    patch(*_when("self.cancelled", "self.finish()"))


@fault("CHAIN.error-ends")
def error_while_pausing_pauses(patch: Patch) -> None:
    """An iteration that fails with PAUSE given is reported, and a pause starts; CONTINUE repeats the call."""
    patch(*_when("self.paused", "report(self.loop, error); self.rest()"))


@fault("CHAIN.error-reported")
def error_after_a_pause_is_lost(patch: Patch) -> None:
    """A chain that was paused once reports no error any more."""
    patch(*_when("self.pauses", "self.finish()"))


@fault("CHAIN.error-reported")
def error_wrapped(patch: Patch) -> None:
    """What is reported is a RuntimeError with the error as its cause, where the error is a ValueError."""
    patch(
        REPORT,
        "    if isinstance(error, ValueError):\n        wrapped = RuntimeError('iteration failed')\n"
        "        wrapped.__cause__ = error\n        error = wrapped\n" + REPORT,
    )


@fault("CHAIN.error-reported")
def report_needs_a_text(patch: Patch) -> None:
    """The report is made with error.args[0]: an exception without arguments crashes it."""
    patch(REPORT, REPORT.replace('"a chain has failed"', '"a chain has failed: " + str(error.args[0])'))


@fault("CHAIN.error-reported")
def report_formats_the_error(patch: Patch) -> None:
    """The report is made with the error's text: an exception whose __str__ raises crashes it."""
    patch(REPORT, REPORT.replace('"a chain has failed"', 'f"a chain has failed: {error}"'))


@fault("CHAIN.error-reported")
def report_without_exception(patch: Patch) -> None:
    """The handler gets a text and no exception for an OSError."""
    patch(
        REPORT,
        "    if isinstance(error, OSError):\n        loop.call_exception_handler({'message': str(error)})\n"
        "        return\n" + REPORT,
    )


@fault("MASK.error-unchanged")
def stop_iteration_like_error_wrapped(patch: Patch) -> None:
    """A StopAsyncIteration or GeneratorExit leaves the mask as a RuntimeError."""
    patch(
        CALL,
        "    try:\n        obtained = await coro(*args, **kwargs)\n"
        "    except (StopAsyncIteration, GeneratorExit) as error:\n        raise RuntimeError('stopped') from error\n",
    )


@fault("MASK.error-unchanged")
def exit_swallowed(patch: Patch) -> None:
    """SystemExit of the coroutine is turned into a RuntimeError: the program doesn't exit."""
    patch(
        CALL,
        "    try:\n        obtained = await coro(*args, **kwargs)\n    except SystemExit as error:\n"
        "        raise RuntimeError('the coroutine tried to exit') from error\n",
    )


@fault("MASK.error-unchanged")
def error_gets_a_new_object(patch: Patch) -> None:
    """The mask raises a new exception of the same class and arguments, to leave out the traceback."""
    patch(
        CALL,
        "    try:\n        obtained = await coro(*args, **kwargs)\n    except RuntimeError as error:\n"
        "        raise type(error)(*error.args) from None\n",
    )


@fault("CHAIN.error-reported")
def group_of_cancellations_is_quiet(patch: Patch) -> None:
    """A BaseExceptionGroup that isn't an ExceptionGroup ends the chain without a report."""
    patch(*_when("isinstance(error, BaseExceptionGroup) and not isinstance(error, Exception)", "self.finish()"))


@fault("CHAIN.independent")
def error_stops_the_others(patch: Patch) -> None:
    """When a chain fails, all other chains are stopped."""
    patch(*_when("len(alive) > 1", "[other.stop() for other in list(alive) if other is not self]; self.finish(error)"))


@fault("CHAIN.error-reported")
def renew_reports_exceptions_only(patch: Patch) -> None:
    """`renew` reports what is an Exception; a BaseException ends its chain without a word."""
    patch(
        "        report(loop, error)\n        return\n",
        "        if isinstance(error, Exception):\n            report(loop, error)\n        return\n",
    )


@fault("CHAIN.error-reported")
def renew_drops_falsy_error(patch: Patch) -> None:
    """`renew` ends the chain without a report when the exception's truth value is false."""
    patch(
        "        report(loop, error)\n        return\n",
        "        if error:\n            report(loop, error)\n        return\n",
    )


@fault("CHAIN.error-reported")
def handler_called_too_late(patch: Patch) -> None:
    """The error is reported a minute later: a program that ends before never hears of it."""
    patch("            report(self.loop, error)\n", "            self.loop.call_later(60, report, self.loop, error)\n")
