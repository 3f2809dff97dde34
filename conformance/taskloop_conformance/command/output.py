"""What the program writes: standard output and standard error that never cost a verdict, and reports that are whole.

A verdict that took a minute mustn't be lost because the disk is full, the terminal knows ASCII only, or the reader of a
pipe has gone away. So the streams forgive: what can't be written is dropped, remembered, and said where that is
possible; and the exit code is the verdict's. A report goes to a temporary file beside its place and is renamed when it
is complete: whoever reads it meanwhile, or after a crash, finds the old one or the new one.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO


class _Forgiving(io.FileIO):
    """A descriptor to which writing always succeeds; ``trouble`` is the first error that there was."""

    trouble: OSError | None = None

    def write(self, data: Any, /) -> int:
        """Write, or drop what can't be written."""
        if self.trouble is None:
            try:
                return super().write(data) or 0
            except OSError as error:
                self.trouble = error
        return memoryview(data).nbytes


@contextlib.contextmanager
def forgiving_streams() -> Iterator[None]:
    """Make the real standard streams forgiving until the end of the block; replaced streams stay as they are."""
    _open_missing_descriptors()
    saved = sys.stdout, sys.stderr
    out, err = _Forgiving(1, "w", closefd=False), _Forgiving(2, "w", closefd=False)
    if sys.stdout is sys.__stdout__:
        sys.stdout = _text_stream(out, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _text_stream(err, sys.stderr)
    try:
        yield
    finally:
        sys.stdout.flush()
        # A reader that has gone away (`| head`) has read what it wanted.
        if out.trouble is not None and not isinstance(out.trouble, BrokenPipeError):
            print(f"taskloop-conformance: can't write standard output: {out.trouble.strerror}", file=sys.stderr)
        sys.stderr.flush()
        sys.stdout, sys.stderr = saved


def _text_stream(raw: _Forgiving, before: TextIO | None) -> TextIO:
    """A text stream like the one before, that escapes what its encoding doesn't have."""
    # Python has None for a stream that was closed when it started.
    encoding = before.encoding if before is not None else "utf-8"
    at_once = raw.isatty() or raw.fileno() == 2
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=at_once)


@contextlib.contextmanager
def forgiving_file(file: str) -> Iterator[TextIO]:
    """A file that is written to while a run goes on; what can't be written is dropped, and said at the end."""
    with _Forgiving(file, "w") as raw:
        stream = _text_stream(raw, None)
        yield stream
        stream.flush()
        if raw.trouble is not None:
            print(f"taskloop-conformance: can't write {file}: {raw.trouble.strerror}", file=sys.stderr)


def _open_missing_descriptors() -> None:
    """Let 0, 1 and 2 be open: a file that got one of these numbers would be handed to child processes as theirs."""
    while True:
        descriptor = os.open(os.devnull, os.O_RDWR)
        if descriptor > 2:
            os.close(descriptor)
            return
        os.set_inheritable(descriptor, True)


def write_file(file: str, text: str) -> str:
    """Write a report; gives "", or why it couldn't be written.  It is there whole, or as it was before."""
    place = os.path.realpath(file)
    try:
        if os.path.lexists(place) and not stat.S_ISREG(os.stat(place).st_mode):
            Path(place).write_text(text, "utf-8")  # a device or a pipe: nothing to rename
            return ""
        with contextlib.ExitStack() as undo:
            descriptor, fresh = tempfile.mkstemp(prefix=".", suffix=".part", dir=os.path.dirname(place))
            undo.callback(_remove, fresh)
            with open(descriptor, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())  # or the name may outlive the content when the machine stops
            os.chmod(fresh, _rights(place))
            os.replace(fresh, place)
    except OSError as error:
        return f"can't write {file}: {error.strerror}"
    return ""


def _remove(file: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.remove(file)


def _rights(place: str) -> int:
    """The rights of the file that is replaced, or those of any new file."""
    if os.path.exists(place):
        return stat.S_IMODE(os.stat(place).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write_files(reports: Iterator[tuple[str, str]]) -> None:
    """Write all that can be written, (file, text) each, and say of the others why they couldn't."""
    for file, text in reports:
        if trouble := write_file(file, text):
            print(f"taskloop-conformance: {trouble}", file=sys.stderr)
