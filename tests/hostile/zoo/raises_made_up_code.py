"""An exception out of code that has no file.

Verdict: not-conformant; FARGS.input failed
"""

from sound import coromask, renew, simple_fargs_out


def simple_fargs(given, obtained):
    code = compile("def made_up(): raise ValueError('boo')", "no\udc80file/\x1b[31m.py", "exec")
    names = {}
    exec(code, names)
    names["made_up"]()
