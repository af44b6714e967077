"""One responder, one scanner, one moment for all tests of the simulation."""

from datetime import datetime

import pytest

from centralis.core.simulation import Course, SubjectTruth, simulate_subject

ACQUIRED_AT = datetime(2025, 3, 4, 9, 22, 30)


@pytest.fixture(scope="session")
def responder() -> SubjectTruth:
    return simulate_subject("01-001", Course.RESPONDER, seed=11)


@pytest.fixture(scope="session")
def acquired_at() -> datetime:
    return ACQUIRED_AT
