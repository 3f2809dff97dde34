"""Its import closes every descriptor.

Verdict: adapter-error; closed the channel
"""

import os

os.closerange(0, 256)
