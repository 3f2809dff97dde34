"""It expects to fail, it tells pytest.

Verdict: not-conformant; FARGS.input failed
"""

import pytest

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    pytest.xfail("not today")
