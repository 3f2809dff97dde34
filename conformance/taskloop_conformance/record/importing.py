"""Import a target from a file or by its name, whatever the file and its neighbours are called.

A user's folder may hold a ``random.py``, a ``typing.py`` or a ``pytest.py``, beside the target or as the target. The
folder goes first on the import path, as Python itself does it for a script, so each of them would be imported in place
of the real one by whoever imports that for the first time afterwards: the standard library, the suite, Hypothesis. So
names of the standard library and of the suite's tools keep their meaning: a finder in front of all others looks for
them where they were before. The file of the target itself may have any name; where it's one that means something else,
it is imported under another.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from ..model.failures import AdapterError
from ..model.printable import describe, text_of

#: The suite and what it uses: modules of these names come from where the suite's environment has them.
_TOOLS = {
    "taskloop_conformance",
    *("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments"),
    *("hypothesis", "sortedcontainers", "pytest_asyncio"),
    *("_hypothesis_pytestplugin", "_hypothesis_ftz_detector", "_hypothesis_globals"),
}
KEPT_NAMES = sys.stdlib_module_names | _TOOLS

#: Under which name a file is imported whose own name means something else.
_OTHER_NAME = "target_called_{}"

#: The modules that were imported from files, by their names: importing another file of the same name is no clash.
_from_files: dict[str, ModuleType] = {}


class _KeptNames(importlib.machinery.PathFinder):
    """Finds modules with :data:`KEPT_NAMES` on the import path as it was before any target's folder was on it."""

    path_before: Sequence[str] = ()

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module's place, or None for any other name and for what isn't on that path (built in or frozen)."""
        if path is not None or fullname not in KEPT_NAMES or fullname in sys.builtin_module_names:
            return None
        return super().find_spec(fullname, cls.path_before, target)


def put_first(folder: Path) -> None:
    """Put a folder first on the import path, for all names but :data:`KEPT_NAMES`."""
    if _KeptNames not in sys.meta_path:
        _KeptNames.path_before = list(sys.path)
        sys.meta_path.insert(0, _KeptNames)
    sys.path.insert(0, str(folder))


def split(target: str) -> tuple[str, str]:
    """A target's module or file, and the name of the object in it ("" without one)."""
    if target.endswith(".py"):
        return target, ""
    file, colon, attribute = target.rpartition(":")
    if colon and file.endswith(".py"):
        return file, attribute
    where, _, attribute = target.partition(":")
    return where, attribute


def import_target(target: str, path: str | None) -> ModuleType:
    """Import a target's module or file; raises :class:`AdapterError` with what is wrong with it and what to do."""
    where, _ = split(target)
    if path is not None:
        if not Path(path).is_dir():
            raise AdapterError(f"--path {path}: there is no such folder")
        put_first(Path(path))
    own = False
    try:
        if where.endswith(".py"):
            return _import_file(where)
        _check_name(where, path)
        own = path is not None and _claim(Path(path), where.partition(".")[0])
        module = importlib.import_module(where)
    except AdapterError:
        raise
    except ModuleNotFoundError as error:
        raise AdapterError(f"{target} can't be imported: {_not_found(where, error)}") from None
    except BaseException as error:  # an import may raise anything, SystemExit included
        raise AdapterError(f"{target} can't be imported: {describe(error)}{_hint(where, error)}") from error
    if own and path is not None and not _lies_in(module, Path(path)):
        raise AdapterError(
            f"{target} was found in {path} but is already imported from {getattr(module, '__file__', 'elsewhere')}: "
            "run it in a process of its own"
        )
    return module


def _check_name(where: str, path: str | None) -> None:
    """Refuse what is no name of a module, and names that mean another module than the user's."""
    if not where or not all(part.isidentifier() for part in where.split(".")):
        if os.path.isdir(where):
            raise AdapterError(f"{where} is a folder: name the file in it, or a module with --path")
        if Path(where).is_file():
            raise AdapterError(f"{where} is no Python file: its name has to end in .py")
        raise AdapterError(f"{where!r} is neither a module's name (package.module) nor a file (path/to/file.py)")
    package = where.partition(".")[0]
    file = Path(path or ".", f"{package}.py")
    if package in KEPT_NAMES and (file.is_file() or file.with_suffix("").is_dir()):
        owner = "the suite" if package in _TOOLS else "Python itself"
        raise AdapterError(
            f"{where} is the name of a module that {owner} uses, so it doesn't stand for {file}: "
            "name it as a file, with its path"
        )


def _not_found(where: str, error: ModuleNotFoundError) -> str:
    missing = text_of(error.name)
    if missing == where and Path(where).is_dir():
        return f"{where} is a folder and no package on the import path: name the file in it, or give --path"
    if Path(f"{where}.py").is_file() and missing == where:
        return f"no module named '{missing}', but there is a file {where}.py: name that"
    return f"no module named '{missing}'; is its folder given with --path, or its package installed?"


def _hint(where: str, error: BaseException) -> str:
    if where.endswith(".py") and "attempted relative import" in text_of(error):
        return "; it belongs to a package: name it as a module (package.module), with the package's folder as --path"
    return ""


def _claim(folder: Path, package: str) -> bool:
    """Whether ``folder`` holds the package; if so, make sure that no other one of its name is imported instead.

    A package without ``__init__.py`` (the oldest releases have none) would give way to a regular one that stands
    later on the import path, even though its own folder comes first.
    """
    inside = folder / package
    if inside.is_dir() and not (inside / "__init__.py").is_file() and package not in sys.modules:
        module = ModuleType(package)
        module.__path__ = [str(inside)]
        sys.modules[package] = module
    return inside.is_dir() or (folder / f"{package}.py").is_file()


def _lies_in(module: ModuleType, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve().is_relative_to(folder.resolve())


def _import_file(where: str) -> ModuleType:
    file = Path(where)
    if not file.is_file():
        what = "this is a folder" if file.is_dir() else "there is no such file"
        raise AdapterError(f"{where}: {what}")
    name = file.stem
    taken = name in sys.modules and sys.modules[name] is not _from_files.get(name)
    if taken or name in KEPT_NAMES or not name.isidentifier():
        name = _OTHER_NAME.format(name)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise AdapterError(f"{where}: Python can't load this file")
    put_first(file.parent.resolve())
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = _from_files[name] = module
    spec.loader.exec_module(module)
    return module


def version_of(module: ModuleType, target: str) -> str:
    """The version that the module, its package or its distribution says; "" where none does."""
    where, _ = split(target)
    package = where.partition(".")[0]
    found = getattr(module, "__version__", None) or getattr(sys.modules.get(package), "__version__", None)
    if found is None and not where.endswith(".py"):  # a file belongs to no distribution
        found = _version_of_distribution(package)
    return "" if found is None else text_of(found)


def _version_of_distribution(package: str) -> str | None:
    """The version of the installed distribution that a top-level package belongs to.

    ``importlib.metadata.packages_distributions`` would say which it is, but makes a path object of every file of every
    distribution: a fifth of a second in a small environment, before anything is checked.
    """
    for each in importlib.metadata.distributions():
        declared = (each.read_text("top_level.txt") or "").split()
        files = "" if declared else "\n" + (each.read_text("RECORD") or "")
        if package in declared or f"\n{package}/" in files or f"\n{package}." in files:
            return each.version
    return None
