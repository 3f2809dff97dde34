"""A version with half a surrogate pair and an escape sequence.

Verdict: conformant
"""

from sound import coromask, renew, simple_fargs_out


__version__ = "1.0 \udc80 \x1b[31m"


def simple_fargs(given, obtained):
    return given
