"""What a reader may state of a whole case: a response of the criterion, a time point after the baseline, a reason."""

import pytest

from centralis.core.reading.global_read import CaseStatement, find_faults

CODES, SHOWN = ("CR", "PR", "SD", "PD", "NE"), ("PD",)
AFTER_BASELINE = "Choose the time point of progression among those after the baseline, or none."
DERIVED = CaseStatement("SD", 3)


@pytest.mark.parametrize(
    ("stated", "reason", "told"),
    [
        (CaseStatement("SD", 3), "", ()),
        (CaseStatement("PR", 3), "T1 was a cyst", ()),
        (CaseStatement("SD", None), " ", ("This is not what your time points come to: say why.",)),
        (CaseStatement("XX", 3), "so", ("Choose the best overall response.",)),
        (CaseStatement("SD", 1), "so", (AFTER_BASELINE,)),
        (CaseStatement("SD", 4), "so", (AFTER_BASELINE,)),
        (CaseStatement("PD", None), "so", ("A best response of progression is shown at a time point: say at which.",)),
    ],
)  # fmt: skip
def test_a_statement_is_signed_or_told_why_not(stated: CaseStatement, reason: str, told: tuple[str, ...]):
    assert find_faults(stated, DERIVED, reason, 3, CODES, SHOWN) == told
