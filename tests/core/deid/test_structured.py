"""Structured content: measurements, sites and references stay; people, comments and identifiers go, at any depth."""

from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from tests.core.deid.conftest import item
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.uids import replaced

REPORT = "1.2.840.10008.5.1.4.1.1.88.33"
KEY = b"k" * 32
CONTEXT = Context(KEY, "SUBJ-0042")
KEEPING = Profile.from_json(
    {
        "options": ["clean_structured_content", "clean_descriptors", "retain_device_identity",
                    "retain_institution_identity", "retain_patient_characteristics"],
        "dates": "keep",
    }
)  # fmt: skip
SHIFTING = Profile.from_json({"dates": "shift"})


def code(value: str, meaning: str, scheme: str = "DCM") -> Sequence:
    return Sequence([item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)])


def content(kind: str, concept: Sequence | None, **values: object) -> Dataset:
    ds = item(RelationshipType="CONTAINS", ValueType=kind, **values)
    if concept is not None:
        ds.ConceptNameCodeSequence = concept
    return ds


def number(concept: Sequence, value: str, unit: str, *below: Dataset) -> Dataset:
    measured = item(NumericValue=value, MeasurementUnitsCodeSequence=code(unit, unit, "UCUM"))
    ds = content("NUM", concept, MeasuredValueSequence=Sequence([measured]))
    if below:
        ds.ContentSequence = Sequence(below)
    return ds


def image(uid: str, **more: object) -> Dataset:
    reference = item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID=uid)
    return content("IMAGE", None, ReferencedSOPSequence=Sequence([reference]), **more)


def report(*items: Dataset) -> bytes:
    ds = ct(SOPClassUID=REPORT, Modality="SR", ValueType="CONTAINER", ContinuityOfContent="SEPARATE")
    ds.file_meta.MediaStorageSOPClassUID = REPORT
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
                    "SamplesPerPixel", "PhotometricInterpretation", "ImageType"):  # fmt: skip
        delattr(ds, keyword)
    ds.ConceptNameCodeSequence = code("126000", "Imaging Measurement Report")
    ds.ContentSequence = Sequence(items)
    return stored(ds)


def cleaned(source: bytes, profile: Profile | None = None) -> tuple[bytes, Dataset]:
    result = deidentify(source, profile or Profile(), CONTEXT)
    output = result.header + bytes(result.tail)
    return output, dcmread(BytesIO(output))


def concepts(ds: Dataset) -> list[str]:
    found = []
    for one in ds.get("ContentSequence", ()):
        named = "ConceptNameCodeSequence" in one
        found.append(one.ConceptNameCodeSequence[0].CodeMeaning if named else one.get("ValueType", "by place"))
        found.extend(concepts(one))
    return found


PEOPLE = (
    content("PNAME", code("121008", "Person Observer Name"), PersonName="Zzreader^Q"),
    content("PNAME", code("121088", "Fellow"), PersonName="Zzfellow^Q"),
    content("PNAME", code("998", "Somebody else", "99ZZ"), PersonName="Zzother^Q"),
    content("TEXT", code("121030", "Subject ID"), TextValue="MRN-7741903"),
    content("TEXT", code("121022", "Accession Number"), TextValue="ZZ-ACC-99"),
    content("TEXT", code("121106", "Comment"), TextValue="Quistgaard zzprivate chest"),
    content("TEXT", code("997", "Own remark", "99ZZ"), TextValue="Zzremark"),
    content("DATE", code("121031", "Subject Birth Date"), Date="19511224"),
    content("DATE", code("996", "Own date", "99ZZ"), Date="20240305"),
    content("DATETIME", code("111526", "DateTime Started"), DateTime="20240305101112"),
    content("UIDREF", code("121012", "Device Observer UID"), UID="1.2.3.4.7741903"),
)
WORDS = (b"zzreader", b"zzfellow", b"zzother", b"7741903", b"zz-acc", b"quistgaard", b"zzprivate", b"zzremark",
         b"19511224", b"20240305")  # fmt: skip


