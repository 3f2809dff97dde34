"""It writes bytes without a line feed to every descriptor.

Verdict: conformant
"""

import os

from sound import coromask, renew, simple_fargs_out


def write_everywhere(data):
    for number in range(256):
        try:
            os.write(number, data)
        except OSError:
            pass


def simple_fargs(given, obtained):
    write_everywhere(b"\x00\xff" * 5000)
    return given
