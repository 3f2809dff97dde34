"""It writes for ever to every descriptor.

Verdict: not-conformant; FARGS.input hung or crashed
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
    while True:
        write_everywhere(b"x" * 65536)
