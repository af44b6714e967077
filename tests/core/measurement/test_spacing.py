"""Which spacing counts: every row of the standard's rules by made headers, real images, and each refusal's sentence."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

from centralis.core.dicom.elements import parse
from centralis.core.dicom.values import Values
from centralis.core.measurement.spacing import (
    Region,
    Source,
    SpacingFacts,
    derive_spacing,
    read_spacing_facts,
)

TISSUE = Region(0, 0, 99, 199, unit_x=3, unit_y=3, delta_x=0.02, delta_y=0.01)
BESIDE = replace(TISSUE, x0=100, x1=199)
M_MODE = replace(TISSUE, x0=0, y0=100, unit_x=4)


def item(**attributes):
    found = Dataset()
    for keyword, value in attributes.items():
        setattr(found, keyword, value)
    return found


def facts_of(frame=0, **attributes):
    """The facts read back from a file with these attributes."""
    header = item(SOPClassUID="1.2.840.10008.5.1.4.1.1.7", SOPInstanceUID="2.25.1", **attributes)
    header.file_meta = FileMetaDataset()
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    stream = BytesIO()
    header.save_as(stream, enforce_file_format=True)
    return read_spacing_facts(Values.of(parse(stream.getvalue())), frame)


PLACED = {"ImagePositionPatient": [0, 0, 0], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0]}


@pytest.mark.parametrize(
    ("attributes", "source", "pair", "said"),
    [
        ({"Modality": "CT", "PixelSpacing": [0.7, 0.8]}, Source.PIXEL_SPACING, (0.7, 0.8), ""),
        ({"Modality": "OT", "PixelSpacing": [0.7, 0.8], **PLACED}, Source.PIXEL_SPACING, (0.7, 0.8), ""),
        ({"Modality": "OT", "PixelSpacing": [0.7, 0.8]}, Source.PIXEL_SPACING, (0.7, 0.8), "stands alone"),
        ({"Modality": "CT", "ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"], "PixelSpacing": [1, 1], **PLACED},
         Source.PIXEL_SPACING, (1, 1), "localizer"),
        ({"Modality": "MR", "ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"], "PixelSpacing": [1, 1]},
         Source.PIXEL_SPACING, (1, 1), ""),
        ({"Modality": "DX", "PixelSpacing": [0.1, 0.1], "ImagerPixelSpacing": [0.15, 0.15]},
         Source.CORRECTED, (0.1, 0.1), ""),
        ({"Modality": "DX", "PixelSpacing": [0.15, 0.15], "ImagerPixelSpacing": [0.15, 0.15]},
         Source.IMAGER, (0.15, 0.15), "at the detector"),
        ({"Modality": "DX", "PixelSpacing": [0.15, 0.15], "ImagerPixelSpacing": [0.15, 0.15],
          "EstimatedRadiographicMagnificationFactor": "1.5"}, Source.IMAGER_MAGNIFICATION, (0.1, 0.1), ""),
        ({"Modality": "DX", "PixelSpacing": [0.12, 0.12], "ImagerPixelSpacing": [0.15, 0.15],
          "EstimatedRadiographicMagnificationFactor": "1.5"}, Source.CORRECTED, (0.12, 0.12), ""),
        ({"Modality": "DX", "PixelSpacing": [0.15, 0.15], "ImagerPixelSpacing": [0.15, 0.15],
          "PixelSpacingCalibrationType": "GEOMETRY"}, Source.GEOMETRY, (0.15, 0.15), ""),
        ({"Modality": "CR", "PixelSpacing": [0.14, 0.14], "PixelSpacingCalibrationType": "FIDUCIAL"},
         Source.FIDUCIAL, (0.14, 0.14), ""),
        ({"Modality": "XA", "PixelSpacing": [0.2, 0.2]}, Source.PIXEL_SPACING, (0.2, 0.2), "stands alone"),
        ({"Modality": "XA", "ImagerPixelSpacing": [0.4, 0.3], "EstimatedRadiographicMagnificationFactor": "2"},
         Source.IMAGER_MAGNIFICATION, (0.2, 0.15), ""),
        ({"Modality": "XA", "ImagerPixelSpacing": [0.4, 0.3], "EstimatedRadiographicMagnificationFactor": "0.5"},
         Source.NONE, (None, None), "factor is 0.5"),
        ({"Modality": "CR", "ImagerPixelSpacing": [0.4, 0.3]}, Source.IMAGER, (0.4, 0.3), "at the detector"),
        ({"Modality": "OT", "NominalScannedPixelSpacing": [0.2, 0.2]}, Source.NOMINAL_SCANNED, (0.2, 0.2), "film"),
        ({"Modality": "OT", "NominalScannedPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.2, 0.2]},
         Source.NOMINAL_SCANNED, (0.2, 0.2), "film"),
        ({"Modality": "OT", "NominalScannedPixelSpacing": [0.2, 0.2], "PixelSpacing": [0.2, 0.2], **PLACED},
         Source.PIXEL_SPACING, (0.2, 0.2), ""),
        ({"Modality": "US", "PixelSpacing": [0.2, 0.2]}, Source.PIXEL_SPACING, (0.2, 0.2), "stands alone"),
        ({"Modality": "CT", "PixelSpacing": [0, 0.8]}, Source.NONE, (None, None), "Pixel Spacing is 0 and 0.8"),
        ({"Modality": "CR", "ImagerPixelSpacing": [-0.1, 0.8]}, Source.NONE, (None, None), "Imager Pixel Spacing is"),
        ({"Modality": "OT"}, Source.NONE, (None, None), "tells no pixel spacing"),
    ],
)  # fmt: skip
def test_each_header_by_the_rules_of_the_standard(attributes, source, pair, said):
    found = derive_spacing(facts_of(**attributes))
    assert found.source is source
    assert (found.row_mm, found.column_mm) == pytest.approx(pair)
    assert found.is_calibrated is (not said)
    assert said in found.reason
    if said:
        with pytest.raises(ValueError, match=said):
            found.measure_mm([(0, 0), (1, 0)])
    else:
        assert found.measure_mm([(0, 0), (10, 0), (10, 10)]) == pytest.approx(10 * (pair[0] + pair[1]))
        assert found.to_json()["source"] == source.value


def test_millimetres_of_the_detector_are_had_only_when_asked_for():
    found = derive_spacing(facts_of(Modality="CR", ImagerPixelSpacing=[0.4, 0.3]))
    assert found.measure_mm([(0, 0), (0, 10)], accept_uncalibrated=True) == pytest.approx(4.0)
    with pytest.raises(ValueError, match="tells no pixel spacing"):
        derive_spacing(facts_of(Modality="OT")).measure_mm([(0, 0), (0, 1)], accept_uncalibrated=True)
    with pytest.raises(ValueError, match="at least two points"):
        found.measure_mm([(0, 0)], accept_uncalibrated=True)


def test_a_spacing_that_is_no_number_is_refused_and_not_passed_over():
    facts = SpacingFacts(modality="DX", pixel_mm=(0.2,), imager_mm=(0.2, 0.2), magnification=1.1)
    assert "Pixel Spacing is 0.2 where two" in derive_spacing(facts).reason


def test_functional_groups_give_each_frame_its_own_spacing_and_share_the_rest():
    shared = item(PixelMeasuresSequence=Sequence([item(PixelSpacing=[2, 2])]),
                  PlaneOrientationSequence=Sequence([item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])]))  # fmt: skip
    own = item(PixelMeasuresSequence=Sequence([item(PixelSpacing=[1, 1])]),
               PlanePositionSequence=Sequence([item(ImagePositionPatient=[0, 0, 9])]))  # fmt: skip
    groups = {"SharedFunctionalGroupsSequence": Sequence([shared]),
              "PerFrameFunctionalGroupsSequence": Sequence([own, Dataset()])}  # fmt: skip
    first, second = (facts_of(frame, Modality="OT", **groups) for frame in (0, 1))
    assert (first.pixel_mm, first.is_placed) == ((1, 1), True)
    assert (second.pixel_mm, second.is_placed) == ((2, 2), False)


def region_item(region, flags):
    return item(
        RegionFlags=flags, RegionLocationMinX0=region.x0, RegionLocationMinY0=region.y0, RegionLocationMaxX1=region.x1,
        RegionLocationMaxY1=region.y1, PhysicalUnitsXDirection=region.unit_x, PhysicalUnitsYDirection=region.unit_y,
        PhysicalDeltaX=region.delta_x, PhysicalDeltaY=region.delta_y, RegionSpatialFormat=1, RegionDataType=1,
    )  # fmt: skip


def test_regions_are_read_with_their_priority():
    facts = facts_of(
        Modality="US", SequenceOfUltrasoundRegions=Sequence([region_item(TISSUE, 1), region_item(BESIDE, 0)])
    )
    assert facts.regions == (replace(TISSUE, is_high_priority=False), BESIDE)
    headless = facts_of(Modality="US", SequenceOfUltrasoundRegions=Sequence([item(PhysicalDeltaX=0.1)]))
    assert "outside every" in derive_spacing(headless, [(1, 1), (2, 2)]).reason


def test_a_mark_in_one_ultrasound_region_has_its_scale():
    found = derive_spacing(SpacingFacts(modality="US", regions=(TISSUE, BESIDE)), [(10, 10), (40, 50)])
    assert (found.source, found.is_calibrated) == (Source.ULTRASOUND_REGION, True)
    assert (found.row_mm, found.column_mm) == pytest.approx((0.1, 0.2))
    assert found.measure_mm([(10, 10), (40, 90)]) == pytest.approx((6.0**2 + 8.0**2) ** 0.5)


@pytest.mark.parametrize(
    ("regions", "pixels", "said"),
    [
        ((TISSUE, BESIDE), [(90, 10), (110, 10)], "from one ultrasound region into another"),
        ((TISSUE, BESIDE), [(90, 10), (250, 10)], r"\(250, 10\) lies outside every"),
        ((TISSUE,), [], "not told where the mark lies"),
        ((replace(TISSUE, unit_x=4),), [(1, 1), (2, 2)], "in seconds and cm across and down"),
        ((replace(TISSUE, unit_x=99, unit_y=None),), [(1, 1), (2, 2)], "in a unit not known and no unit"),
        ((replace(TISSUE, delta_y=0.0),), [(1, 1), (2, 2)], "cm and cm across and down with a step of 0"),
        ((TISSUE, replace(TISSUE, delta_x=0.03)), [(1, 1), (2, 2)], "different scales overlap"),
    ],
)
def test_a_mark_without_one_scale_is_refused(regions, pixels, said):
    found = derive_spacing(SpacingFacts(modality="US", regions=regions), pixels)
    assert found.source is Source.NONE
    with pytest.raises(ValueError, match=said):
        found.measure_mm([(0, 0), (1, 1)])


def test_overlapping_regions_agree_or_the_one_of_high_priority_counts():
    over = replace(TISSUE, x0=50, delta_x=0.05)
    low = replace(TISSUE, is_high_priority=False)
    inside, also = [(60, 10), (80, 20)], replace(TISSUE, x0=50)
    assert derive_spacing(SpacingFacts(regions=(low, over)), inside).column_mm == pytest.approx(0.5)
    assert derive_spacing(SpacingFacts(regions=(TISSUE, also)), inside).column_mm == pytest.approx(0.2)
    assert derive_spacing(SpacingFacts(regions=(TISSUE, M_MODE)), [(60, 150), (80, 160)]).row_mm == pytest.approx(0.1)


@given(x=st.floats(-5, 105), y=st.floats(-5, 205), x2=st.floats(-5, 105), y2=st.floats(-5, 205))
def test_millimetres_are_told_exactly_where_both_ends_lie_on_pixels_of_the_region(x, y, x2, y2):
    on = all(-0.5 <= a <= 99.5 and -0.5 <= b <= 199.5 for a, b in ((x, y), (x2, y2)))
    found = derive_spacing(SpacingFacts(regions=(replace(TISSUE, delta_y=-0.01),)), [(x, y), (x2, y2)])
    assert found.is_calibrated is on
    if on:
        expected = ((0.2 * (x2 - x)) ** 2 + (0.1 * (y2 - y)) ** 2) ** 0.5
        assert found.measure_mm([(x, y), (x2, y2)]) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "source", "row_mm"),
    [
        ("burned_in/echo_dcm4che/YBR_422.dcm", Source.ULTRASOUND_REGION, 0.0616),
        ("burned_in/ultrasound/US1_J2KI.dcm", Source.NONE, None),
        ("hard/fo_dicom/1403-OB.dcm", Source.NOMINAL_SCANNED, 0.17638889),
        ("hard/fo_dicom/OutOfBoundsOverlay.dcm", Source.IMAGER_MAGNIFICATION, 0.085 / 1.0433386837881),
        ("hard/pydicom_data/eCT_Supplemental.dcm", Source.PIXEL_SPACING, 0.388672),
        ("trial/acrin_nsclc_petct/PT_081015/0001.dcm", Source.PIXEL_SPACING, 4.6875),
    ],
)
def test_real_images(shared_data, name, source, row_mm):
    facts = read_spacing_facts(Values.of(parse((shared_data / name).read_bytes())))
    found = derive_spacing(facts, [(200, 200), (300, 300)])
    assert found.source is source
    assert found.row_mm == (None if row_mm is None else pytest.approx(row_mm, rel=1e-6))
