"""Shifted dates keep their intervals; ages are capped; what is not the thing it should be comes out empty."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.deid import Context, ProfileFault
from centralis.core.deid.replace import capped_age, dummy, is_code, is_date, is_number, shifted
from centralis.core.dicom.encoding import SHORT_VRS

days = st.dates(date(1930, 1, 1), date(2100, 1, 1))


@given(days, days, st.integers(-3650, -1))
def test_intervals_between_dates_are_kept(first: date, second: date, offset: int) -> None:
    moved = [shifted(f"{day:%Y%m%d}".encode(), b"DA", offset).decode() for day in (first, second)]
    dates = [date(int(one[:4]), int(one[4:6]), int(one[6:])) for one in moved]
    assert dates[1] - dates[0] == second - first
    assert dates[0] - first == timedelta(days=offset)


@pytest.mark.parametrize(
    ("raw", "vr", "after"),
    [
        (b"20240301\\20240101 ", b"DA", b"20240229\\20231231"),
        (b"2024.03.01", b"DA", b"20240229"),
        (b"20240301235959.123+0200", b"DT", b"20240229235959.123+0200"),
        (b"20240301 Anna", b"DT", b"20240229"),
        (b"202403017741903774", b"DT", b"20240229"),
        (b"20240301235959.999999-0330 ", b"DT", b"20240229235959.999999-0330"),
        (b"2024030112+0100\\20230301", b"DT", b"2024022912+0100\\20230228"),
        (b"202403011015", b"DA", b"20240229"),
        (b"Anna", b"TM", b""),
        (b"101112.123456", b"TM", b"101112.123456"),
        (b"20240301\\\\20240302", b"DA", b"20240229\\\\20240301"),
        (b"2024", b"DT", b""),
        (b"99999999", b"DA", b""),
        (b"00010101", b"DA", b""),
        (b"101112", b"TM", b"101112"),
    ],
)
def test_dates_in_every_form(raw: bytes, vr: bytes, after: bytes) -> None:
    assert shifted(raw, vr, -1) == after


@pytest.mark.parametrize(
    ("raw", "is_one"),
    [(b"20240301", True), (b"101112.5 ", True), (b"10:11:12", True), (b"20240301101112.5+0100\0", True), (b"", True),
     (b"2024.03.01", True), (b"20240301\\20240302 ", True), (b"Anna", False), (b"20240301 Anna", False),
     (b"774190377419037741903", False), (b"12^34", False)],
)  # fmt: skip
def test_kept_dates_must_be_dates(raw: bytes, is_one: bool) -> None:
    assert is_date(raw) == is_one


@pytest.mark.req("HIP-1")
@pytest.mark.parametrize(
    ("raw", "after"), [(b"074Y", b"074Y"), (b"089Y", b"089Y"), (b"090Y", b"090Y"), (b"103Y", b"090Y"), (b"Anna", b""),
                       (b"011M", b"011M")]
)  # fmt: skip
def test_ages_above_89_are_capped(raw: bytes, after: bytes) -> None:
    assert capped_age(raw) == after


def test_every_short_vr_has_a_dummy_and_codes_are_codes() -> None:
    assert all(dummy(vr) for vr in SHORT_VRS)
    assert all(is_code(code) for code in (b"T-D3000 ", b"{SUVbw}g/ml", b"cm[H2O]", b"C-111A1", b"%", b"1"))
    assert not is_code(b"Doe^John")
    assert is_number(b"-1.5E+3\\2")
    assert not is_number(b"1\\Anna")


def test_one_subject_has_one_offset_and_keys_and_codes_matter() -> None:
    one = Context(b"k" * 32, "S-1").shift_days("whoever")
    assert -3650 <= one <= -1
    assert one == Context(b"k" * 32, "S-1").shift_days("someone else")
    others = {Context(b"k" * 32, f"S-{number}").shift_days("") for number in range(200)}
    assert len(others) > 180
    assert Context(b"j" * 32, "S-1").shift_days("") != one


@pytest.mark.parametrize(
    "wrong", [{"key": b"short"}, {"subject_code": "A^B"}, {"subject_code": "ü"}, {"trial": {"PatientName": "x"}}]
)
def test_a_context_that_cannot_be_written_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ProfileFault):
        Context(**({"key": b"k" * 32} | wrong))
