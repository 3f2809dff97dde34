"""An exception whose traceback, cause and class can't be read.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


class Hidden(Exception):
    def _refuse(self, *_):
        raise RuntimeError("hidden")

    __traceback__ = __cause__ = __context__ = __notes__ = __class__ = property(_refuse, _refuse)
    with_traceback = add_note = _refuse


def simple_fargs(given, obtained):
    raise Hidden("boo")
