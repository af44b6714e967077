"""The engine: no planted identifier in any output byte, pixels bit for bit, references still resolvable."""

import random
import time
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRBigEndian
from tests.core.deid.conftest import PLANTED, item, planted
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.dicom.faults import DicomCode, DicomFault

SYNTAXES = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99")
PROFILES = {
    "default": Profile(),
    "trial": Profile.from_json(
        {
            "options": ["clean_descriptors", "retain_patient_characteristics"],
            "dates": "keep",
            "must_survive": ["PatientWeight", "SliceThickness", "ConvolutionKernel"],
        }
    ),
    "shifted": Profile.from_json({"options": ["clean_descriptors"], "dates": "shift"}),
    "bare": Profile.from_json({"options": []}),
}


def cleaned(content: bytes, profile: Profile, context: Context) -> tuple[bytes, Dataset]:
    result = deidentify(content, profile, context)
    output = result.header + bytes(result.tail)
    return output, dcmread(BytesIO(output))


@pytest.mark.req("HIP-1")
@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_no_planted_identifier_is_left_anywhere(context: Context, name: str, syntax: str) -> None:
    source = planted()
    source.file_meta.TransferSyntaxUID = syntax
    if syntax == ExplicitVRBigEndian:
        source.set_original_encoding(False, False)
        source["PixelData"].VR = "OW"
        source.PixelData = bytes(source.PixelData)
    content = bytearray(stored(source))
    content[:40] = b"Quistgaard^Ottilie MRN-7741903 preamble."  # 25
    content += b"Quistgaard behind the end"  # 27
    output, ds = cleaned(bytes(content), PROFILES[name], context)
    low = output.lower()
    assert [word for word in PLANTED if word.encode() in low] == []
    assert output[:128] == bytes(128)
    assert ds.PatientName == ds.PatientID == "SUBJ-0042"
    assert ds.PatientIdentityRemoved == "YES"
    assert ds.ClinicalTrialProtocolID == "ONC-1"
    assert not any(element.tag.is_private for element in ds.iterall())


def test_pixels_pass_bit_for_bit_and_geometry_stays(context: Context) -> None:
    source = ct(PixelSpacing=[0.5, 0.5], ImagePositionPatient=[1, 2, 3], RescaleSlope="2")
    output, ds = cleaned(stored(source), Profile(), context)
    assert ds.PixelData == source.PixelData
    assert output.endswith(source.PixelData)
    assert (ds.PixelSpacing, ds.ImagePositionPatient, ds.RescaleSlope) == ([0.5, 0.5], [1, 2, 3], 2)


def test_the_tail_is_a_slice_of_the_source(context: Context) -> None:
    content = stored(ct())
    result = deidentify(content, Profile(), context)
    assert result.tail_offset is not None
    assert content[result.tail_offset : result.tail_offset + len(result.tail)] == bytes(result.tail)


def test_useful_words_stay_and_names_go_from_descriptions(context: Context) -> None:
    _, ds = cleaned(stored(planted()), PROFILES["trial"], context)
    assert ds.StudyDescription == "CT CHEST"
    assert ds.SeriesDescription == "AXIAL 5.0mm"
    assert ds.ProtocolName == "CHEST ROUTINE"


def test_patient_characteristics_follow_the_profile(context: Context) -> None:
    _, kept = cleaned(stored(planted()), PROFILES["trial"], context)
    assert (kept.PatientWeight, kept.PatientSex, kept.PatientAge) == (71, "F", "090Y")
    _, gone = cleaned(stored(planted()), Profile(), context)
    assert "PatientWeight" not in gone
    assert "PatientAge" not in gone
    assert gone.PatientSex == ""


@pytest.mark.parametrize("name", PROFILES)
def test_method_claims_only_what_is_carried_out(context: Context, name: str) -> None:
    _, ds = cleaned(stored(ct()), PROFILES[name], context)
    codes = {code.CodeValue for code in ds.DeidentificationMethodCodeSequence}
    assert codes == {code for code, _ in PROFILES[name].carried_out()}
    assert "113100" in codes
    assert not codes & {"113101", "113102"}
    marks = {"default": "REMOVED", "bare": "REMOVED", "trial": "UNMODIFIED", "shifted": "MODIFIED"}
    assert ds.LongitudinalTemporalInformationModified == marks[name]


