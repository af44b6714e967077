"""Tables are read the same however they arrive, and every fault is a sentence with its row and column."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.endpoints.table import MOST_IN_A_LINE, Kind, Shape, TableError, read_table

COLUMNS = {"subject": Kind.TEXT, "on": Kind.DATE, "size": Kind.NUMBER, "event": Kind.FLAG}
GOOD = "subject,on,size,event\nA,2026-01-02,1.5,1\n\nB,2026-01-03,-2e1,0\n"


def refusal(text, columns=COLUMNS, shape=None, **limits):
    with pytest.raises(TableError) as caught:
        read_table([text], columns, shape, **limits)
    return caught.value


def test_values_have_their_types_and_rows_their_line():
    first, second = read_table([GOOD], COLUMNS)
    assert (first.number, second.number) == (2, 4)
    assert (first.text("subject"), first.day("on"), first.amount("size"), first.flag("event")) == (
        "A",
        date(2026, 1, 2),
        1.5,
        True,
    )
    assert (second.amount("size"), second.flag("event")) == (-20.0, False)


@pytest.mark.parametrize("start", ["", "\ufeff"])
@given(cuts=st.lists(st.integers(0, len(GOOD)), max_size=6), as_bytes=st.booleans(), ends=st.sampled_from("\n|\r\n"))
def test_cuts_encoding_mark_and_line_ends_change_nothing(start, cuts, as_bytes, ends):
    text = start + GOOD.replace("A", "Ä")
    text = text.replace("\n", "\r\n") if ends == "\r" else text
    whole = text.encode() if as_bytes else text
    places = [0, *sorted(cuts), len(whole)]
    pieces = [whole[a:b] for a, b in pairwise(places)]
    assert [row.values for row in read_table(pieces, COLUMNS)] == [
        {"subject": "Ä", "on": date(2026, 1, 2), "size": 1.5, "event": True},
        {"subject": "B", "on": date(2026, 1, 3), "size": -20.0, "event": False},
    ]


def test_columns_in_any_order_with_others_beside_them():
    rows = read_table(["note,size,subject\nx,2,A\n"], {"subject": Kind.TEXT, "size": Kind.INTEGER})
    assert rows[0].values == {"subject": "A", "size": 2}


def test_optional_columns_and_blank_cells_are_none():
    columns = {"subject": Kind.TEXT, "group": Kind.TEXT, "size": Kind.NUMBER}
    rows = read_table(["subject,size\nA,\n"], columns, Shape(optional={"group"}, blank={"size"}))
    assert rows[0].values == {"subject": "A", "group": None, "size": None}


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ("", None, None, "file is empty"),
        ("subject;on;size;event\n", 1, None, "semicolons"),
        ("subject\ton\tsize\tevent\n", 1, None, "tabs"),
        ("subject,on,size\n", 1, None, "column event is missing"),
        ("subject,on,size,event,on\n", 1, None, "on stands twice"),
        ("subject,on,size,event\nA,02.01.2026,1,1\n", 2, "on", "year-month-day"),
        ("subject,on,size,event\nA,20260102,1,1\n", 2, "on", "year-month-day"),
        ('subject,on,size,event\nA,2026-01-02,"1,5",1\n', 2, "size", "decimal comma; expected a decimal point: 1.5"),
        ("subject,on,size,event\nA,2026-01-02,1,5,1\n", 2, None, "decimal comma splits"),
        ("subject,on,size,event\nA,2026-01-02,1\n", 2, None, "3 fields"),
        ("subject,on,size,event\nA,2026-01-02,nan,1\n", 2, "size", "not a finite number"),
        ("subject,on,size,event\nA,2026-01-02,1_0,1\n", 2, "size", "not a number"),
        ("subject,on,size,event\nA,2026-01-02,1,yes\n", 2, "event", "1 or 0"),
        ("subject,on,size,event\n,2026-01-02,1,1\n", 2, "subject", "is empty"),
        ('subject,on,size,event\n"A,2026-01-02,1,1\n', 2, None, "quotation marks"),
        (b"\xff\xfes\x00u\x00", None, None, "UTF-16"),
        (b"subject,on,size,event\nM\xfcller,2026-01-02,1,1\n", 2, None, "not UTF-8"),
        (b"subject,on,size,event\n\xc3", 2, None, "not UTF-8"),
        ("subject,on,size,event\nA\0,2026-01-02,1,1\n", None, None, "zero bytes"),
    ],
)
def test_faults_name_their_place(text, row, column, words):
    error = refusal(text)
    assert (error.row, error.column) == (row, column)
    assert words in str(error)
    assert row is None or str(error).startswith(f"row {row}")


def test_whole_numbers_and_duplicates():
    assert "whole number" in str(refusal("n\n1.5\n", {"n": Kind.INTEGER}))
    error = refusal("a,b\n1,2\n1,3\n1,2\n", {"a": Kind.TEXT, "b": Kind.TEXT}, Shape(unique=("a", "b")))
    assert str(error) == "row 4: a 1, b 2 stands twice, first in row 2; expected one row each."


def test_limits_end_the_reading_early():
    """An endless source is left as soon as a limit is passed."""

    def endless(piece):
        taken = 0
        while True:
            taken += 1
            assert taken < 1000, "read far beyond the limit"
            yield piece

    columns = {"a": Kind.TEXT}
    with pytest.raises(TableError, match="more than 10 rows"):
        read_table(endless("a\n"), columns, most_rows=10)
    with pytest.raises(TableError, match="larger than 500 bytes"):
        read_table(endless("a\n"), columns, most_bytes=500)
    with pytest.raises(TableError, match="longer than"):
        read_table(endless(b"a" * (MOST_IN_A_LINE // 10)), columns)
