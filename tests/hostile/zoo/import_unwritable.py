"""Its import raises what no terminal should show.

Verdict: adapter-error; half
"""

raise ImportError("half \udc80 \x1b]0;a new title\x07")
