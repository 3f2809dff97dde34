"""Its import raises KeyboardInterrupt.

Verdict: adapter-error; KeyboardInterrupt
"""

raise KeyboardInterrupt
