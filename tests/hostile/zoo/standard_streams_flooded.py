"""It writes 65 MB to standard output and standard error.

Verdict: conformant
"""

import os

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    for _ in range(500):
        for number in (1, 2):
            os.write(number, b"x" * 65536)
    return given
