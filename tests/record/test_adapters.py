"""Loading a target: a module, a file or an object becomes an adapter, and what can't is explained."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from taskloop_conformance.model.failures import AdapterError, Unimplemented
from taskloop_conformance.record.adapters import ModuleAdapter, load
from taskloop_conformance.record.importing import version_of

MASK = "async def coromask(coro, args, kwargs, fargs):\n    return args, kwargs\n"
WHOLE = MASK + "class TaskLoop:\n    pass\n"
OWN = "class Own:\n    name, version, profiles = 'own', '3', frozenset({'control'})\n\nadapter = Own()\n"
LISTED = OWN.replace("frozenset({'control'})", "['control']")
TEXT = OWN.replace("frozenset({'control'})", "'control'")


@pytest.fixture(autouse=True)
def _imports_are_undone() -> Iterator[None]:
    """What a test imports, and where from, is forgotten after it."""
    path, modules, finders = list(sys.path), set(sys.modules), list(sys.meta_path)
    yield
    sys.path[:] = path
    sys.meta_path[:] = finders
    for name in sys.modules.keys() - modules:
        del sys.modules[name]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a Python file into a folder that isn't on the import path."""

    def write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_module_is_loaded_by_its_name(write: Callable[[str, str], Path]) -> None:
    """A module in the folder of --path is adapted, under the name that was asked for and with its version."""
    folder = write("loaded_whole.py", "__version__ = '9.8'\n" + WHOLE).parent
    adapter = load("loaded_whole", str(folder))
    assert ("loaded_whole", "9.8", {"functions", "control"}) == (adapter.name, adapter.version, set(adapter.profiles))


