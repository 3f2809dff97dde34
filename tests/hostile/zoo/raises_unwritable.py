"""A message with half a surrogate pair, NUL, and sequences that a terminal obeys.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    raise ValueError(
        "half \udc80, \x00, \x1b[31mred\x1b[0m, \x1b]0;a new title\x07, \x9b2J, \u202e, \u2028, ]]> </script>"
    )
