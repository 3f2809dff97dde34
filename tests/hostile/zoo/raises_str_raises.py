"""An exception whose str() raises.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


class Shy(Exception):
    def __str__(self):
        raise RuntimeError("no comment")

    __repr__ = __str__


def simple_fargs(given, obtained):
    raise Shy
