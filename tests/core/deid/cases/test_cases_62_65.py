"""Cases 62 and 65 of the reference: SUV after a shift of dates, and a second pass that changes nothing."""

import math
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from tests.core.deid.cases.build import CONTEXT, SHIFT, STORAGE, clean, clean_person, code, item, items
from tests.core.deid.cases.pictures import letters, picture
from tests.core.deid.cases.test_cases_10_16 import report
from tests.core.deid.cases.test_cases_pixels import US, grey
from tests.core.deid.conftest import planted
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, PixelCleaner, Profile

PET = Profile.from_json(
    {
        "options": ["clean_descriptors", "retain_patient_characteristics"],
        "dates": "shift",
        "must_survive": ["suv"],
    }
)


def moment(day: str, time: str) -> datetime:
    whole, _, part = str(time).partition(".")
    at = datetime.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    hours, minutes, seconds = (int(f"{whole:0<6}"[place : place + 2]) for place in (0, 2, 4))
    return at + timedelta(hours=hours, minutes=minutes, seconds=seconds + float(f"0.{part or 0}"))


def suv_factor(ds: Dataset) -> float:
    """SUVbw of a stored value of one at the start of the series: weight over dose decayed since the injection."""
    drug = ds.RadiopharmaceuticalInformationSequence[0]
    given = drug.get("RadiopharmaceuticalStartDateTime")
    if given:
        injected = moment(str(given)[:8], str(given)[8:])
    else:
        injected = moment(ds.SeriesDate, drug.RadiopharmaceuticalStartTime)
        injected -= timedelta(days=injected > moment(ds.SeriesDate, ds.SeriesTime))
    waited = (moment(ds.SeriesDate, ds.SeriesTime) - injected).total_seconds()
    dose = float(drug.RadionuclideTotalDose) * math.exp(-math.log(2) * waited / float(drug.RadionuclideHalfLife))
    return float(ds.RescaleSlope) * float(ds.PatientWeight) * 1000 / dose


@pytest.mark.parametrize("day", ["20240305", "20240229", "20240331", "20241231"])
@pytest.mark.parametrize("over_midnight", [False, True])
def test_case_62_suv_is_unchanged_after_a_shift(day: str, over_midnight: bool) -> None:
    start = moment(day, "003000" if over_midnight else "101500.25")
    injected = start - timedelta(minutes=61, seconds=7)
    drug = item(
        RadiopharmaceuticalStartDateTime=f"{injected:%Y%m%d%H%M%S.%f}", RadionuclideTotalDose="370000000",
        RadiopharmaceuticalStartTime=f"{injected:%H%M%S}", RadionuclideHalfLife="6586.2",
        RadionuclidePositronFraction="0.97", RadionuclideCodeSequence=items(code("C-111A1", "SRT", "^18^Fluorine")),
        Radiopharmaceutical="FDG Quistgaard",
    )  # fmt: skip
    ds = ct(
        SOPClassUID=STORAGE + "128", Modality="PT", SeriesDate=f"{start:%Y%m%d}", SeriesTime=f"{start:%H%M%S.%f}",
        AcquisitionDate=f"{start:%Y%m%d}", AcquisitionTime=f"{start:%H%M%S.%f}", PatientWeight="71.5", Units="BQML",
        DecayCorrection="START", CorrectedImage=["ATTN", "DECY"], RescaleSlope="1.37", RescaleIntercept="0",
        FrameReferenceTime="30000", ActualFrameDuration="60000", DecayFactor="1.02", StudyDate=f"{injected:%Y%m%d}",
        RadiopharmaceuticalInformationSequence=items(drug), SeriesType=["STATIC", "IMAGE"], PatientSize="1.7",
    )  # fmt: skip
    ds.private_block(0x7053, "Philips PET Private Group", create=True).add_new(0x00, "DS", "0.000137")
    result = clean_person(stored(ds), f"{start:%Y%m%d}", f"{injected:%Y%m%d}", profile=PET)
    after = result.ds
    assert suv_factor(after) == pytest.approx(suv_factor(ds), rel=1e-12)
    for keyword in ("DecayFactor", "FrameReferenceTime", "ActualFrameDuration", "CorrectedImage", "DecayCorrection"):
        assert after[keyword].value == ds[keyword].value
    assert after.private_block(0x7053, "Philips PET Private Group")[0x00].value == 0.000137
    assert after.PixelData == ds.PixelData
    assert {"PatientWeight", "RadionuclideTotalDose", "SeriesTime"} <= set(result.said.survived)
    shift = moment(after.SeriesDate, "0") - moment(f"{start:%Y%m%d}", "0")
    assert moment(after.StudyDate, "0") - moment(f"{injected:%Y%m%d}", "0") == shift


def test_case_62_suv_of_real_series_is_unchanged(shared_data: Path) -> None:
    trial, tried = shared_data / "trial", 0
    for folder in (trial / "acrin_nsclc_petct/PT_081015", *trial.glob("sts_ct_pet_mr/*/PET/image")):
        path = min(folder.glob("*.dcm"))
        before, after = dcmread(path), clean(path.read_bytes(), PET).ds
        if before.get("RadiopharmaceuticalInformationSequence") and before.get("PatientWeight"):
            assert suv_factor(after) == pytest.approx(suv_factor(before), rel=1e-12), path
            tried += 1
    assert tried >= 3


@pytest.mark.parametrize("profile", [Profile(), SHIFT, PET], ids=["default", "shift", "pet"])
@pytest.mark.parametrize("context", [CONTEXT, Context(b"k" * 32)], ids=["code", "pseudonym"])
def test_case_65_a_second_pass_changes_nothing(profile: Profile, context: Context) -> None:
    implicit, deflated = planted(), planted()
    implicit.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2"
    deflated.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1.99"
    sources = [stored(ds) for ds in (planted(), implicit, deflated)]
    sources += [report()] if profile == Profile() else []
    for content in sources:
        once = clean(content, profile, context)
        assert once.output != content
        twice = clean(once.output, profile, context)
        assert twice.output == once.output
        assert twice.said.actions.get("X", 0) == 0


def test_case_65_a_second_pass_over_blanked_pixels_changes_nothing(pixels: PixelCleaner) -> None:
    content = stored(picture(US, grey(letters(144, 256), 255, "u1")))
    once = clean(content, pixels=pixels)
    assert clean(once.output, pixels=pixels).output == once.output