def test_dates_are_kept_removed_or_shifted_with_intervals_kept(context: Context) -> None:
    first = ct(StudyDate="20240305", StudyTime="101112")
    second = ct(StudyDate="20240601", AcquisitionDateTime="20240601120000.5+0100")
    assert cleaned(stored(first), PROFILES["trial"], context)[1].StudyDate == "20240305"
    assert cleaned(stored(first), Profile(), context)[1].StudyDate == ""
    one = cleaned(stored(first), PROFILES["shifted"], context)[1]
    two = cleaned(stored(second), PROFILES["shifted"], context)[1]
    days = [date(int(d[:4]), int(d[4:6]), int(d[6:])) for d in (one.StudyDate, two.StudyDate)]
    assert (days[1] - days[0]).days == (date(2024, 6, 1) - date(2024, 3, 5)).days
    assert days[0] != date(2024, 3, 5)
    assert one.StudyTime == "101112"
    assert two.AcquisitionDateTime == two.StudyDate + "120000.5+0100"


def test_dates_in_functional_groups_private_blocks_and_lists_move_together(context: Context) -> None:
    source = ct(SOPClassUID="1.2.840.10008.5.1.4.1.1.2.1", StudyDate="20240301", SeriesDate="20240229")
    source.DateOfLastCalibration = ["20240228", "20240301"]
    frames = [item(FrameAcquisitionDateTime=f"2024030{day}101112.25+0130") for day in (1, 2)]
    source.PerFrameFunctionalGroupsSequence = [item(FrameContentSequence=[one]) for one in frames]
    radio = item(RadiopharmaceuticalStartDateTime="20240229231500", RadiopharmaceuticalStartTime="231500")
    source.RadiopharmaceuticalInformationSequence = [radio]
    profile = Profile.from_json({"dates": "shift", "options": ["retain_device_identity"]})
    _, ds = cleaned(stored(source), profile, context)
    offset = timedelta(days=context.shift_days(""))
    study = date(2024, 3, 1) + offset

    def moved(day: date) -> str:
        return f"{day + offset:%Y%m%d}"

    assert ds.StudyDate == f"{study:%Y%m%d}" != "20240301"
    assert ds.SeriesDate == moved(date(2024, 2, 29))
    assert list(ds.DateOfLastCalibration) == [moved(date(2024, 2, 28)), moved(date(2024, 3, 1))]
    for number, group in enumerate(ds.PerFrameFunctionalGroupsSequence, start=1):
        stated = group.FrameContentSequence[0].FrameAcquisitionDateTime
        assert stated == moved(date(2024, 3, number)) + "101112.25+0130"
    after = ds.RadiopharmaceuticalInformationSequence[0]
    assert after.RadiopharmaceuticalStartDateTime == moved(date(2024, 2, 29)) + "231500"
    assert after.RadiopharmaceuticalStartTime == "231500"


@pytest.mark.parametrize("policy", ["words", "unless_identifying"])
def test_a_text_longer_than_people_write_goes_whole_and_costs_no_time(context: Context, policy: str) -> None:
    source = ct(ImageComments="x")
    source.add_new(0x00104000, "UT", "axial " * 50_000)
    source.add_new(0x00184000, "UT", "A" * 10_000_000)
    started = time.process_time()
    _, ds = cleaned(stored(source), Profile.from_json({"text": policy}), context)
    assert time.process_time() - started < 2
    assert not ds.get("AcquisitionComments")


def test_what_is_no_date_does_not_stay_as_one(context: Context) -> None:
    content = stored(ct(AcquisitionDate="20240305", ContentDate="20240305"))
    wrong = content.replace(b"\x08\x00\x22\x00DA\x08\x0020240305", b"\x08\x00\x22\x00DA\x08\x00John Doe")
    assert wrong != content
    output, ds = cleaned(wrong, PROFILES["trial"], context)
    assert b"John" not in output
    assert ds.ContentDate == "20240305"


def test_references_stay_resolvable_and_registered_uids_stay(context: Context) -> None:
    target = ct(SOPInstanceUID="1.2.3.4.5")
    referring = planted()
    _, other = cleaned(stored(target), Profile(), context)
    _, ds = cleaned(stored(referring), Profile(), context)
    reference = ds.ReferencedImageSequence[0]
    assert reference.ReferencedSOPInstanceUID == other.SOPInstanceUID == other.file_meta.MediaStorageSOPInstanceUID
    assert reference.ReferencedSOPClassUID == "1.2.840.10008.5.1.4.1.1.2"
    assert ds.StudyInstanceUID == other.StudyInstanceUID != target.StudyInstanceUID
    _, elsewhere = cleaned(stored(target), Profile(), Context(b"j" * 32, "SUBJ-0042"))
    assert elsewhere.StudyInstanceUID != other.StudyInstanceUID


