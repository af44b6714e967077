"""What every test may use: the shared real data; and how examples are drawn.

Examples are drawn anew at every run, so that the tests keep looking. A run that judges a commit (`.ci/run`, or wherever
CI is set) draws those that follow from the test itself: what it says of a commit is the same tomorrow. How fast a
machine draws or runs them is never what a test of this kind asks.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("new examples", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same examples", settings.get_profile("new examples"), derandomize=True, database=None)
settings.load_profile("same examples" if os.environ.get("CI") else "new examples")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real DICOM and published answers beside the checkout; tests that need them skip when they are not there."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    return folder
