"""It ends the process with exit code 0.

Verdict: not-conformant; FARGS.input crashed
"""

import os

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    os._exit(0)
