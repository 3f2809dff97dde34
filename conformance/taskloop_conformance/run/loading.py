"""Load the target, and try it once before any rule is judged."""

from __future__ import annotations

import os
import sys

from ..model.failures import AdapterError
from ..record.adapters import Adapter
from ..record.blocked import interrupted_when_blocked
from ..record.smoke import smoke


def extend_path() -> None:
    """Make modules of the current folder importable, last, as a user who names one expects."""
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())


def try_out(adapter: Adapter) -> None:
    """The smoke step; raises :class:`AdapterError` when the adapter can't be used at all.

    Anything else that goes wrong here is left to the checks, which can say which rule it breaks.  So is what blocks the
    event loop: it is interrupted here as it will be there.
    """
    try:
        with interrupted_when_blocked():
            smoke(adapter)
    except AdapterError:
        raise
    except BaseException:  # an implementation may raise anything; the checks will meet it again
        return
