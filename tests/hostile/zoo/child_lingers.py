"""A forked child sleeps for ten minutes.

Verdict: conformant
"""

import os
import time

from processes import note_process

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    if os.fork() == 0:
        note_process()
        time.sleep(600)
    return given
