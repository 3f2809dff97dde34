"""Its import never ends.

Verdict: adapter-error; did not end
"""

while True:
    pass
