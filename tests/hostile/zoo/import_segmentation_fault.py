"""Its import reads where no memory is.

Verdict: adapter-error; SIGSEGV
"""

import ctypes

ctypes.string_at(0)
