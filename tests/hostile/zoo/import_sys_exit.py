"""Its import raises SystemExit(0).

Verdict: adapter-error; SystemExit
"""

raise SystemExit(0)
