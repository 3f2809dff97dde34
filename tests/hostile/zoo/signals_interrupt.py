"""It sends its own process SIGINT.

Verdict: not-conformant; FARGS.input failed
"""

import os
import signal

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    os.kill(os.getpid(), signal.SIGINT)
    return given
