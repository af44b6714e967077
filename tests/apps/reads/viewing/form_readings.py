"""How each criterion is read beside images, as data: what is typed at two time points and what must come of it.

Names are those of the form's fields; a value is what a reader types, the code of a choice, or "yes" for a tick.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydicom import Dataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, MRImageStorage
from tests.apps.reads.viewing.pet_world import pet_phantom
from tests.apps.reads.viewing.viewing_world import phantom

Typed = Mapping[str, str]
RESPONSE = "overall_response differs at any time point"
SCORE, ANY_SCORE = "score differs by more than 5 at any time point", "score differs at any time point"


def ct(**values: Any) -> list[Dataset]:
    return phantom(**values)


def mr(**values: Any) -> list[Dataset]:
    return phantom(**{"Modality": "MR", "SOPClassUID": MRImageStorage, **values})


def radiograph(**values: Any) -> list[Dataset]:
    about = {"Modality": "DX", "SOPClassUID": DigitalXRayImageStorageForPresentation}
    return phantom(**{**about, **values})[4:5]


def pet_ct(**values: Any) -> list[Dataset]:
    """PET over CT in one frame of reference; what makes a later exam another one is put over both."""
    uid = values.get("SeriesInstanceUID", "1.2.3.4.5")
    return [*phantom(**values), *pet_phantom(**{**values, "SeriesInstanceUID": f"{uid}.8"})]


@dataclass(frozen=True)
class FormReading:
    """One criterion read at baseline and once more. `told` stand beside the fields of the second time point as what was
    told before; `comes_to` are values of the two assessments; `answers` are words that the live answer says."""

    criterion: str
    images: Callable[..., list[Dataset]]
    baseline: Typed
    later: Typed
    comes_to: tuple[Mapping[str, Any], Mapping[str, Any]]
    answers: tuple[str, str]
    told: Mapping[str, str] = field(default_factory=dict)
    condition: str = RESPONSE
    parameters: str = "{}"


def listed(section: str, count: int, **values: str) -> dict[str, str]:
    """The same values in the first rows of a section."""
    return {f"{section}-{place}-{name}": value for place in range(count) for name, value in values.items()}


def single(**values: str) -> dict[str, str]:
    return {f"time_point-{name}": value for name, value in values.items()}


_GLIOMA = single(steroids="none", clinical="stable", flair="stable")
_HAND = {
    **listed("bones", 23, erosion="1", osteitis="0"), **listed("joints", 7, synovitis="1"),
    **listed("spaces", 21, narrowing="0"), **listed("tendons", 13, tenosynovitis="0"),
}  # fmt: skip
_BLOOD = single(symptoms="absent", lymphocytes_1e9_per_l="60", platelets_1e9_per_l="140", haemoglobin_g_per_dl="12")
_CORONARIES = {
    f"arteries-{place}-{name}": value
    for place, percent in enumerate(("0", "60", "20", "30"))
    for name, value in {"state": "judged", "stenosis_percent": percent}.items()
}

READINGS = (
    FormReading(
        "lugano-2014", pet_ct,
        {"targets-0-organ": "neck", "targets-0-ldi_mm": "30", "targets-0-sdi_mm": "20",
         **single(spleen_mm="120", score="5", marrow_uptake="none")},
        {"targets-0-ldi_mm": "20", "targets-0-sdi_mm": "12",
         **single(spleen_mm="115", score="4", uptake="reduced", marrow_uptake="none")},
        ({"spd_mm2": 600}, {"overall": "PR", "pet": "PMR", "ct": "PR"}), ("600", "PR"),
        {"spleen_mm": "Baseline 120", "score": "Baseline 5"},
    ),
    FormReading(
        "rano-2.0", mr,
        {"targets-0-location": "left frontal", "targets-0-component": "enhancing", "targets-0-long_mm": "30",
         "targets-0-short_mm": "20", "targets-0-state": "measured", **_GLIOMA, **single(tumour="enhancing")},
        {"targets-0-long_mm": "20", "targets-0-short_mm": "10", "targets-0-state": "measured", **_GLIOMA},
        ({}, {"overall": "PR"}), ("", "PR"), {"steroids": "Baseline None"},
    ),
    FormReading(
        "ramris-2016", mr, _HAND, {**_HAND, "bones-0-erosion": "3"},
        ({"erosion": 23, "synovitis": 7}, {"erosion": 25}), ("Erosion 23", "Erosion 25"),
        condition=SCORE,
    ),
    FormReading(
        "kellgren-lawrence", radiograph,
        {"joints-0-id": "right knee", "joints-0-grade": "2", "joints-1-id": "left knee", "joints-1-grade": "1"},
        {"joints-0-grade": "3", "joints-1-state": "not_evaluable"},
        ({"worst_grade": 2, "osteoarthritis": 1}, {"worst_grade": None}), ("2", "left knee"), condition=SCORE,
    ),
    FormReading(
        "cad-rads-2.0", ct, {**_CORONARIES, **single(calcium_score="120", involved_segments="4")},
        {**_CORONARIES, "arteries-1-stenosis_percent": "80", **single(calcium_score="140", involved_segments="4")},
        ({"worst_percent": 60}, {"worst_percent": 80, "worst_artery": "LAD"}), ("3", "4A"), condition=ANY_SCORE,
    ),
    FormReading(
        "stress-perfusion", mr,
        {**listed("segments", 17, stress="0", rest="0"), **listed("segments", 3, stress="3", rest="1")},
        {**listed("segments", 17, stress="0", rest="0"), "segments-16-state": "not_evaluable"},
        ({"summed_stress": 9, "summed_rest": 3, "summed_difference": 6}, {"summed_stress": None}), ("9", "apex"),
        condition=SCORE,
    ),
    FormReading(
        "mcdonald-2024", mr,
        {**listed("regions", 4, t2_lesions="2", enhancing="0"), "regions-0-enhancing": "1",
         **single(better_explanation="no", attacks="1", presentation="attack", age_years="31", vascular_risk="no",
                  csf_bands="positive")},
        {**listed("regions", 4, t2_lesions="3", enhancing="0", new_lesions="1"),
         **single(better_explanation="no", attacks="1", presentation="attack", age_years="31", vascular_risk="no",
                  csf_bands="positive")},
        ({"dissemination_in_space": True}, {"dissemination_in_space": True}), ("", ""),
        {"presentation": "Baseline Attack"}, condition=ANY_SCORE,
    ),
    FormReading(
        "percist-1.0", pet_ct,
        {"lesions-0-organ": "lung", "lesions-0-sul_peak": "8",
         **single(liver_mean="1.9", liver_deviation="0.2", uptake_minutes="60")},
        {"lesions-0-sul_peak": "4", **single(liver_mean="1.9", liver_deviation="0.2", uptake_minutes="61")},
        ({"hottest_sul": 8, "measurable": True}, {"overall": "PMR", "change_from_baseline_percent": -50}),
        ("8", "PMR"), {"liver_mean": "Baseline 1.9", "uptake_minutes": "Baseline 60"},
    ),
    FormReading(
        "iwcll-2018", ct,
        {"nodes-0-region": "left axilla", "nodes-0-long_mm": "40", "nodes-0-short_mm": "30",
         **single(spleen_mm="150", liver_excess_mm="0"), **_BLOOD},
        {"nodes-0-long_mm": "20", "nodes-0-short_mm": "12", **single(spleen_mm="125", liver_excess_mm="0"), **_BLOOD},
        ({"spd_mm2": 1200}, {"spd_change_percent": -80}), ("1200", "−80"), {"spleen_mm": "Baseline 150"},
    ),
    FormReading(
        "pcwg3", ct, single(soft_tissue_disease="none", bone="lesions"),
        {**single(bone="lesions", soft_tissue="NED"), "new_bone_lesions-0-site": "rib",
         "new_bone_lesions-0-state": "present", "new_bone_lesions-1-site": "femur",
         "new_bone_lesions-1-state": "present"},
        ({}, {"soft_tissue": "NED"}), ("", "NED"), {"bone": "Baseline Lesions"},
    ),
    FormReading(
        "brain-volumetry", mr,
        single(hippocampus_left_mm3="3400", hippocampus_right_mm3="3500", intracranial_mm3="1450000", lesion_ml="4.2"),
        single(change_percent="-0.3", hippocampus_left_mm3="3350", hippocampus_right_mm3="3450",
               intracranial_mm3="1450000", lesion_ml="4.6", new_lesions="1", enlarging_lesions="0"),
        ({}, {"active_lesions": 1}), ("", ""), {"lesion_ml": "Baseline 4.2"}, condition=SCORE,
    ),
    FormReading(
        "agatston", ct,
        {"islands-0-vessel": "LAD", "islands-0-area_mm2": "10", "islands-0-peak_hu": "350",
         **single(slice_thickness_mm="3")},
        {"islands-0-vessel": "LAD", "islands-0-area_mm2": "12", "islands-0-peak_hu": "420",
         **single(slice_thickness_mm="3")},
        ({"agatston": 30}, {"agatston": 48}), ("30", "48"), {"slice_thickness_mm": "Baseline 3"}, condition=SCORE,
    ),
)  # fmt: skip
