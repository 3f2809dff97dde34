"""The fixture of the miniature checks."""

import pytest

from taskloop_conformance.adapters import Adapter
from taskloop_conformance.results import ADAPTER


@pytest.fixture
def implementation(pytestconfig: pytest.Config) -> Adapter:
    return pytestconfig.stash[ADAPTER]
