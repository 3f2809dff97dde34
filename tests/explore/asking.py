"""What the tests ask about one scenario: which rules an implementation is found to break there."""

from __future__ import annotations

import asyncio

from taskloop_conformance.explore.examine import examine
from taskloop_conformance.explore.probing import examine_probe
from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.record.clock import VirtualLoop
from tests.faults.clean import Chain, Clean
from tests.faults.fault import load_catalogue


def module(chain: type[Chain] = Chain, kind: type[Clean] = Clean) -> ModuleAdapter:
    """An implementation whose chains are of this class."""
    made = kind()
    made.chain_type = chain
    return ModuleAdapter(made, "module")


def findings(token: str, adapter: ModuleAdapter) -> list[Finding]:
    """What a scenario or probe is found to break."""
    try:
        if token.startswith("probe:"):
            with asyncio.Runner(loop_factory=VirtualLoop) as runner:
                runner.run(examine_probe(token.removeprefix("probe:"), adapter))
        else:
            examine(token, adapter)
    except RuleBroken as broken:
        return list(broken.findings)
    return []


def rules(token: str, adapter: ModuleAdapter) -> list[str]:
    """The rules of the findings."""
    return [finding.rule for finding in findings(token, adapter)]


def faulty(name: str) -> ModuleAdapter:
    """A fault of the catalogue, by its name."""
    return ModuleAdapter(load_catalogue()[name].implementation(), "module")
