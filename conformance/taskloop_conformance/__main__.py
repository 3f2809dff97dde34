"""``python -m taskloop_conformance``: the same as the program ``taskloop-conformance``."""

from .command.program import main

raise SystemExit(main())
