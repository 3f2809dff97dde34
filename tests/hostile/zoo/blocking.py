"""It sleeps for ten minutes.

Verdict: not-conformant; FARGS.input hung
"""

import time

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    time.sleep(600)
