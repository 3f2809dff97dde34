"""Runs the examples: Sphinx with sphinx-gallery in a process of its own, with a cache that can't lie.

sphinx-gallery's cache looks at an example's text alone.  So it is thrown away whenever anything else changed
that an example's output depends on, and after every failure: it would keep the old traceback and be content.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import distributions
from pathlib import Path
from xml.etree import ElementTree

from site_tools.paths import CACHE, ROOT, SPHINX, TUTORIALS, example_scripts, galleries

SOURCES = CACHE / "src"
OUTPUT = CACHE / "out"


class GalleryError(Exception):
    """The examples didn't all run; the reason was printed."""


def cache_key(root: Path = ROOT) -> str:
    """A digest of what the examples' output depends on beside their own text.

    That is: Python and every installed distribution, the sources of the reference, of the suite, of the
    specification and of this package, the modules that examples share, and which examples there are.
    """
    digest = hashlib.sha256(sys.version.encode())
    digest.update(repr(sorted({f"{d.name}=={d.version}" for d in distributions()})).encode())
    for path in _inputs(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(b"" if path.match("plot_*.py") else path.read_bytes())
    return digest.hexdigest()


def _inputs(root: Path) -> Iterable[Path]:
    for folder, kinds in {
        "tasktools": ("*.py",),
        "conformance/taskloop_conformance": ("*.py",),
        "spec": ("*.toml",),
        "site_tools": ("*.py", "*.html"),
        "tutorials": ("*.py", "*.rst"),
    }.items():
        for kind in kinds:
            yield from sorted(path for path in (root / folder).rglob(kind) if "__pycache__" not in path.parts)


def run_gallery() -> None:
    """Run every example that changed; raise :class:`GalleryError` unless all of them ran."""
    if not example_scripts():
        raise GalleryError(f"{TUTORIALS.name}/ holds no plot_*.py: there is nothing to run")
    key, wanted = CACHE / "key", cache_key()
    if not key.exists() or key.read_text() != wanted:
        shutil.rmtree(CACHE, ignore_errors=True)
    SOURCES.mkdir(parents=True, exist_ok=True)
    key.unlink(missing_ok=True)
    report = OUTPUT / "junit.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-c", str(SPHINX)]
    command += ["-d", str(CACHE / "doctrees"), str(SOURCES), str(OUTPUT)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise GalleryError("an example or its text is broken; the reason is printed above")
    left = list(unfinished(galleries(), SOURCES))
    check_report(report, [name for name, begun in left if begun])
    if left:
        raise GalleryError(f"not run: {', '.join(name for name, _ in left)}")
    key.write_text(wanted)


def check_report(report: Path, begun: Sequence[str] = ()) -> None:
    """Require the report, in which no example failed: ``sys.exit(0)`` ends Sphinx early with exit code 0.

    ``begun`` names the examples that began and didn't end.
    """
    if not report.exists():
        culprit = ", ".join(begun) or "an example"
        raise GalleryError(f"{culprit} ended the process (sys.exit?): the examples after it didn't run")
    cases = ElementTree.parse(report).getroot().findall(".//testcase")
    bad = [case.get("name") for case in cases if {"failure", "error"} & {child.tag for child in case}]
    if bad:
        raise GalleryError(f"failed: {', '.join(map(str, bad))}")


def unfinished(folders: Mapping[Path, str], sources: Path) -> Iterator[tuple[str, bool]]:
    """The examples that didn't run to their end as they are now, neither now nor before, and whether each began.

    sphinx-gallery copies an example before it runs it, and writes the copy's digest when it went well.
    """
    for folder, part in folders.items():
        for script in sorted(folder.rglob("plot_*.py")):
            copy = sources / part / script.relative_to(folder)
            copied = copy.exists() and copy.read_bytes() == script.read_bytes()
            if not copied or not copy.with_name(copy.name + ".md5").exists():
                yield script.name, copied
