"""It makes every descriptor non-blocking.

Verdict: conformant
"""

import os

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    for number in range(256):
        try:
            os.set_blocking(number, False)
        except OSError:
            pass
    return given
