"""``python -m taskloop_conformance``: the same as the program ``taskloop-conformance``.

Importing takes a good part of a second on a slow machine, and whoever presses Ctrl-C then gets one line, no
traceback.
"""

import sys

try:
    from .command.program import main
except KeyboardInterrupt:
    print("taskloop-conformance: interrupted", file=sys.stderr)
    raise SystemExit(3) from None

if __name__ == "__main__":
    raise SystemExit(main())
