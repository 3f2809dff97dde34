"""What is installed apart; nothing is installed here."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from benchmarks.harness import environments
from benchmarks.harness.environments import Absent, Python, installed_peers


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "CACHE", tmp_path / "cache")


def test_libraries_that_cannot_be_installed_are_absent_with_the_reason(tmp_path: Path) -> None:
    """The last line of what pip said is the reason, and nothing half installed is left."""
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(Absent, match=r"^requirements/peers.txt can't be installed for Python 3.99: no network$"):
        installed_peers(Python("3.99", str(program)), lambda text: None)
    assert [] == list(tmp_path.glob("cache/*"))


def test_the_libraries_of_other_pins_get_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder's name says which pins are in it: it is used while these stay, and no longer."""
    pins, more = tmp_path / "peers.txt", tmp_path / "peers-3.98.txt"
    pins.write_text("one==1\n")
    more.write_text("two==1\n")
    monkeypatch.setattr(environments, "PEERS", (pins, more))
    digest = hashlib.sha256(b"one==1\ntwo==1\n").hexdigest()[:12]
    folder = tmp_path / "cache" / f"peers-{digest}-py3.99"
    folder.mkdir(parents=True)
    nobody = Python("3.99", "false")
    assert folder == installed_peers(nobody, print)
    more.write_text("two==2\n")
    with pytest.raises(Absent):
        installed_peers(nobody, lambda text: None)
