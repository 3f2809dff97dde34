"""An exception whose str() raises SystemExit.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


class Leaving(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


def simple_fargs(given, obtained):
    raise Leaving
