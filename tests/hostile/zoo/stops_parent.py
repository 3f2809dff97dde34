"""It stops its parent process.

Verdict: conformant
"""

import os
import signal

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    os.kill(os.getppid(), signal.SIGSTOP)
    return given
