"""It imports what isn't there.

Verdict: adapter-error; nosuchmodule
"""

import nosuchmodule  # noqa: F401  # it can't be used
