"""``init MODULE:CLASS``: write the skeleton of an adapter, a test and a CI job for a class with other names."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from string import Template

from .. import __version__
from ..paths import package_text
from ..run.loading import extend_path
from .arguments import UsageError, describe
from .inspected import Inspected, inspect_class

HELP = "write an adapter's skeleton, a test and a CI job"

#: The signals as the suite names them, with what each method's docstring says.
_SIGNALS = {"pause": "PAUSE", "task_continue": "CONTINUE", "stop": "STOP", "cancel": "CANCEL"}
#: The files that are written, by their templates.
_FILES = {
    "adapter.py.tmpl": "conformance_adapter.py",
    "test.py.tmpl": "test_conformance.py",
    "workflow.yml.tmpl": ".github/workflows/conformance.yml",
}

#: A class that knows no payload calls its function without arguments, or always with the same ones. The suite calls
#: fargs for it then, so an adapter must not.
_SAME_ARGUMENTS = """\
        call = functools.partial(coro, *(args or ()), **(kwargs or {}))  # the same arguments at each call
"""

#: What a chain needs whose signals are coroutine functions.
_TASKS = "        self._tasks: set[asyncio.Future[Any]] = set()  # the event loop holds tasks weakly only\n"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``init``."""
    describe(
        parser,
        "Write the skeleton of an adapter from the methods of a class, a test and a CI job. Nothing is overwritten.",
        "taskloop-conformance init my_package.loops:Repeater",
        "taskloop-conformance init loops:Repeater --path src --folder tests",
    )
    parser.add_argument("target", metavar="MODULE:CLASS", help="the class whose instances are chains")
    parser.add_argument("--path", metavar="DIR", help="put DIR first on the import path")
    parser.add_argument("--folder", metavar="DIR", type=Path, default=Path(), help="where to write (default: here)")


def execute(arguments: argparse.Namespace) -> int:
    """Write the files and say what to do next; 0."""
    folder: Path = arguments.folder
    if not folder.is_dir():
        raise UsageError(f"--folder {folder}: there is no such folder; make it first")
    if arguments.path and not Path(arguments.path).is_dir():
        raise UsageError(f"--path {arguments.path}: there is no such folder")
    files = {template: folder / name for template, name in _FILES.items()}
    if there := [str(file) for file in files.values() if file.exists()]:
        raise UsageError(f"{there[0]} is there already, and nothing was written: move it, or choose another --folder")
    if arguments.path:
        sys.path.insert(0, arguments.path)
    extend_path()
    inspected = inspect_class(arguments.target)
    for template, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(render(template, inspected), "utf-8")
        print(f"wrote {file}")
    if inspected.unknown:
        print(f"Give a value for {', '.join(inspected.unknown)} in {files['adapter.py.tmpl']}: look for TODO.")
    if inspected.without:
        print(f"It says that {inspected.name} has no notion of {', '.join(inspected.without)}; mend that if it has.")
    # One folder can be named with --path, and it is the adapter's.
    before = f"PYTHONPATH={shlex.quote(arguments.path)} " if arguments.path else ""
    words = ["taskloop-conformance", "check", "conformance_adapter:adapter"]
    words += ["--path", str(folder)] if folder != Path() else []
    print(f"Next:  {before}{shlex.join(words)}")
    return 0


def render(template: str, inspected: Inspected) -> str:
    """The text of one file."""
    values = {
        "name": inspected.name,
        "module": inspected.module,
        "target": f"{inspected.module}:{inspected.name}",
        "version": __version__,
        "signals": "".join(_signal(signal, inspected) for signal in _SIGNALS),
        "without": "{" + ", ".join(f'"{name}"' for name in inspected.without) + "}" if inspected.without else "",
    }
    calls_later = any(signal in inspected.waiting for signal in _SIGNALS)
    values["tasks"] = _TASKS if calls_later else ""
    imports = {"asyncio": bool(inspected.waiting), "functools": "fargs" not in inspected.parameters}
    values["imports"] = "".join(f"import {name}\n" for name, needed in imports.items() if needed)
    values["start"] = Template(_start(inspected)).substitute(values)
    return Template(package_text(f"command/templates/{template}")).substitute(values).rstrip() + "\n"


def _signal(signal: str, inspected: Inspected) -> str:
    own = inspected.methods.get(signal)
    lines = ["", f"    def {signal}(self) -> None:", f'        """{_SIGNALS[signal]}."""']
    if own is None:
        lines.append(f'        raise NotImplementedError("{inspected.name} has no such method; see Adapter.without")')
    elif signal in inspected.waiting:
        lines.append(f"        task = asyncio.ensure_future(self._own.{own}())")
        lines.append("        self._tasks.add(task)")
        lines.append("        task.add_done_callback(self._tasks.discard)")
    else:
        lines.append(f"        self._own.{own}()")
    return "\n".join(lines) + "\n"


def _start(inspected: Inspected) -> str:
    """The body of ``start``: how an instance is made and started."""
    known, passed = inspected.parameters, "coro"
    lines = []
    if "fargs" not in known:
        lines.append(_SAME_ARGUMENTS.rstrip("\n"))
        passed = "call"
    given = {known["coro"]: passed} if "coro" in known else {}
    if "fargs" in known:
        given |= {known["args"]: "[] if args is None else args"} if "args" in known else {}
        given |= {known["kwargs"]: "{} if kwargs is None else kwargs"} if "kwargs" in known else {}
        given[known["fargs"]] = "fargs"
    given |= {known["time_pause"]: "time_pause"} if "time_pause" in known else {}
    given |= {known["interval"]: "self.interval"} if "interval" in known else {}
    given |= {name: "...,  # TODO: what does it mean?" for name in inspected.unknown}
    lines.append("        own = $name(")
    lines += [f"            {name}={value}{'' if '#' in value else ','}" for name, value in given.items()]
    lines.append("        )")
    start = f"own.{inspected.methods['start']}()"
    if inspected.starts_nothing:
        return "\n".join([*lines, f"        {start}", "        return Chain(own), own"]) + "\n"
    lines.append(
        f"        return Chain(own), {f'asyncio.ensure_future({start})' if 'start' in inspected.waiting else start}"
    )
    return "\n".join(lines) + "\n"
