"""It raises SystemExit(0).

Verdict: not-conformant; FARGS.input failed
"""

import sys

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    sys.exit(0)
