"""SIGINT arrives between two checks.

Verdict: conformant
"""

import os
import signal

from taskloop_conformance.record import progress
from taskloop_conformance.run import plugin

from sound import coromask, renew, simple_fargs_out


def interrupt(token):
    """Called where a check begins and nothing of it has run."""
    os.kill(os.getpid(), signal.SIGINT)
    progress.current_history(token)


def simple_fargs(given, obtained):
    plugin.current_history = interrupt
    return given
