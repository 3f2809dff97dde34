"""It stops its own process.

Verdict: not-conformant; FARGS.input hung
"""

import os
import signal

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    os.kill(os.getpid(), signal.SIGSTOP)
