"""The residual-risk report: what a data protection officer is told, and that no remark comes without its cause."""

from typing import Any

import pytest

from centralis.core.deid import Dates, Profile
from centralis.core.deid.residual import Grade, as_markdown, residual_risk


def manifest(**more: Any) -> dict[str, Any]:
    return {
        "outcome": "cleaned", "modality": "CT", "body_part": "CHEST", "left": [], "private": 0, "has_pixels": True,
        "pixels_searched": True, "pixels": None, "device": None, "subject": "S-1", **more,
    }  # fmt: skip


def codes(profile: Profile, *manifests: dict[str, Any], key_kept: bool = True) -> dict[str, Grade]:
    return {one.code: one.grade for one in residual_risk(profile, manifests, key_kept)}


DEFAULT = Profile()


def test_nothing_but_the_key_is_said_of_a_clean_chest() -> None:
    assert codes(DEFAULT, manifest()) == {"pseudonymised": Grade.NOTE}
    assert codes(DEFAULT, manifest(), key_kept=False) == {"key_not_kept": Grade.NOTE}


@pytest.mark.parametrize(
    ("profile", "facts", "code", "grade"),
    [
        (DEFAULT, {"body_part": "HEAD"}, "faces_kept", Grade.HIGH),
        (DEFAULT, {"body_part": None}, "faces_kept", Grade.MODERATE),
        (Profile(frozenset({"clean_faces"})), {"body_part": "BRAIN"}, "faces_undecided", Grade.HIGH),
        (Profile(frozenset({"clean_faces"})), {"body_part": "BRAIN", "face": "removed"}, "faces_removed", Grade.NOTE),
        (Profile(dates=Dates.KEEP), {"left": ["StudyDate"]}, "dates_kept", Grade.MODERATE),
        (Profile(dates=Dates.SHIFT), {"left": ["StudyDate"]}, "dates_shifted", Grade.LOW),
        (Profile(text="unless_identifying"), {"left": ["StudyDescription"]}, "free_text_kept", Grade.MODERATE),
        (DEFAULT, {"left": ["StudyDescription"]}, "descriptors_reduced", Grade.LOW),
        (Profile(ages_over_89="keep"), {"left": ["PatientAge"]}, "ages_kept", Grade.MODERATE),
        (DEFAULT, {"left": ["PatientWeight"]}, "characteristics_kept", Grade.LOW),
        (DEFAULT, {"private": 3}, "private_kept", Grade.LOW),
        (DEFAULT, {"pixels_searched": False}, "pixels_not_searched", Grade.HIGH),
        (DEFAULT, {"pixels": {"frames_changed": 2}}, "pixels_blanked", Grade.LOW),
        (Profile(frozenset({"retain_uids"})), {}, "uids_kept", Grade.MODERATE),
        (Profile(frozenset({"retain_device_identity"})), {"left": ["DeviceSerialNumber"]}, "device_serials_kept",
         Grade.MODERATE),
        (Profile(frozenset({"retain_institution_identity"})), {"left": ["InstitutionName"]}, "institution_kept",
         Grade.MODERATE),
        (Profile(allow=frozenset({"burned_in_unknown"})), {}, "kinds_allowed", Grade.MODERATE),
    ],
)  # fmt: skip
def test_each_cause_has_its_remark(profile: Profile, facts: dict[str, Any], code: str, grade: Grade) -> None:
    assert codes(profile, manifest(**facts))[code] is grade
    if facts and code not in ("pixels_not_searched", "uids_kept"):
        assert code not in codes(profile, manifest())


def test_a_device_of_one_subject_among_many_is_rare() -> None:
    common = [manifest(subject=f"S-{number}", device="GE CT750") for number in range(6)]
    rare = manifest(subject="S-9", device="Rare One")
    (remark,) = [one for one in residual_risk(DEFAULT, [*common, rare]) if one.code == "rare_devices"]
    assert remark.files == 1
    assert "1 device models" in remark.sentence


def test_dummies_left_by_the_basic_profile_are_no_remark() -> None:
    left = ["DeviceSerialNumber", "InstitutionName", "StudyDate"]
    assert set(codes(DEFAULT, manifest(left=left))) == {"pseudonymised"}


def test_held_files_count_by_code_and_the_heaviest_remark_comes_first() -> None:
    held = [{"outcome": "quarantined", "code": "not_dicom"}] * 2
    remarks = residual_risk(DEFAULT, [manifest(body_part="HEAD"), *held])
    assert remarks[0].grade is Grade.HIGH
    assert "not_dicom 2" in next(one.sentence for one in remarks if one.code == "held_back")
    page = as_markdown(remarks, "Risk", {"files": 3})
    assert page.startswith("# Risk\n\n- files: 3\n")
    assert page.count("(`") == len(remarks)
