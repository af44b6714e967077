"""Facts are those of the header, survive JSON, and never fail on strange values."""

import struct
from pathlib import Path

import pytest
from pydicom import dcmread

from centralis.core.dicom.elements import parse
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.facts import InstanceFacts, facts_of


def test_facts_of_a_pet_slice_are_pydicoms(shared_data: Path) -> None:
    path = shared_data / "trial/acrin_nsclc_petct/PT_081015/0035.dcm"
    facts, ds = facts_of(parse(path.read_bytes())), dcmread(path)
    drug = ds.RadiopharmaceuticalInformationSequence[0]
    assert facts.sop_instance_uid == ds.SOPInstanceUID
    assert facts.weight_kg == pytest.approx(float(ds.PatientWeight))
    assert facts.dose_bq == pytest.approx(float(drug.RadionuclideTotalDose))
    assert facts.half_life_s == pytest.approx(float(drug.RadionuclideHalfLife))
    assert facts.injection_start_time == drug.RadiopharmaceuticalStartTime
    assert facts.pixel_spacing_mm == tuple(float(one) for one in ds.PixelSpacing)
    assert facts.position_mm == tuple(float(one) for one in ds.ImagePositionPatient)
    assert facts.orientation == tuple(float(one) for one in ds.ImageOrientationPatient)
    assert facts.corrected_image == tuple(ds.CorrectedImage)
    assert (facts.units, facts.decay_correction) == (ds.Units, ds.DecayCorrection)
    assert facts.transfer_syntax == ds.file_meta.TransferSyntaxUID


def test_an_enhanced_object_tells_its_first_frames_geometry(shared_data: Path) -> None:
    path = shared_data / "trial/acrin_nsclc_petct/SEG_162308/0001.dcm"
    facts, ds = facts_of(parse(path.read_bytes())), dcmread(path)
    frame = ds.PerFrameFunctionalGroupsSequence[0]
    assert facts.position_mm == tuple(float(one) for one in frame.PlanePositionSequence[0].ImagePositionPatient)
    assert facts.frames == ds.NumberOfFrames


def test_facts_survive_json_and_ignore_unknown_fields(shared_data: Path) -> None:
    path = shared_data / "trial/sts_ct_pet_mr/STS_008/CT/image/000010.dcm"
    facts = facts_of(parse(path.read_bytes()))
    assert InstanceFacts.from_json(facts.to_json() | {"later": 1}) == facts


def test_strange_values_become_none() -> None:
    body = [
        element_bytes(0x00080005, b"CS", b"ISO 2022 IR 999", True),
        element_bytes(0x00180050, b"DS", b"nan", True),
        element_bytes(0x00200013, b"IS", b"9" * 400, True),
        element_bytes(0x00200032, b"DS", b"1\\two\\3", True),
        element_bytes(0x00280010, b"UL", struct.pack("<I", 512), True),
        element_bytes(0x00280030, b"DS", b"inf\\1", True),
    ]
    facts = facts_of(parse(b"".join(body)))
    assert (facts.slice_thickness_mm, facts.instance_number) == (None, None)
    assert (facts.position_mm, facts.pixel_spacing_mm) == ((), ())
    assert facts.rows == 512
