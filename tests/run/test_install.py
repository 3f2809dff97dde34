"""Installing a release apart: offline, from a wheel that the test makes itself."""

import sys
import zipfile
from pathlib import Path

import pytest

from taskloop_conformance.model.failures import AdapterError
from taskloop_conformance.run.install import installed, is_requirement, join_target, split_target


def make_wheel(folder: Path) -> Path:
    wheel = folder / "tinyloop-1.5-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tinyloop.py", "__version__ = '1.5'\n")
        info = "tinyloop-1.5.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tinyloop\nVersion: 1.5\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def test_installed_apart(tmp_path: Path) -> None:
    """A requirement goes into a folder of its own, and the environment stays as it was."""
    said: list[str] = []
    with installed(str(make_wheel(tmp_path)), said.append, tmp_path / "cache") as folder:
        assert (folder / "tinyloop.py").is_file()
        assert folder.is_relative_to(tmp_path / "cache")
        assert len(said) == 1
        assert str(folder) not in sys.path
    assert [] == list((tmp_path / "cache").iterdir())


def test_an_exact_version_is_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pinned release is taken from the cache; anything else is looked up anew."""
    pinned: list[str] = []

    def pip(requirement: str, folder: Path) -> None:
        pinned.append(requirement)

    monkeypatch.setattr("taskloop_conformance.run.install._pip_install", pip)
    folders = []
    for requirement in ("tinyloop==1.5", "tinyloop==1.5", "tinyloop>=1.5", "tinyloop>=1.5"):
        with installed(requirement, cache=tmp_path) as folder:
            folders.append(folder)
    assert pinned == ["tinyloop==1.5", "tinyloop>=1.5", "tinyloop>=1.5"]
    assert 3 == len(set(folders))


@pytest.mark.parametrize("requirement", ["tinyloop==1.5", "tinyloop>=1.5"])
def test_runs_side_by_side(requirement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one run imports from stays there while another run installs the same, begun before or after it."""
    begun: list[Path] = []

    def pip(requirement: str, folder: Path) -> None:
        begun.append(folder)
        if len(begun) == 1:  # another run begins and ends while this one installs
            with installed(requirement, cache=tmp_path) as other:
                assert (other / "release.py").is_file()
        (folder / "release.py").touch()

    monkeypatch.setattr("taskloop_conformance.run.install._pip_install", pip)
    with installed(requirement, cache=tmp_path) as first:
        assert (first / "release.py").is_file()
        with installed(requirement, cache=tmp_path) as second:
            assert (second / "release.py").is_file()
        assert (first / "release.py").is_file()
    assert [] == list(tmp_path.glob(".*"))


@pytest.mark.parametrize("requirement", ["", "--help", "nothing @ file:///no/such/file.whl"])
def test_what_cannot_be_installed(requirement: str, tmp_path: Path) -> None:
    """What pip can't install is one clear line that names it, and leaves nothing behind."""
    with pytest.raises(AdapterError, match="--from") as caught, installed(requirement, cache=tmp_path / "cache"):
        pass
    assert requirement in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("cache/*"))


@pytest.mark.parametrize("text", ["tasktools==1.2.0", "tasktools>=1,<2", "a[b]~=1", "a @ file:///x"])
def test_requirements(text: str) -> None:
    """A requirement can be told from a target that is imported."""
    assert is_requirement(text)


@pytest.mark.parametrize("text", ["tasktools.taskloop", "path/to/x.py", "mine:adapter", "tasktools"])
def test_targets(text: str) -> None:
    """A module, a file and an object are no requirements."""
    assert not is_requirement(text)


@pytest.mark.parametrize("text", ["tasktools==1.2.0", "mine.loop from tinyloop==1.5", "mine:adapter"])
def test_targets_as_reports_name_them(text: str) -> None:
    """What a report calls its target can be given to every command."""
    assert join_target(*split_target(text)) == text
