"""Numbers in words: significant digits without powers of ten."""

import pytest

from centralis.core.agreement.words import number, percent


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0, "0"),
        (-2.1176, "\N{MINUS SIGN}2.12"),
        (73.86, "73.9"),
        (1234.5, "1230"),
        (0.00123456, "0.00123"),
        (0.9996, "1.000"),
    ],
)
def test_a_number(value, told):
    assert number(value) == told


def test_a_share():
    assert (percent(0.6), percent(0.456)) == ("60 %", "46 %")
