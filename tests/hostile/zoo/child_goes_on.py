"""A forked child goes on with the checks.

Verdict: conformant
"""

import os

from processes import note_process

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    if os.fork() == 0:
        note_process()
    return given
