"""A wrong helper, and frames as the suite makes them, with a key of its own.

Verdict: not-conformant; FARGS.input failed
"""

import os

from taskloop_conformance.run.channel import KEY_SIZE, open_sender

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    for number in range(3, 12):
        if os.fork() == 0:
            try:
                open_sender(number, bytes(KEY_SIZE))({"done": {"pytest": 0}})
            finally:
                os._exit(0)
    return 1
