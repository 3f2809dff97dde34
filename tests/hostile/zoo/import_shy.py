"""Its import raises what can't be shown.

Verdict: adapter-error; Shy
"""


class Shy(Exception):
    def __str__(self):
        raise RuntimeError("no comment")


raise Shy
