"""Each hostile file ends in refusal or in a verified output, in bounded time and memory, with the service alive."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from tests.hostile.dicom_files import GENERATORS, ct, stored

from centralis.core.deid import Profile
from centralis.services.child import ChildLimits, ChildPool

MOST_MEMORY_BYTES = 512 * 1024 * 1024
MOST_SECONDS = 30.0


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    limits = ChildLimits(memory_bytes=MOST_MEMORY_BYTES, seconds=MOST_SECONDS)
    with ChildPool("centralis.edge.prepare:prepare_file", 1, limits) as children:
        yield children


def prepared(pool: ChildPool, content: bytes, folder: Path) -> dict[str, Any]:
    (folder / "source").write_bytes(content)
    job = {"source": str(folder / "source"), "destination": str(folder / "out"), "profile": Profile().to_json()}
    answer: dict[str, Any] = pool.run(job | {"key": "5a" * 32, "subject_code": "SUBJ-01", "trial": {}})
    return answer


@pytest.mark.req("SEC-1")
@pytest.mark.req("SEC-2")
@pytest.mark.parametrize("name", GENERATORS)
def test_hostile_file_is_refused_or_cleaned_within_limits(pool: ChildPool, tmp_path: Path, name: str) -> None:
    make, codes = GENERATORS[name]
    content = make(random.Random(7))
    started = time.monotonic()
    answer = prepared(pool, content, tmp_path)
    assert time.monotonic() - started < MOST_SECONDS
    if codes is not None:
        assert answer["outcome"] == "quarantined"
        assert answer["code"] in codes
        assert len(answer["reason"]) > 20
    if answer["outcome"] == "cleaned":
        output = (tmp_path / "out").read_bytes()
        assert output[:128] == bytes(128)
        assert b"Quistgaard" not in output
        assert b"MRN-7741903" not in output
        assert b"<script" not in output
        assert b"passwd" not in output
    assert {path.name for path in tmp_path.iterdir()} <= {"source", "out"}


@pytest.mark.req("SEC-1")
def test_the_same_child_still_works_after_all_of_them(pool: ChildPool, tmp_path: Path) -> None:
    answer = prepared(pool, stored(ct()), tmp_path)
    assert answer["outcome"] == "cleaned"
    assert dcmread(tmp_path / "out").PatientID == "SUBJ-01"


@pytest.mark.req("SEC-1")
def test_every_truncation_ends_in_an_answer(pool: ChildPool, tmp_path: Path) -> None:
    whole = stored(ct())
    codes = set()
    for percent in range(100):
        answer = prepared(pool, whole[: len(whole) * percent // 100], tmp_path)
        assert answer["outcome"] == "quarantined", percent
        codes.add(answer["code"])
    assert codes <= {"empty", "not_dicom", "truncated", "no_sop_uid"}
    assert {"empty", "truncated"} <= codes


@pytest.mark.req("SEC-1")
def test_random_damage_never_escapes_as_an_exception(pool: ChildPool, tmp_path: Path) -> None:
    rng = random.Random(20)
    whole = stored(ct())
    outcomes = set()
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 12)):
            damaged[rng.randrange(128, len(damaged))] = rng.randrange(256)
        outcomes.add(prepared(pool, bytes(damaged), tmp_path)["outcome"])
    assert outcomes == {"cleaned", "quarantined"}
