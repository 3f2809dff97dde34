"""``python -m site_tools.browser.check_site SITE``: what of the built site needs a browser to be seen.

First the files are searched for addresses on other hosts; then check.mjs opens every page in Chromium.  What takes
many minutes is asked for, each by its option or everything by ``--all``: see :data:`SLOW`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from site_tools.browser import history, verdicts
from site_tools.paths import ROOT

BROWSER = Path(__file__).parent
MODULES = ROOT / ".cache" / "browser"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

#: Accessibility on every page, not on one of each kind; every cell run; every exercise of the course solved;
#: and ten implementations judged twice, by the command line and in the playground.
SLOW = ("--every-page", "--every-cell", "--every-exercise", "--judge-all")

#: What loads by itself; a link that the reader may follow is no request.
_LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//([^"'\s/>]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preconnect|preload|icon))[^>]*\bhref=["']?(?:https?:)?//([^"'\s/>]+)"""
    r"""|url\(["']?(?:https?:)?//([^"')\s/]+)""",
    re.I,
)


def foreign_hosts(text: str) -> list[str]:
    """The other hosts that a page or a style sheet would ask by itself."""
    return sorted({next(filter(None, match.groups())) for match in _LOADED.finditer(text)})


def find_chromium() -> str | None:
    """An installed browser of the Chromium family; the variable CHROMIUM comes first."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, (named, *CHROMIUMS) if named else CHROMIUMS)), None)


def missing() -> list[str]:
    """What has to be installed before the browser check can run, one line each."""
    found = []
    if find_chromium() is None:
        found.append("Chromium (Debian: apt-get install chromium), or name one: CHROMIUM=/path/to/chromium")
    found += [
        f"{program} (Debian: apt-get install nodejs npm)" for program in ("node", "npm") if not shutil.which(program)
    ]
    return found


def install() -> None:
    """Install the two npm packages into .cache, once for each version of package.json."""
    wanted = (BROWSER / "package.json").read_text("utf-8")
    stamp = MODULES / "installed"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    MODULES.mkdir(parents=True, exist_ok=True)
    (MODULES / "package.json").write_text(wanted, "utf-8")
    command = [
        "npm",
        "install",
        "--no-package-lock",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    # On its output npm only counts packages; what is wrong it says on the other stream.
    subprocess.run(command, cwd=MODULES, check=True, stdout=subprocess.DEVNULL)
    stamp.write_text(wanted, "utf-8")


def ready() -> str:
    """Install what npm has; gives why the browser check can't run here, or nothing when it can."""
    if absent := missing():
        return f"not installed: {'; '.join(absent)}"
    try:
        install()
    except subprocess.CalledProcessError:
        return f"npm couldn't install {BROWSER / 'package.json'}: see its message above; it needs the network once"
    return ""


def wanted(arguments: Sequence[str]) -> list[str]:
    """The options with ``--all`` written out."""
    return [each for argument in arguments for each in (SLOW if argument == "--all" else (argument,))]


def main(arguments: Sequence[str]) -> int:
    """Run the check; gives the exit code: 0 all well, 1 problems, 2 something isn't installed.

    With ``--ready`` nothing is checked: 0 says that the check can run here, 2 that it can't, and one line why.
    """
    if list(arguments) == ["--ready"]:
        reason = ready()
        if reason:
            print(f"the site can't be looked at in a browser here: {reason}")
        return 2 if reason else 0
    site = Path(arguments[0] if arguments else "site").resolve()
    if not (site / "index.html").exists():
        print(f"{site} holds no built site: run `make site` first", file=sys.stderr)
        return 2
    problems = []
    for path in sorted(site.rglob("*")):
        if path.suffix in (".html", ".css"):
            hosts = foreign_hosts(path.read_text("utf-8"))
            problems += [f"{path.relative_to(site)} loads something from {host}" for host in hosts]
    reason = ready()
    for line in [*problems, *filter(None, [reason])]:
        print(line, file=sys.stderr)
    if reason:
        return 2
    environment = {**os.environ, "NODE_PATH": str(MODULES / "node_modules")}
    command = ["node", str(BROWSER / "check.mjs"), str(site), str(find_chromium())]
    for argument in wanted(arguments[1:]):
        command += ["--judge", str(verdicts.write(MODULES / "judged"))] if argument == "--judge-all" else [argument]
    if "--only" not in arguments:
        command += ["--history", str(history.write(MODULES / "replayed"))]
    done = subprocess.run(command, env=environment, check=False)
    return 1 if problems or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
