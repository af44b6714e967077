"""Preparing a file: every real and strange file ends in an answer, and the answer describes what was written."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Profile, ProfileFault
from centralis.core.dicom.facts import InstanceFacts
from centralis.edge.prepare import prepare_file, prepare_many
from centralis.services.child import ChildLimits, ChildPool

TRIAL = {"ClinicalTrialProtocolID": "ONC-1", "ClinicalTrialTimePointID": "V2"}


def job(source: Path, destination: Path, **more: Any) -> dict[str, Any]:
    return {
        "source": str(source), "destination": str(destination), "profile": Profile().to_json(), "key": "5a" * 32,
        "subject_code": "SUBJ-01", "trial": TRIAL, **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    with ChildPool("centralis.edge.prepare:prepare_file", 1, ChildLimits(seconds=30)) as children:
        yield children


def test_the_answer_describes_source_and_output(tmp_path: Path) -> None:
    content = stored(ct(ClinicalTrialSubjectID="SITE-SAYS-9", ClinicalTrialProtocolID="ONC-1"))
    (tmp_path / "in").write_bytes(content)
    answer = prepare_file(job(tmp_path / "in", tmp_path / "out"))
    output = (tmp_path / "out").read_bytes()
    assert (answer["outcome"], answer["code"]) == ("cleaned", None)
    assert answer["source_sha256"] == hashlib.sha256(content).hexdigest()
    assert answer["sha256"] == hashlib.sha256(output).hexdigest()
    assert (answer["source_bytes"], answer["bytes"]) == (len(content), len(output))
    assert answer["source"]["patient_id"] == "MRN-7741903"
    assert answer["source"]["subject_id"] == "SITE-SAYS-9"
    facts = InstanceFacts.from_json(answer["facts"])
    assert (facts.patient_id, facts.trial_time_point_id, facts.trial_subject_id) == ("SUBJ-01", "V2", "SUBJ-01")
    assert facts.sop_instance_uid == dcmread(tmp_path / "out").SOPInstanceUID
    ((offset, length),) = answer["frames"]
    assert output[offset : offset + length] == ct().PixelData


def test_a_caller_that_hashes_itself_is_given_no_digest_but_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(stored(ct()))
    full = prepare_file(job(tmp_path / "in", tmp_path / "a"))
    bare = prepare_file(job(tmp_path / "in", tmp_path / "b", caller_hashes=True))
    assert bare == full | {"sha256": None}
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_refused_file_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(stored(ct(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1")))
    answer = prepare_file(job(tmp_path / "in", tmp_path / "out"))
    assert (answer["outcome"], answer["code"], answer["sha256"]) == ("quarantined", "encapsulated_document", None)
    assert "Leave it out" in answer["reason"]
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_an_image_without_pixels_are_answers(tmp_path: Path) -> None:
    assert prepare_file(job(tmp_path / "none", tmp_path / "out"))["code"] == "unreadable"
    bare = ct()
    del bare.PixelData
    (tmp_path / "in").write_bytes(stored(bare))
    assert prepare_file(job(tmp_path / "in", tmp_path / "out"))["code"] == "truncated"
    assert prepare_file(job(tmp_path / "in", tmp_path / "out", headers_only=True))["outcome"] == "cleaned"


def test_many_jobs_are_answered_in_order(tmp_path: Path) -> None:
    jobs = []
    for number in range(3):
        (tmp_path / f"in{number}").write_bytes(stored(ct(InstanceNumber=number)))
        jobs.append(job(tmp_path / f"in{number}", tmp_path / f"out{number}"))
    answers = prepare_many({"jobs": jobs})
    assert [answer["facts"]["instance_number"] for answer in answers] == [0, 1, 2]


def test_a_large_file_is_mapped_and_written_whole(tmp_path: Path) -> None:
    big = ct(rows=3_000, BitsStored=16, HighBit=15)
    (tmp_path / "in").write_bytes(stored(big))
    answer = prepare_file(job(tmp_path / "in", tmp_path / "out"))
    assert answer["outcome"] == "cleaned"
    assert answer["sha256"] == hashlib.sha256((tmp_path / "out").read_bytes()).hexdigest()
    assert dcmread(tmp_path / "out").PixelData == big.PixelData


@pytest.mark.req("SEC-1")
def test_all_hard_files_end_in_an_answer_that_pydicom_can_read(
    shared_data: Path, pool: ChildPool, tmp_path: Path
) -> None:
    outcomes: dict[str | None, int] = {}
    paths = [path for path in sorted((shared_data / "hard").rglob("*")) if path.is_file()]
    assert len(paths) >= 240
    for path in paths:
        answer = pool.run(job(path, tmp_path / "out", defer_reading=True))
        outcomes[answer["code"]] = outcomes.get(answer["code"], 0) + 1
        if answer["outcome"] == "cleaned":
            ds = dcmread(tmp_path / "out")
            assert ds.PatientID == "SUBJ-01"
            assert ds.file_meta.MediaStorageSOPInstanceUID == ds.SOPInstanceUID
    assert outcomes[None] > 80
    assert not {"removed_tag_left", "must_survive_lost", "identifier_left"} & outcomes.keys()


def test_a_sample_of_the_trials_files_is_cleaned_with_frames(
    shared_data: Path, pool: ChildPool, tmp_path: Path
) -> None:
    paths = sorted((shared_data / "trial").rglob("*.dcm"))
    for path in random.Random(3).sample(paths, 60):
        answer = pool.run(job(path, tmp_path / "out"))
        assert answer["outcome"] == "cleaned", (path, answer["reason"])
        if "Rows" in (ds := dcmread(tmp_path / "out")) and ds.BitsAllocated != 1:
            assert len(answer["frames"]) == int(ds.get("NumberOfFrames", 1))


def test_a_profile_that_cannot_be_carried_out_is_the_callers_fault(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(stored(ct()))
    wrong = job(tmp_path / "in", tmp_path / "out") | {"profile": {"options": ["no_such_option"]}}
    with pytest.raises(ProfileFault, match="no_such_option"):
        prepare_file(wrong)
    assert not (tmp_path / "out").exists()
