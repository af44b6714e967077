"""The reading order: re-derivable, each reader's own, stable when cases are added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.keyed import compute_commitment
from centralis.core.reading.randomisation import compute_sort_key, derive_order, verify_order

SEED = b"a sealed seed of 32 bytes ......"
CASES = [f"case {number}" for number in range(40)]
names = st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=12)


@given(names, names)
@pytest.mark.req("IMG-8")
def test_adding_cases_never_changes_how_earlier_ones_stand(first, more):
    before = derive_order(SEED, "reader 1", first)
    after = derive_order(SEED, "reader 1", first | more)
    assert [case for case in after if case in first] == list(before)


@pytest.mark.req("IMG-8")
def test_order_can_be_derived_again_and_verified():
    order = derive_order(SEED, "reader 1", CASES)
    assert derive_order(SEED, "reader 1", reversed(CASES)) == order
    assert verify_order(SEED, "reader 1", order)
    assert not verify_order(SEED, "reader 1", order[::-1])


def test_readers_and_seeds_have_orders_of_their_own():
    order = derive_order(SEED, "reader 1", CASES)
    assert derive_order(SEED, "reader 2", CASES) != order
    assert derive_order(SEED[::-1], "reader 1", CASES) != order
    assert sorted(order) == sorted(CASES)


def test_order_is_a_published_vector():
    """HMAC-SHA256 over the length-prefixed parts, computed here by hand from the standard library."""
    import hashlib
    import hmac

    parts = [b"case order", b"reader 1", b"case 7"]
    message = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert compute_sort_key(SEED, "reader 1", "case 7") == hmac.new(SEED, message, hashlib.sha256).digest()


def test_names_cannot_run_into_each_other():
    assert compute_sort_key(SEED, "ab", "c") != compute_sort_key(SEED, "a", "bc")


def test_first_places_are_spread_evenly():
    """Over 400 readers each of 4 cases comes first about 100 times; 60..140 is beyond four standard deviations."""
    firsts = [derive_order(SEED, f"reader {number}", CASES[:4])[0] for number in range(400)]
    assert all(60 <= firsts.count(case) <= 140 for case in CASES[:4])


def test_a_case_twice_and_a_short_seed_are_refused():
    with pytest.raises(ValueError, match="case 1"):
        derive_order(SEED, "reader 1", ["case 1", "case 1"])
    with pytest.raises(ValueError, match="16"):
        derive_order(b"short", "reader 1", CASES)


def test_commitment_tells_seeds_apart_without_showing_them():
    assert compute_commitment(SEED) != compute_commitment(SEED[::-1])
    assert SEED.hex() not in compute_commitment(SEED)
