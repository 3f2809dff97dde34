"""It closes every descriptor, as a daemon does.

Verdict: not-conformant; FARGS.input crashed
"""

import os

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    os.closerange(0, 256)
    return given