@pytest.mark.req("HIP-4")
def test_without_a_code_the_pseudonym_is_keyed_and_one_to_one() -> None:
    ids = [f"MRN-{number:07}" for number in range(40)]
    codes = [cleaned(stored(ct(PatientID=one)), Profile(), Context(b"k" * 32))[1].PatientID for one in ids]
    assert len(set(codes)) == len(ids)
    again = cleaned(stored(ct(PatientID=ids[0])), Profile(), Context(b"j" * 32))[1].PatientID
    assert again != codes[0]


def test_suv_essentials_survive_only_as_numbers_of_the_right_creator(context: Context) -> None:
    good = ct()
    good.private_block(0x7053, "Philips PET Private Group", create=True).add_new(0x09, "DS", "1.25")
    _, ds = cleaned(stored(good), Profile(), context)
    assert ds.private_block(0x7053, "Philips PET Private Group")[0x09].value == 1.25
    for creator, vr, value in (("Zzowner", "DS", "1.25"), ("Philips PET Private Group", "LO", "Anna")):
        bad = ct()
        bad.private_block(0x7053, creator, create=True).add_new(0x09, vr, value)
        _, ds = cleaned(stored(bad), Profile(), context)
        assert not any(element.tag.is_private for element in ds)


def test_a_name_in_a_number_or_under_a_wrong_vr_goes(context: Context) -> None:
    source = ct()
    content = stored(source).replace(b"\x28\x00\x02\x00US\x02\x00\x01\x00", b"\x28\x00\x02\x00LO\x04\x00Anna")
    _, ds = cleaned(content, Profile(), context)
    assert "SamplesPerPixel" not in ds
    middle = stored(ct(KVP="120", SliceThickness="5.", ExposureTime="77"))
    middle = middle.replace(b"\x18\x00\x50\x11IS\x02\x0077", b"\x18\x00\x50\x11IS\x02\x00Al")
    ds = cleaned(middle, Profile(), context)[1]
    assert "ExposureTime" not in ds
    assert (ds.KVP, ds.SliceThickness) == (120, 5)
    wrong = stored(ct(SliceThickness="5.")).replace(b"\x18\x00\x50\x00DS\x02\x005.", b"\x18\x00\x50\x00DS\x02\x00Al")
    assert "SliceThickness" not in cleaned(wrong, Profile(), context)[1]


def test_a_name_hidden_in_an_attribute_that_stays_costs_that_attribute_alone(context: Context) -> None:
    source = ct(FilterType="QUISTGAARD", Manufacturer="Zzvendor", DetectorType="DIRECT", KVP="120")
    output, ds = cleaned(stored(source), Profile(), context)
    assert b"quistgaard" not in output.lower()
    assert ds.FilterType == "REMOVED"
    assert (ds.DetectorType, ds.KVP) == ("DIRECT", 120)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"BurnedInAnnotation": "YES"}, DicomCode.BURNED_IN_TEXT),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, DicomCode.BURNED_IN_UNKNOWN),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.6.1"}, DicomCode.BURNED_IN_UNKNOWN),
        ({"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, DicomCode.BURNED_IN_UNKNOWN),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.104.3"}, DicomCode.ENCAPSULATED_DOCUMENT),
        ({"SOPClassUID": "1.3.12.2.1107.5.9.1"}, DicomCode.UNSUPPORTED_OBJECT),
        ({"SOPInstanceUID": ""}, DicomCode.NO_SOP_UID),
    ],
)
def test_what_headers_alone_cannot_clean_is_held_back(
    context: Context, changes: dict[str, object], code: DicomCode
) -> None:
    content = stored(ct(**changes))
    with pytest.raises(DicomFault) as caught:
        deidentify(content, Profile(), context)
    assert caught.value.code is code
    if code is DicomCode.BURNED_IN_UNKNOWN:
        allowed = Profile.from_json({"allow": ["burned_in_unknown"]})
        assert cleaned(content, allowed, context)[1].PatientID == "SUBJ-0042"


def test_real_trial_objects_of_every_kind_go_through(shared_data: Path, context: Context) -> None:
    folder = shared_data / "trial"
    paths = [*folder.glob("acrin_nsclc_petct/[RS]*/*.dcm"), *folder.glob("sts_ct_pet_mr/*/*/mask/RS.dcm")]
    paths += [sorted(one.glob("*.dcm"))[0] for one in sorted(folder.glob("sts_ct_pet_mr/*/*/image"))]
    paths += [sorted(one.glob("*.dcm"))[-1] for one in sorted(folder.glob("ms_brain_two_visits/MS*/*/*"))]
    assert len(paths) > 30
    for path in paths:
        source = dcmread(path)
        output, ds = cleaned(path.read_bytes(), PROFILES["trial"], context)
        assert str(source.PatientID).encode() not in output
        assert ds.get("PixelData") == source.get("PixelData")
        assert ds.Modality == source.Modality
        if ds.Modality == "RTSTRUCT":
            assert len(ds.ROIContourSequence) == len(source.ROIContourSequence)
            assert len(ds.StructureSetROISequence) == len(source.StructureSetROISequence)


