"""It calls itself without end.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    return simple_fargs(given, obtained)
