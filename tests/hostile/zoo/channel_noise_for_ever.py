"""It hangs, and writes a byte to every descriptor now and then: no sign of life.

Verdict: not-conformant; FARGS.input hung
"""

import os
import time

from sound import coromask, renew, simple_fargs_out


def write_everywhere(data):
    for number in range(256):
        try:
            os.write(number, data)
        except OSError:
            pass


def simple_fargs(given, obtained):
    while True:
        write_everywhere(b"x")
        time.sleep(0.01)
