"""What ``--cluster`` names: whether it can be a cluster, and whether a scheduler answers there."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator

#: A cluster of this machine's own, with so many workers.
LOCAL = re.compile(r"local\[(\d{1,2})\]")
_ADDRESS = re.compile(r"([a-z]+://)?[^\s/:\[\]]+:\d{1,5}|[a-z]+://\S+")
_PORT = re.compile(r":(\d+)$")

#: How long to wait for the scheduler, and then for its first worker (seconds).
STARTING = 30.0
#: What is no scheduler may take a client's greeting and be silent: then it is waited for so much longer (seconds).
_SILENT = 5.0


def problem_with(text: str) -> str:
    """What is wrong with the name of a cluster; "" for nothing."""
    if local := LOCAL.fullmatch(text):
        return "" if 1 <= int(local[1]) <= 64 else f"{text}: a local cluster has from 1 to 64 workers"
    if _ADDRESS.fullmatch(text):
        port = _PORT.search(text)
        return f"{text}: a port is a number up to 65535" if port and int(port[1]) > 65535 else ""
    return f"{text!r} is neither the address of a scheduler (tcp://host:8786) nor local[N] with N workers"


#: A process of its own asks whether a scheduler answers.  A client that meets something else may wait for ever, or for
#: a minute when it is thrown away; a process is ended.
_QUESTION = """
import os, sys
try:
    from distributed import Client
    Client(sys.argv[1], timeout=float(sys.argv[2]), set_as_default=False)
except (OSError, ValueError) as error:
    print(error, flush=True)
except BaseException as error:
    print(f"what answers there is no scheduler ({type(error).__name__})", flush=True)
os._exit(0)
"""


@contextlib.contextmanager
def asked_at(address: str) -> Iterator[subprocess.Popen[str]]:
    """The process that asks, which is ended with the block."""
    command = [sys.executable, "-P", "-c", _QUESTION, address, str(STARTING)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def problem_at(asked: subprocess.Popen[str]) -> str:
    """Why nothing can be done with what is at the address; "" where it is a scheduler."""
    try:
        return " ".join(asked.communicate(timeout=STARTING + _SILENT)[0].split())
    except subprocess.TimeoutExpired:
        return f"what listens there doesn't answer as a scheduler within {STARTING + _SILENT:g} s"
