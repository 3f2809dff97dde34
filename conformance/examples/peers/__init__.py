"""Adapters for libraries and recipes that repeat a coroutine, one file each: what does each of them do?

None of these libraries ever claimed the TaskLoop model. An adapter says what its library has no notion of (`without`), and the
suite judges the rest. From the root of the checkout, with `requirements/peers.txt` installed::

    taskloop-conformance run peers.tornado_periodic:adapter --path conformance/examples
"""

from __future__ import annotations

import logging

#: Seconds between two calls, the same for all of them: shorter than the shortest pause of the suite (0.25 s), so that
#: a library that looks at a signal at its next call only is still in time.
INTERVAL = 0.1

# A program that uses these libraries has set logging up. Where nobody has, Python itself prints warnings to standard
# error, which would be charged to the library.
logging.getLogger().addHandler(logging.NullHandler())
