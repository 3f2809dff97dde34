"""It never comes back.

Verdict: not-conformant; FARGS.input hung
"""

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    while True:
        pass
