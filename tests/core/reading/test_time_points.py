"""What may be opened: sequences, locks, the global read, and what stays unmentioned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.time_points import (
    Access,
    Mode,
    TimePointFact,
    derive_openings,
    derive_visible,
    may_open,
    may_open_global,
)

SEQUENTIAL = (Mode.SEQUENTIAL_LOCKED, Mode.WITH_GLOBAL)


def case(*states):
    """Time points from letters: s signed, r ready, - not ready."""
    return [TimePointFact(f"TP{i}", letter != "-", letter == "s") for i, letter in enumerate(states, 1)]


@pytest.mark.parametrize(
    ("mode", "states", "expected"),
    [
        (Mode.SEQUENTIAL_LOCKED, "rrr", "write closed closed"),
        (Mode.SEQUENTIAL_LOCKED, "srr", "view write closed"),
        (Mode.SEQUENTIAL_LOCKED, "s-r", "view closed closed"),
        (Mode.SEQUENTIAL_LOCKED, "sss", "view view view"),
        (Mode.WITH_GLOBAL, "srr", "view write closed"),
        (Mode.ALL_AT_ONCE, "r-r", "write closed write"),
        (Mode.ALL_AT_ONCE, "srr", "view write write"),
    ],
)
@pytest.mark.req("P11-10F-2")
def test_openings(mode, states, expected):
    assert [one.access.value for one in derive_openings(mode, case(*states))] == expected.split()


@given(st.lists(st.sampled_from("sr-"), min_size=1, max_size=6), st.sampled_from(SEQUENTIAL))
@pytest.mark.req("IMG-11")
def test_nothing_is_written_after_an_unsigned_time_point(states, mode):
    openings = derive_openings(mode, case(*states))
    writable = [index for index, one in enumerate(openings) if one.access is Access.WRITE]
    assert len(writable) <= 1
    assert all(states[earlier] == "s" for index in writable for earlier in range(index))


@given(st.lists(st.sampled_from("sr-"), min_size=1, max_size=5), st.sampled_from(SEQUENTIAL), st.sampled_from("r-"))
def test_a_later_time_point_never_shows(states, mode, added):
    """Two worlds that differ only in a further, unopened time point: the reader's list is the same."""
    if all(state == "s" for state in states):
        states = [*states[:-1], "r"]
    assert derive_visible(mode, case(*states)) == derive_visible(mode, case(*states, added))


def test_closed_and_absent_look_the_same():
    time_points = case("r", "r")
    closed = may_open(Mode.SEQUENTIAL_LOCKED, time_points, "TP2")
    absent = may_open(Mode.SEQUENTIAL_LOCKED, time_points, "TP9")
    assert (closed.access, closed.sentence) == (absent.access, absent.sentence)
    assert may_open(Mode.SEQUENTIAL_LOCKED, time_points, "TP1").access is Access.WRITE


def test_global_read_opens_when_all_is_signed():
    def access(mode, states, complete=True, signed=False):
        return may_open_global(mode, case(*states), complete, signed).access

    assert access(Mode.WITH_GLOBAL, "ss") is Access.WRITE
    assert access(Mode.WITH_GLOBAL, "sr") is Access.CLOSED
    assert access(Mode.WITH_GLOBAL, "ss", complete=False) is Access.CLOSED
    assert access(Mode.WITH_GLOBAL, "ss", signed=True) is Access.VIEW
    assert access(Mode.WITH_GLOBAL, "") is Access.CLOSED
    assert access(Mode.SEQUENTIAL_LOCKED, "ss") is Access.CLOSED
