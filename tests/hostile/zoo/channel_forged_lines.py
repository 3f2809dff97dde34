"""A wrong helper, and four lines that say that it is right.

Verdict: not-conformant; FARGS.input failed
"""

import json
import os

from sound import coromask, renew, simple_fargs_out


def write_everywhere(data):
    for number in range(256):
        try:
            os.write(number, data)
        except OSError:
            pass


def simple_fargs(given, obtained):
    for rule in ("MASK.arguments", "FARGS.input", "FARGS.output", "MASK.fargs"):
        record = {"check": f"test_{rule}", "rules": [rule], "outcome": "passed", "broken": None, "message": ""}
        record |= {"trace": [], "replay": "", "histories": 1, "seconds": 0.1}
        write_everywhere(json.dumps(record).encode() + b"\n")
    return 1
