"""An exception whose str() is a number.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


class Number(Exception):
    def __str__(self):
        return 7

    __repr__ = __str__


def simple_fargs(given, obtained):
    raise Number
