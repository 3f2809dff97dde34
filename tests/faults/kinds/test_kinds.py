"""The faults by kind: each can be made, each is declared, and the base that they are patches of conforms."""

from __future__ import annotations

from pathlib import Path

import pytest

from taskloop_conformance.model.rules import load_rules
from tests.faults.verdict import Target, Verdict, judge

from .patching import BASE, KINDS, KindOfFault, load_kinds

FAULTS = load_kinds()


def test_there_are_enough() -> None:
    """There are at least two hundred faults, and some of each kind."""
    assert len(FAULTS) >= 200
    assert set(KINDS) == {fault.kind for fault in FAULTS.values()}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: str(fault.name))
def test_fault_is_declared(fault: KindOfFault) -> None:
    """Each fault says in one sentence what goes wrong and which rules break, and its patches fit the base."""
    assert fault.about.endswith(".")
    assert set(fault.breaks) - load_rules().keys() == set()
    assert fault.breaks != ()
    assert fault.source() != BASE.read_text(encoding="utf-8")
    compile(fault.source(control_only=True), fault.name, "exec")


def test_control_only_offers_one_name(tmp_path: Path) -> None:
    """The variant of the profile control offers no name that claims the other profile."""
    text = FAULTS["five-arguments-at-most"].write(tmp_path, control_only=True).read_text(encoding="utf-8")
    made: dict[str, object] = {"__name__": "made"}
    exec(text, made)
    assert {"TaskLoop"} == made.keys() & {"TaskLoop", "coromask", "renew", "simple_fargs", "simple_fargs_out"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """What the suite says of the base, whole and with TaskLoop alone."""
    folder = tmp_path_factory.mktemp("base")
    fault = KindOfFault("base", "", "", (), ())
    targets = [Target(path.stem, str(path)) for path in (fault.write(folder), fault.write(folder, control_only=True))]
    return {verdict.name: verdict for verdict in judge(targets, "quick")}


@pytest.mark.xdist_group("the base of the kinds")
@pytest.mark.parametrize("name", ["base", "base_control"])
def test_base_conforms(base: dict[str, Verdict], name: str) -> None:
    """Without a patch the base passes every check, those of recommended rules among them."""
    assert base[name].message == ""
    assert base[name].recommended == ()
    assert not base[name].failed