@pytest.mark.parametrize("package", ["_pytest", "iniconfig", "jsonschema", "yaml", "no_such_package"])
def test_the_version_of_a_distribution(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package without a version of its own has that of the distribution that holds it, whatever that is called."""
    monkeypatch.delitem(sys.modules, package, raising=False)
    expected = [
        importlib.metadata.version(name) for name in importlib.metadata.packages_distributions().get(package, [])
    ]
    assert (expected or [""])[0] == version_of(ModuleType(package), package)


def test_a_submodule_has_its_packages_version(write: Callable[[str, str], Path]) -> None:
    """A module without a version of its own has that of its package."""
    folder = write("loaded_package/__init__.py", "__version__ = '4.5'\n").parent.parent
    write("loaded_package/inside.py", MASK)
    assert "4.5" == load("loaded_package.inside", str(folder)).version


def test_a_file_is_loaded_by_its_path(write: Callable[[str, str], Path]) -> None:
    """A file needs no import path, and finds the modules beside it."""
    write("loaded_neighbour.py", MASK)
    file = write("loaded_file.py", "from loaded_neighbour import coromask\n")
    assert frozenset({"functions"}) == load(str(file)).profiles


@pytest.mark.parametrize(
    ("text", "profiles"),
    [
        (MASK, {"functions"}),
        ("def renew(*args, **kwargs): pass\n", {"functions"}),
        ("class TaskLoop: pass\n", {"control"}),
        (WHOLE, {"functions", "control"}),
    ],
)
def test_the_names_decide_the_profiles(write: Callable[[str, str], Path], text: str, profiles: set[str]) -> None:
    """A module offers the profiles whose published names it has."""
    assert profiles == load(str(write("loaded_names.py", text))).profiles


def test_an_adapter_is_taken_as_it_is(write: Callable[[str, str], Path]) -> None:
    """An object that says its profiles is an adapter of the user's own."""
    folder = write("loaded_own.py", OWN).parent
    adapter = load("loaded_own:adapter", str(folder))
    assert sys.modules["loaded_own"].adapter is adapter


def test_another_object_is_adapted(write: Callable[[str, str], Path]) -> None:
    """An object with the published names is adapted as a module is."""
    folder = write("loaded_object.py", "class Names:\n    class TaskLoop: pass\n").parent
    adapter = load("loaded_object:Names", str(folder))
    assert isinstance(adapter, ModuleAdapter)
    assert {"control"} == adapter.profiles


@pytest.mark.parametrize(
    ("text", "target", "complaint"),
    [
        ("", "loaded_absent", "no module named 'loaded_absent'; is its folder given with --path"),
        ("import loaded_nowhere", "loaded_bad", "loaded_bad can't be imported: no module named 'loaded_nowhere'"),
        ("raise ValueError('why')", "loaded_bad", "loaded_bad can't be imported: ValueError: why"),
        ("raise SystemExit(3)", "loaded_bad", "loaded_bad can't be imported: SystemExit: 3"),
        ("def :", "loaded_bad", "loaded_bad can't be imported: SyntaxError"),
        (WHOLE, "loaded_bad:adapter", "loaded_bad has no object 'adapter'"),
        (WHOLE, "", "'' is neither a module's name (package.module) nor a file (path/to/file.py)"),
        (WHOLE, ".", ". is a folder: name the file in it"),
        (WHOLE, "not a name", "'not a name' is neither a module's name"),
        (WHOLE, "..loaded_bad", "'..loaded_bad' is neither a module's name"),
        (OWN, "loaded_bad", "is a module with an adapter in it: name that, as in loaded_bad:adapter"),
        (OWN, "loaded_bad:Own", "loaded_bad:Own is a class: name an instance of it, as in 'adapter = Own()'"),
        (LISTED, "loaded_bad:adapter", "loaded_bad:adapter: profiles is a list; write a set"),
        (TEXT, "loaded_bad:adapter", "loaded_bad:adapter: profiles is a str; write a set"),
        ("x = 1", "loaded_bad", "loaded_bad has neither coromask and renew nor TaskLoop"),
        ("x = 1", "loaded_bad:x", "loaded_bad:x has neither coromask and renew nor TaskLoop"),
    ],
)
def test_a_wrong_target_is_explained(write: Callable[[str, str], Path], text: str, target: str, complaint: str) -> None:
    """A target that can't be loaded is an error that names it and says what is wrong."""
    folder = write("loaded_bad.py", text).parent
    with pytest.raises(AdapterError) as raised:
        load(target, str(folder))
    assert complaint in str(raised.value)


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is named."""
    with pytest.raises(AdapterError, match=r"nowhere\.py: there is no such file"):
        load(str(tmp_path / "nowhere.py"))
    with pytest.raises(AdapterError, match=r"--path .*nowhere: there is no such folder"):
        load("sys", str(tmp_path / "nowhere"))


def test_a_module_of_the_same_name_is_not_taken_instead(write: Callable[[str, str], Path]) -> None:
    """Where a module of the name is already imported from elsewhere, that is said."""
    folder = write("loaded_twice.py", WHOLE).parent
    sys.modules["loaded_twice"] = ModuleType("loaded_twice")
    with pytest.raises(AdapterError, match=r"loaded_twice was found in .* but is already imported from elsewhere"):
        load("loaded_twice", str(folder))


@pytest.mark.parametrize(("name", "owner"), [("json", "Python itself"), ("pytest", "the suite")])
def test_a_name_that_means_something_else_is_refused(write: Callable[[str, str], Path], name: str, owner: str) -> None:
    """A module called like one of Python's own, or of the suite's tools, can be named as a file only."""
    folder = write(f"{name}.py", WHOLE).parent
    with pytest.raises(AdapterError, match=f"{name} is the name of a module that {owner} uses.*name it as a file"):
        load(name, str(folder))
    assert {"control", "functions"} == load(str(folder / f"{name}.py")).profiles


def test_neighbours_do_not_replace_python_s_own_modules(write: Callable[[str, str], Path]) -> None:
    """What is imported later is Python's module and not the one beside the target; other neighbours are found."""
    write("this.py", "raise ImportError('the wrong one')\n")
    write("loaded_beside.py", MASK)
    load(str(write("loaded_target.py", "from loaded_beside import coromask\n")))
    spec = importlib.util.find_spec("this")
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(sysconfig.get_path("stdlib"))


def test_a_missing_name_is_not_an_error_of_the_adapter() -> None:
    """What a module lacks is named as missing, so that its rules can be left out."""
    adapter = ModuleAdapter(SimpleNamespace(TaskLoop=object), "half")
    with pytest.raises(Unimplemented, match="the implementation has no simple_fargs_out"):
        _ = adapter.simple_fargs_out


@pytest.mark.parametrize("text", [None, "async def coromask(coro, args, fargs):\n    return args, {}\n"])
def test_keyword_arguments_are_given_to_masks_that_take_them(text: str | None) -> None:
    """The mask of the oldest releases takes no keyword arguments, which is seen by its signature."""
    namespace: dict[str, Any] = {}
    exec(text or MASK, namespace)
    adapter = ModuleAdapter(SimpleNamespace(**namespace), "mask")
    assert (text is None) == adapter.keywords
    if text:
        with pytest.raises(Unimplemented, match="keyword arguments in coromask"):
            adapter.coromask(namespace["coromask"], [], {"key": 1}, print)


def test_a_file_with_a_folder_for_its_imports(tmp_path: Path) -> None:
    """A file that is named in full is loaded beside --path, which is for what it imports."""
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "helper_of_a_file.py").write_text("version = 'found'\n")
    (tmp_path / "file_with_imports.py").write_text(
        "from helper_of_a_file import version as __version__\n\ndef coromask(coro, args, kwargs, fargs): ...\n"
    )
    adapter = load(str(tmp_path / "file_with_imports.py"), str(tmp_path / "beside"))
    assert "found" == adapter.version
