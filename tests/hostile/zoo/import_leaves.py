"""Its import ends the process with exit code 0.

Verdict: adapter-error; exit code 0
"""

import os

os._exit(0)
