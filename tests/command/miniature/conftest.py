"""The fixture of the miniature checks."""

import pytest

from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.run.plugin import ADAPTER


@pytest.fixture
def implementation(pytestconfig: pytest.Config) -> Adapter:
    return pytestconfig.stash[ADAPTER]
