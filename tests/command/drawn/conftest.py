"""The fixture of the check that draws."""

import pytest

from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.run.plugin import ADAPTER


@pytest.fixture(scope="session")
def implementation(pytestconfig: pytest.Config) -> Adapter:
    return pytestconfig.stash[ADAPTER]