def test_suv_facts_of_a_real_pet_survive(shared_data: Path, context: Context) -> None:
    profile = Profile.from_json(
        {
            "options": ["clean_descriptors", "retain_patient_characteristics"],
            "dates": "keep",
            "must_survive": ["PatientWeight", "RadionuclideTotalDose", "RadiopharmaceuticalStartTime"],
        }
    )
    path = sorted((shared_data / "trial/acrin_nsclc_petct/PT_081015").glob("*.dcm"))[0]
    source, (_, ds) = dcmread(path), cleaned(path.read_bytes(), profile, context)
    before, after = (one.RadiopharmaceuticalInformationSequence[0] for one in (source, ds))
    for keyword in ("RadionuclideTotalDose", "RadionuclideHalfLife", "RadiopharmaceuticalStartTime"):
        assert after[keyword].value == before[keyword].value
    for keyword in ("PatientWeight", "Units", "DecayCorrection", "SeriesTime", "AcquisitionTime", "RescaleSlope"):
        assert ds[keyword].value == source[keyword].value


names = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=10).map(lambda word: "Q" + word)
places = st.sampled_from(
    ["StudyDescription", "SeriesDescription", "ImageComments", "PatientComments", "InstitutionName", "StudyID",
     "RequestedProcedureDescription", "AdditionalPatientHistory", "ContentDescription", "DerivationDescription"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(name=names, first=names, places=st.lists(places, max_size=5, unique=True), seed=st.integers(0, 9))
def test_any_name_in_any_text_is_gone_or_the_file_is_held_back(
    name: str, first: str, places: list[str], seed: int
) -> None:
    rng = random.Random(seed)
    words = ["CT", "chest", name.lower(), first, "5mm", f"{name}^{first}", "axial"]
    changes = {place: " ".join(rng.sample(words, 5))[:60] for place in places}
    source = ct(PatientName=f"{name}^{first}", **changes)
    source.ReferencedStudySequence = [item(StudyDescription=name)]
    output, _ = cleaned(stored(source), Profile(), Context(b"k" * 32, "S-1"))
    assert name.lower().encode() not in output.lower()
    assert first.lower().encode() not in output.lower()


def test_a_comment_that_names_the_patient_in_compressed_pixels_is_held_back(context: Context) -> None:
    def jpeg(comment: bytes) -> bytes:
        source = ct()
        source.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.50"
        segment = b"\xff\xd8\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + b"\xff\xd9"
        source.PixelData = encapsulate([segment])
        source["PixelData"].VR = "OB"
        return stored(source)

    assert cleaned(jpeg(b"made by an encoder"), Profile(), context)[1].PatientID == "SUBJ-0042"
    with pytest.raises(DicomFault) as caught:
        deidentify(jpeg(b"Ottilie Quistgaard"), Profile(), context)
    assert caught.value.code is DicomCode.PIXEL_STREAM_COMMENT


def test_units_and_factors_of_a_real_world_value_map_survive(shared_data: Path, context: Context) -> None:
    path = shared_data / "trial/acrin_nsclc_petct/RWV_318261/0001.dcm"
    source, (_, ds) = dcmread(path), cleaned(path.read_bytes(), PROFILES["trial"], context)
    maps = [
        one.ReferencedImageRealWorldValueMappingSequence[0].RealWorldValueMappingSequence[0] for one in (source, ds)
    ]
    assert maps[0].RealWorldValueSlope == maps[1].RealWorldValueSlope
    assert maps[0].LUTLabel == maps[1].LUTLabel
    units = [one.MeasurementUnitsCodeSequence[0] for one in maps]
    assert (units[0].CodeValue, units[0].CodeMeaning) == (units[1].CodeValue, units[1].CodeMeaning)


def test_dates_moved_before_are_not_called_unmodified(context: Context) -> None:
    moved = ct(LongitudinalTemporalInformationModified="MODIFIED")
    marks = [cleaned(stored(moved), PROFILES[name], context)[1] for name in ("trial", "default")]
    assert [one.LongitudinalTemporalInformationModified for one in marks] == ["MODIFIED", "REMOVED"]
