"""Texts that people type are cleaned even where the standard's table does not list them."""

from io import BytesIO

import pytest
from pydicom import dcmread
from pydicom.sequence import Sequence
from tests.core.deid.conftest import item
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.deid.prose import is_label, is_typed

CONTEXT = Context(b"k" * 32, "SUBJ-0042")


@pytest.mark.parametrize("keyword", ["GraphicLayerDescription", "BeamName", "FrameLabel", "DoseComment"])
def test_what_people_type(keyword: str) -> None:
    assert is_typed(keyword)


@pytest.mark.parametrize("keyword", ["ConvolutionKernel", "Manufacturer", "SoftwareVersions", "SequenceName"])
def test_what_machines_write(keyword: str) -> None:
    assert not is_typed(keyword)


def test_a_name_nobody_knows_of_goes_from_them_and_kernels_stay() -> None:
    layer = item(GraphicLayer="LAYER1", GraphicLayerOrder="1", GraphicLayerDescription="Zznurse chest")
    source = ct(
        ConvolutionKernel="Br40d\\3", FrameLabelVector="Zzclerk", GraphicLayerSequence=Sequence([layer]),
        ImageID="Zzclerk 3", FilterType="WEDGE",
    )  # fmt: skip
    result = deidentify(stored(source), Profile(), CONTEXT)
    ds = dcmread(BytesIO(result.header + bytes(result.tail)))
    assert b"zznurse" not in result.header.lower()
    assert b"zzclerk" not in result.header.lower()
    assert ds.GraphicLayerSequence[0].GraphicLayerDescription == "chest"
    assert list(ds.ConvolutionKernel) == ["Br40d", "3"]
    assert ds.FilterType == "WEDGE"


def test_labels_get_a_dummy_rather_than_nothing() -> None:
    assert is_label("ToleranceTableLabel")
    assert is_label("BeamName")
    assert not is_label("DoseComment")
    ds = ct(BeamSequence=Sequence([item(BeamName="Zzbeam", BeamNumber="1")]))
    result = deidentify(stored(ds), Profile(), CONTEXT)
    assert dcmread(BytesIO(result.header + bytes(result.tail))).BeamSequence[0].BeamName == "REMOVED"
