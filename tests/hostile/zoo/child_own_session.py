"""A daemon: a grandchild with a session of its own, whose parent has gone.

Verdict: conformant
"""

import os
import time

from processes import note_process

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            note_process()
            time.sleep(600)
        os._exit(0)
    os.waitpid(child, 0)
    return given
