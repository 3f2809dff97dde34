"""A version that can't be shown.

Verdict: conformant
"""

from sound import coromask, renew, simple_fargs_out


class Version:
    def __str__(self):
        raise RuntimeError("no comment")


__version__ = Version()


def simple_fargs(given, obtained):
    return given
