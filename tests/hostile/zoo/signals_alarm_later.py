"""SIGALRM ends the process between two checks.

Verdict: not-conformant; FARGS.input crashed
"""

import os
import signal

from taskloop_conformance.run import plugin

from sound import coromask, renew, simple_fargs_out


def alarm(token):
    """Called where a check begins and nothing of it has run."""
    os.kill(os.getpid(), signal.SIGALRM)


def simple_fargs(given, obtained):
    plugin.current_history = alarm
    return given