@pytest.mark.req("HIP-1")
def test_people_numbers_comments_and_dates_go_at_any_depth() -> None:
    deep = number(code("126401", "SUVbw"), "6.01529", "{SUVbw}g/ml", *PEOPLE)
    output, ds = cleaned(report(*PEOPLE, content("CONTAINER", code("125007", "Measurement Group"),
                                                 ContentSequence=Sequence([deep]))))  # fmt: skip
    assert [word for word in WORDS if word in output.lower()] == []
    names = concepts(ds)
    assert "Fellow" not in names
    assert "Somebody else" not in names
    assert "Accession Number" not in names
    assert "Own date" not in names
    observer = ds.ContentSequence[0]
    assert observer.PersonName == "ANONYMOUS"
    comment = next(one for one in ds.ContentSequence if one.ConceptNameCodeSequence[0].CodeMeaning == "Comment")
    assert comment.TextValue == "chest"
    measured = ds.ContentSequence[-1].ContentSequence[0].MeasuredValueSequence[0]
    assert (measured.NumericValue, measured.MeasurementUnitsCodeSequence[0].CodeValue) == (6.01529, "{SUVbw}g/ml")


def test_dates_are_shifted_or_kept_as_all_others_are() -> None:
    source = report(*PEOPLE)
    _, kept = cleaned(source, KEEPING)
    started = [one for one in kept.ContentSequence if "DateTime" in one]
    assert [one.DateTime for one in started] == ["20240305101112"]
    _, moved = cleaned(source, SHIFTING)
    days = {one.Date for one in moved.ContentSequence if "Date" in one} | {moved.StudyDate}
    assert len(days) == 1
    assert next(one.DateTime for one in moved.ContentSequence if "DateTime" in one) == moved.StudyDate + "101112"
    for ds in (kept, moved):
        assert "Subject Birth Date" not in concepts(ds)


def test_what_the_profile_keeps_stays_whole() -> None:
    place = content("TEXT", code("121017", "Device Observer Physical Location"), TextValue="Zz Hospital, room 7")
    serial = content("TEXT", code("121016", "Device Observer Serial Number"), TextValue="SN-99")
    _, kept = cleaned(report(place, serial), KEEPING)
    assert [one.TextValue for one in kept.ContentSequence] == ["Zz Hospital, room 7", "SN-99"]
    _, gone = cleaned(report(place, serial))
    assert concepts(gone) == []


@pytest.mark.parametrize(("age", "unit", "stays"), [("72", "a", True), ("93", "a", False), ("1100", "mo", False)])
def test_ages_above_89_go_even_where_characteristics_stay(age: str, unit: str, stays: bool) -> None:
    _, ds = cleaned(report(number(code("121033", "Subject Age"), age, unit)), KEEPING)
    assert bool(concepts(ds)) is stays


def test_references_and_tracking_point_to_the_same_things_as_before() -> None:
    tracked = (
        content("TEXT", code("112039", "Tracking Identifier"), TextValue="Lesion 1"),
        content("TEXT", code("112039", "Tracking Identifier"), TextValue="Quistgaard lesion"),
        content("UIDREF", code("112040", "Tracking Unique Identifier"), UID="2.25.77"),
        image("1.2.3.4"),
    )
    output, ds = cleaned(report(*tracked))
    first, second, uid, picture = ds.ContentSequence
    assert first.TextValue == "Lesion 1"
    assert second.TextValue.startswith("LABEL-")
    assert replaced("2.25.77", KEY) == uid.UID
    assert picture.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == replaced("1.2.3.4", KEY)
    assert b"quistgaard" not in output.lower()


