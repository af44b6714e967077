"""Repeated measurements gathered by case, or paired by replicate."""

import pytest

from centralis.core.agreement.bland_altman_repeated import TrueValue, compute_constant_limits, compute_varying_limits
from centralis.core.agreement.examples import build_cardiac_output
from centralis.core.agreement.ratings import AgreementError
from centralis.core.agreement.repeats import Measurement, compute_repeated_limits, derive_reader_pairs


def measurements():
    return [
        Measurement(case, reader, value, str(number))
        for case, pairs in build_cardiac_output().items()
        for number, pair in enumerate(pairs)
        for reader, value in zip(("rv", "ic"), pair, strict=True)
    ]


def test_replicates_pair_the_readers_values():
    found = compute_repeated_limits(measurements()[::-1], ("rv", "ic"), TrueValue.VARIES)
    assert found.limits.lower == pytest.approx(compute_varying_limits(build_cardiac_output()).limits.lower)


def test_constant_values_need_no_replicate():
    rows = [Measurement(one.case, one.reader, one.value) for one in measurements()]
    found = compute_repeated_limits(rows, ("rv", "ic"), TrueValue.CONSTANT)
    own = [{case: [pair[k] for pair in pairs] for case, pairs in build_cardiac_output().items()} for k in (0, 1)]
    assert found.limits.upper == pytest.approx(compute_constant_limits(*own).limits.upper)


def test_reader_pairs_in_their_order():
    rows = [Measurement("1", reader, 1.0) for reader in ("b", "a", "c")]
    assert derive_reader_pairs(rows) == (("b", "a"), ("b", "c"), ("a", "c"))
    with pytest.raises(AgreementError, match="Fewer than two readers"):
        derive_reader_pairs(rows[:1])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("1", "a", 1.0, None), ("1", "b", 1.0, "1")], "has no replicate"),
        ([("1", "a", 1.0, "1"), ("1", "a", 2.0, "1"), ("1", "b", 1.0, "1")], "a measured replicate 1 of case 1 twice"),
        ([("1", "a", 1.0, "1"), ("1", "b", 1.0, "2")], "Replicate 1 of case 1 was measured by one reader alone"),
    ],
)
def test_what_pairing_refuses(rows, said):
    with pytest.raises(AgreementError, match=said):
        compute_repeated_limits([Measurement(*row) for row in rows], ("a", "b"), TrueValue.VARIES)
