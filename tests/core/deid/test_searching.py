"""Bytes of every kind are searched as what they are."""

import gzip
import zlib

import pytest

from centralis.core.deid.hunt import hunt_for
from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.searching import hides_anyone, is_no_date, names_anyone

HUNT = hunt_for(
    Identifiers(names=frozenset({"quistgaard^ida"}), numbers=frozenset({"7741903"}), dates=frozenset({"19511224"}))
)


@pytest.mark.parametrize(
    "raw",
    [
        b"\0\1Quistgaard", b"\x80 seen by Ida \x80", zlib.compress(b"Quistgaard " * 9),
        gzip.compress(b"number 774-1903 of", mtime=0),
        b"x" + gzip.compress(b"a" * 99, mtime=0) + gzip.compress(b"Quistgaard", mtime=0),
        "Quistgaard".encode("utf-16-le"),
    ],
)  # fmt: skip
def test_blobs(raw: bytes) -> None:
    assert names_anyone(HUNT, raw)


@pytest.mark.parametrize(
    "raw", [b"", b"\0\1\2", zlib.compress(b"chest"), b"\x1f\x8b\x08 broken", b"PK\x03\x04", b"1951"]
)
def test_harmless_and_broken_blobs(raw: bytes) -> None:
    assert not names_anyone(HUNT, raw)


def test_packed_content_in_packed_content_is_not_followed_for_ever() -> None:
    raw = b"chest"
    for _ in range(50):
        raw = gzip.compress(raw)
    assert not names_anyone(HUNT, raw)


def test_numbers_and_dates() -> None:
    assert hides_anyone(HUNT, b"1.5\n1951-12-24")
    assert hides_anyone(HUNT, b"1.5\nIda")
    assert not hides_anyone(HUNT, b"1.5\\2.5\n101112.5\n093Y\n-1E-3")
    assert is_no_date(HUNT, b"20240305\n19511224", moved=False)
    assert not is_no_date(HUNT, b"20240305\n19511224", moved=True)
    assert is_no_date(HUNT, b"20240305\nIda", moved=True)
    assert not is_no_date(HUNT, b"20240305101112.5+0100\\20240306\n2024.03.05\n", moved=True)
