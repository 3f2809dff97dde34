"""It starts a daemon and hangs.

Verdict: not-conformant; FARGS.input hung
"""

import os
import time

from processes import note_process

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    if os.fork() == 0:
        os.setsid()
        note_process()
        time.sleep(600)
    while True:
        pass
