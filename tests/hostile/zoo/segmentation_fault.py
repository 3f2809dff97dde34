"""It reads where no memory is.

Verdict: not-conformant; FARGS.input crashed
"""

import ctypes

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    ctypes.string_at(0)
