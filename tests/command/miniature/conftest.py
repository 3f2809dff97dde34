"""The fixture of the miniature checks."""

import pytest

from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.run.plugin import ADAPTER


@pytest.fixture
def check() -> str:
    """Called like a parameter of the plugin's, as a fixture of the real checks is."""
    return "check"


@pytest.fixture
def implementation(pytestconfig: pytest.Config) -> Adapter:
    return pytestconfig.stash[ADAPTER]
