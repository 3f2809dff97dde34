"""A class whose name is a sequence that a terminal obeys.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    raise type("\x1b[2J\udc80" * 1000, (Exception,), {})("boo")
