"""Which series fills which requirement: by name first, by fit second, never by order of arrival."""

from collections.abc import Callable
from itertools import permutations

from centralis.core.acquisition import ExamFacts, Range, Requirement, Rule, SeriesRequirement, exam_facts
from centralis.core.acquisition.assignment import assign, phase_of
from centralis.core.acquisition.requirements import Contrast, Match
from centralis.core.dicom.facts import InstanceFacts

Build = Callable[..., list[InstanceFacts]]
SOFT = SeriesRequirement("axial_soft", rules=(Rule("kernel", one_of=("B30f",)),))
LUNG = SeriesRequirement("axial_lung", required=False, match=Match(description=("lung",)))
CAP = Requirement("ct_cap", "CT", series=(SOFT, LUNG))


def chosen(exam: ExamFacts, requirement: Requirement) -> dict[str, str]:
    return {fit.requirement: fit.series for fit in assign(exam, requirement).fits}


def test_kernel_and_description_tell_soft_from_lung(ct: Build) -> None:
    soft = ct(series_uid="soft", series_number=2, series_description="CAP pv")
    lung = ct(series_uid="lung", series_number=3, series_description="Lung 1.5", kernel="B70f")
    for parts in permutations((soft, lung)):
        assert chosen(exam_facts([one for part in parts for one in part]), CAP) == {
            "axial_soft": "soft", "axial_lung": "lung",
        }  # fmt: skip


def test_a_named_series_wins_over_one_that_fits_the_numbers(real: Callable[[str], ExamFacts]) -> None:
    flair = SeriesRequirement("flair", rules=(Rule("slice_thickness_mm", Range(maximum=3)),))
    exam = real("ms_brain_two_visits/MS01/V1")
    fit = assign(exam, Requirement("brain", "MR", series=(flair,))).fits[0]
    assert (found := exam.find(fit.series)) is not None
    assert found.description == "FLAIR"
    assert "description says flair as the requirement's id does (+4)" in fit.reasons
    assert "slice_thickness_mm does not fit (-1)" in fit.reasons


def test_localizers_and_other_modalities_never_fill(ct: Build) -> None:
    scout = ct(series_uid="scout", image_type=("ORIGINAL", "PRIMARY", "LOCALIZER"))
    dose = ct(series_uid="dose", modality="SR")
    assert chosen(exam_facts(scout + dose), CAP) == {}


def test_a_series_is_used_once(ct: Build) -> None:
    twice = Requirement("x", "CT", series=(SeriesRequirement("one"), SeriesRequirement("two")))
    assert len(chosen(exam_facts(ct()), twice)) == 1


def test_contrast_words_choose_the_phase(ct: Build) -> None:
    wanted = Requirement("x", "CT", series=(SeriesRequirement("venous_series", contrast=Contrast("portal venous")),))
    early = ct(series_uid="art", series_description="ABD late arterial")
    late = ct(series_uid="pv", series_description="ABD portal venous", series_number=9)
    assert chosen(exam_facts(early + late), wanted) == {"venous_series": "pv"}


def test_phase_words() -> None:
    assert phase_of("Abdomen LATE ARTERIAL 5mm") == "late arterial"
    assert phase_of("Chest w/o") == ""
    assert phase_of("CAP_portal_venous") == "portal venous"
    assert phase_of("non-contrast chest") == "none"
    assert phase_of("Artery study") == ""


def test_excluded_words_and_orientation(ct: Build) -> None:
    only = Match(not_description=("mip",), orientation="axial")
    wanted = Requirement("x", "CT", series=(SeriesRequirement("a", match=only),))
    assert chosen(exam_facts(ct(series_description="MIP thick")), wanted) == {}
    assert chosen(exam_facts(ct(orientation=(1, 0, 0, 0, 0, -1))), wanted) == {}
    assert chosen(exam_facts(ct()), wanted) == {"a": "1.2.1"}