def test_references_by_place_follow_when_items_before_them_go() -> None:
    gone = content("PNAME", code("121088", "Fellow"), PersonName="Zzfellow^Q")
    finding = number(code("126401", "SUVbw"), "1", "1")
    inner = content("CONTAINER", code("125007", "Measurement Group"), ContentSequence=Sequence([gone, finding]))
    refers = item(RelationshipType="INFERRED FROM", ReferencedContentItemIdentifier=[1, 3, 2])
    dangling = item(RelationshipType="INFERRED FROM", ReferencedContentItemIdentifier=[1, 1])
    outer = number(code("121401", "Derivation"), "2", "1", refers, dangling)
    _, ds = cleaned(report(gone, gone, inner, outer))
    assert concepts(ds)[0] == "Measurement Group"
    left = ds.ContentSequence[1].ContentSequence
    assert [one.ReferencedContentItemIdentifier for one in left] == [[1, 1, 1]]
    assert ds.ContentSequence[0].ContentSequence[0].ConceptNameCodeSequence[0].CodeMeaning == "SUVbw"


def test_a_text_in_an_item_that_says_it_holds_none_goes() -> None:
    mass = code("M-1", "Mass", "SRT")
    liar = content("CODE", code("121071", "Finding"), TextValue="Zzhidden", ConceptCodeSequence=mass)
    output, ds = cleaned(report(liar))
    assert b"Zzhidden" not in output
    assert concepts(ds) == []


def test_acquisition_context_is_cleaned_the_same_way() -> None:
    ds = ct(
        AcquisitionContextSequence=Sequence(
            [
                content("TEXT", code("109054", "Patient State"), TextValue="rest zzstate"),
                content("PNAME", code("121114", "Performing Physician"), PersonName="Zzdoctor^Q"),
                content("PNAME", code("995", "Own", "99ZZ"), PersonName="Zzown^Q"),
                content("NUMERIC", code("122709", "Imaging Direction"), NumericValue="7.5"),
            ]
        )
    )
    output, after = cleaned(stored(ds))
    assert not [word for word in (b"zzstate", b"zzdoctor", b"zzown") if word in output.lower()]
    state, physician, measured = after.AcquisitionContextSequence
    assert (state.TextValue, physician.PersonName, measured.NumericValue) == ("rest", "ANONYMOUS", 7.5)


def test_without_the_option_reports_are_held_back() -> None:
    with pytest.raises(DicomFault) as caught:
        cleaned(report(*PEOPLE), Profile.from_json({"options": ["clean_descriptors"]}))
    assert caught.value.code is DicomCode.STRUCTURED_REPORT


def measurements(ds: Dataset) -> list[tuple[str, ...]]:
    """Concept, value, unit, derivation and site of every number of a tree."""
    found = []
    for one in ds.get("ContentSequence", ()):
        for measured in one.get("MeasuredValueSequence", ()):
            modifiers = [below.ConceptCodeSequence[0].CodeValue for below in one.get("ContentSequence", ())]
            found.append((one.ConceptNameCodeSequence[0].CodeValue, str(measured.NumericValue),
                          measured.MeasurementUnitsCodeSequence[0].CodeValue, *modifiers))  # fmt: skip
        found.extend(measurements(one))
    return found


def codes(ds: Dataset) -> list[str]:
    return [one.value[0].CodeValue for one in ds.iterall() if one.keyword == "ConceptCodeSequence"]


def references(ds: Dataset) -> list[str]:
    return [one.value for one in ds.iterall() if one.keyword == "ReferencedSOPInstanceUID"]


def test_a_real_measurement_report_keeps_every_measurement(shared_data: Path) -> None:
    source = (shared_data / "objects/dcmqi/sr-example/sr.dcm").read_bytes()
    before = dcmread(BytesIO(source))
    output, after = cleaned(source)
    assert len(measurements(before)) > 20
    assert measurements(after) == measurements(before)
    assert codes(after) == codes(before)
    there = {replaced(uid, KEY) for uid in references(before)}
    assert set(references(after)) <= there
    assert len(references(before)) - len(references(after)) == 1  # the real-world value map, an X row of the table
    assert b"User2" not in output
