"""It takes all memory that there is.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    taken = []
    while True:
        taken.append(bytearray(1 << 26))
