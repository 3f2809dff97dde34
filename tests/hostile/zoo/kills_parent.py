"""It kills its parent process.

Verdict: not-conformant; FARGS.input crashed
"""

import os
import signal
import time

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)
