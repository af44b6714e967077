"""One value, one byte string: whatever the order of keys, however often it was read and written."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.ledger.canonical import as_json, canonical_bytes, content_digest, utc_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-(2.0**53) + 1, 2.0**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_reading_and_writing_again_gives_the_same_bytes(value):
    data = canonical_bytes(value)
    assert canonical_bytes(json.loads(data)) == data


@given(st.dictionaries(TEXT, VALUES, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value, chance):
    keys = list(value)
    chance.shuffle(keys)
    assert canonical_bytes({key: value[key] for key in keys}) == canonical_bytes(value)


@given(st.dictionaries(TEXT, st.none(), min_size=2, max_size=8))
def test_keys_stand_in_the_order_of_their_utf16_units(value):
    keys = list(json.loads(canonical_bytes(value)))
    assert keys == sorted(keys, key=lambda key: key.encode("utf-16-be"))


def test_the_bytes_are_those_of_the_standard():
    text = '\u20ac$\u000f\nA\'B"\\\\"/'  # RFC 8785, section 3.2.2
    value = {"numbers": [333333333.33333329, 4.50, 2e-3, 1e-27], "string": text, "literals": [None]}
    assert canonical_bytes(value).decode() == (
        '{"literals":[null],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, {1: "x"}, object(), {"a": {1, 2}}])
def test_what_is_not_json_is_refused(value):
    with pytest.raises(ValueError, match="JSON values only"):
        canonical_bytes(value)


def test_a_moment_is_written_in_utc_with_microseconds():
    there = timezone(timedelta(hours=2))
    assert utc_text(datetime(2026, 11, 21, 11, 30, 7, 5, there)) == "2026-11-21T09:30:07.000005Z"
    with pytest.raises(ValueError, match="time zone"):
        utc_text(datetime(2026, 11, 21))


def test_columns_become_json_values():
    some_id = UUID("12345678-1234-5678-1234-567812345678")
    value = {"when": datetime(2026, 1, 2, tzinfo=UTC), "day": date(2026, 1, 2), "n": Decimal("1.50"), "id": some_id}
    assert as_json(value) == {
        "when": "2026-01-02T00:00:00.000000Z",
        "day": "2026-01-02",
        "n": "1.50",
        "id": str(some_id),
    }
    assert as_json((b"\x01\xff", True, 3)) == ["01ff", True, 3]
    with pytest.raises(ValueError, match="complex"):
        as_json(1j)


def test_a_signature_binds_to_content_not_to_its_spelling():
    assert content_digest({"b": 1, "a": 2.0}) == content_digest({"a": 2, "b": 1})
    assert content_digest({"a": 2}) != content_digest({"a": "2"})
