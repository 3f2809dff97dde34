"""An exception group with 5,000 levels.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    error = ValueError("at the bottom")
    for _ in range(5000):
        error = ExceptionGroup("one level", [error])
    raise error
