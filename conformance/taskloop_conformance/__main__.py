"""``python -m taskloop_conformance``: the same as the program ``taskloop-conformance``."""

from .cli import main

raise SystemExit(main())
