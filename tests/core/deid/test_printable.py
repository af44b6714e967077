"""Runs of text inside bytes."""

from hypothesis import given
from hypothesis import strategies as st

from centralis.core.deid.printable import printable


def test_runs_are_laid_out_a_line_each() -> None:
    assert printable(b"\0\1Exif\0\0Quistgaard\xff\xd8abc") == b"Exif\nQuistgaard"


def test_two_bytes_a_sign() -> None:
    for codec in ("utf-16-le", "utf-16-be"):
        assert b"Quistgaard" in printable(b"\x80\x01" + "Quistgaard".encode(codec) + b"\x01\x80")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=4, max_size=40))
def test_text_comes_out_whole(text: str) -> None:
    assert text.strip() in printable(text.encode()).decode()
