"""What is found, what is not, and that no word that was found is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.exposure import (
    ARM_WORD,
    DATE_SHAPE,
    REACHES,
    STAYS,
    UID_SHAPE,
    Known,
    Search,
    texts_of,
    told,
)
from centralis.core.reading.tokens import derive_uid

KNOWN = (
    Known("the subject's code", "code", "101-001"), Known("the site's code", "code", "12"),
    Known("the site", "name", "Klinikum Eppendorf"), Known("the investigator", "name", "Prof. Dr. Anna Weber-Lund"),
    Known("the visit", "code", "Week 8"), Known("the day", "day", "20260102"),
)  # fmt: skip
SEARCH = Search(KNOWN)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ID 101-001", "the subject's code"), ("ID101001", ""), ("x 101_001.", "the subject's code"),
        ("1101-001", ""), ("KLINIKUM EPPENDORF", "the site"), ("eppendorf 3T", "the site"),
        ("referred by WEBER", "the investigator"), ("weberia", ""), ("CT · 12", ""), ("week 8", "the visit"),
        ("2 Jan 2026", "the day"), ("02.01.2026", "the day"), ("20260102", "the day"), ("3 Jan 2026", ""),
    ],
)  # fmt: skip
def test_what_is_known_is_found_as_a_whole_in_any_spelling(text: str, what: str):
    assert SEARCH.known_in(text) == ({what} if what else set())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("acquired 2024-05-06", DATE_SHAPE), ("20240506", DATE_SHAPE), ("06/05/2024", DATE_SHAPE),
        ("-120.20240506", ""),
        ("1.2.840.113619.2.55.3", UID_SHAPE), ("2.25.1234", ""), ("0.7.0.7", ""), ("arm B", ARM_WORD),
        ("placebo", ARM_WORD), ("left arm", ""), ("Harm a", ""), ("MONOCHROME2", ""), ("CT · 40", ""),
    ],
)  # fmt: skip
def test_shapes_that_none_of_our_words_has(text: str, what: str):
    assert SEARCH.all_in(text) == ({what} if what else set())


@given(st.binary(min_size=16, max_size=32), st.text(max_size=20))
def test_a_name_that_we_made_never_looks_like_anybodys(key: bytes, task: str):
    assert SEARCH.all_in(derive_uid(key, "reader", task, "1.2.3")) == set()


@given(st.recursive(st.floats(allow_nan=False) | st.integers() | st.booleans() | st.none(), st.lists, max_leaves=8))
def test_numbers_are_no_texts(value: object):
    assert list(texts_of(value)) == []


def test_texts_are_told_with_their_place_keys_too():
    found = set(texts_of({"shared": {"00080060": {"Value": ["CT", 3]}}}))
    assert ("shared 00080060 Value", "CT") in found
    assert ("shared", "00080060") in found


def test_what_reaches_the_reader_comes_first_counted_and_without_the_words():
    lines = told([("the site", "overlay (6000,0022)", STAYS), *[("the site", "series 1, label", REACHES)] * 3])
    assert [(one.fate, one.count) for one in lines] == [(REACHES, 3), (STAYS, 1)]
    assert "ppendorf" not in json.dumps([one.to_json() for one in lines])
