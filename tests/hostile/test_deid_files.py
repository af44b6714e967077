"""Hostile files through the child that prepares for the store: answers within limits, and no name in an output."""

import os
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.core.deid.cases.build import PERSON, leaks
from tests.hostile.deid_files import FILES
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Profile
from centralis.core.dicom.faults import DicomCode
from centralis.services.child import ChildLimits, ChildPool

MOST_MEMORY_BYTES = 512 * 1024 * 1024
MOST_SECONDS = 30.0
CODES = {one.code for one in DicomCode}


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    limits = ChildLimits(memory_bytes=MOST_MEMORY_BYTES, seconds=MOST_SECONDS)
    with ChildPool("centralis.edge.prepare:prepare_file", 1, limits) as children:
        yield children


def prepared(pool: ChildPool, source: Path, out: Path) -> dict[str, Any]:
    job = {"source": str(source), "destination": str(out), "profile": Profile().to_json(), "headers_only": True}
    answer: dict[str, Any] = pool.run(job | {"key": "5a" * 32, "subject_code": "SUBJ-01", "trial": {}})
    return answer


@pytest.mark.req("SEC-1")
@pytest.mark.req("SEC-2")
@pytest.mark.parametrize("name", FILES)
def test_hostile_file_is_cleaned_or_held_back_within_limits(pool: ChildPool, tmp_path: Path, name: str) -> None:
    make, must_clean = FILES[name]
    (tmp_path / "source").write_bytes(make())
    started = time.monotonic()
    answer = prepared(pool, tmp_path / "source", tmp_path / "out")
    assert time.monotonic() - started < MOST_SECONDS
    assert answer["outcome"] == "cleaned" or not must_clean, answer
    assert {path.name for path in tmp_path.iterdir()} == {"source"} | ({"out"} if answer["sha256"] else set())
    if answer["outcome"] == "cleaned":
        assert leaks((tmp_path / "out").read_bytes(), PERSON) == []
    else:
        assert answer["code"] in CODES
        assert answer["reason"].rstrip(")").endswith(tuple(".abcdefghijklmnopqrstuvwxyz0123456789"))
        assert leaks(answer["reason"].encode(), PERSON) == []


@pytest.mark.req("SEC-1")
@pytest.mark.parametrize(
    "name",
    ["CON.dcm", "aux", "Quistgaard 24.12.1951.dcm", "-rf", "a\nb", "é" * 100, unicodedata.normalize("NFD", "Zoë.dcm"),
     unicodedata.normalize("NFC", "Zoë.dcm"), "%2e%2e%2f", "\udcff\udcfe.dcm"],
    ids=["reserved", "reserved bare", "patient", "option", "line break", "long", "decomposed", "composed", "escaped",
         "no UTF-8"],
)  # fmt: skip
def test_names_of_any_kind_are_no_hindrance_and_go_nowhere(pool: ChildPool, tmp_path: Path, name: str) -> None:
    """H30: the same bytes under any name give the same output."""
    (tmp_path / os.fsencode(name).decode("utf-8", "surrogateescape")).write_bytes(stored(ct()))
    answer = prepared(pool, tmp_path / name, tmp_path / "out")
    (tmp_path / "plain").write_bytes(stored(ct()))
    assert answer["outcome"] == "cleaned"
    assert answer["sha256"] == prepared(pool, tmp_path / "plain", tmp_path / "out")["sha256"]


@pytest.mark.req("SEC-1")
def test_the_child_is_alive_after_all_of_them(pool: ChildPool, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(stored(ct()))
    assert prepared(pool, tmp_path / "source", tmp_path / "out")["outcome"] == "cleaned"
