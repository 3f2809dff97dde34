"""A child with a session of its own writes for ever to every descriptor that it inherited.

Verdict: conformant
"""

import os
import signal

from processes import note_process

from sound import coromask, renew, simple_fargs_out


def write_everywhere(data):
    for number in range(256):
        try:
            os.write(number, data)
        except OSError:
            pass


def simple_fargs(given, obtained):
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        note_process()
        while True:
            write_everywhere(b"x" * 65536)
    return given
