"""The walker against pydicom: same elements, same values, whatever the encoding; and its own limits."""

import struct
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from centralis.core.dicom.elements import Element, Parsed, parse
from centralis.core.dicom.encoding import element_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.limits import Limits

SYNTAXES = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)
text = st.text(alphabet="ABCDEFGHIJ abc0123", max_size=16).map(str.strip)


@st.composite
def datasets(draw: st.DrawFn, depth: int = 2) -> Dataset:
    ds = Dataset()
    ds.PatientID = draw(text)
    ds.SeriesDescription = draw(text)
    ds.Rows = draw(st.integers(0, 65_535))
    ds.LargestImagePixelValue = draw(st.integers(0, 32_767))
    ds.add_new(0x00081160, "IS", draw(st.lists(st.integers(-99, 99), max_size=4)))
    ds.add_new(0x00189305, "FD", draw(st.floats(allow_nan=False, allow_infinity=False)))
    ds.add_new(0x0040A160, "UT", draw(text))
    ds.private_block(0x0009, "OURS", create=True).add_new(1, "LO", draw(text))
    if depth:
        items = draw(st.lists(datasets(depth=depth - 1), max_size=3))
        ds.ReferencedImageSequence = Sequence(items)
    return ds


def written(ds: Dataset, syntax: str, undefined: bool = False) -> bytes:
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3"
    if undefined and "ReferencedImageSequence" in ds:
        ds["ReferencedImageSequence"].is_undefined_length = True
        for item in ds.ReferencedImageSequence:
            item.is_undefined_length_sequence_item = True
    out = BytesIO()
    dcmwrite(out, ds, enforce_file_format=True)
    return out.getvalue()


def same(parsed: Parsed, elements: list[Element], ds: Dataset) -> None:
    """Tags, VRs, nesting and stored bytes are those pydicom sees."""
    assert [one[0] for one in elements] == [int(tag) for tag in sorted(ds.keys())]
    for tag, vr, _, value, end, items in elements:
        theirs = ds[tag]
        if items is not None:
            assert theirs.VR == "SQ"
            assert len(items.datasets) == len(theirs.value)
            for ours, item in zip(items.datasets, theirs.value, strict=True):
                same(parsed, ours, item)
            continue
        raw = bytes(parsed.data[value:end])
        if vr == b"US":
            assert struct.unpack("<H", raw)[0] == theirs.value
        elif vr == b"FD":
            assert struct.unpack("<d", raw)[0] == theirs.value
        elif vr in (b"LO", b"UT"):
            assert raw.decode().rstrip() == (theirs.value or "").rstrip()


@settings(max_examples=60, deadline=None)
@given(ds=datasets(), syntax=st.sampled_from(SYNTAXES), undefined=st.booleans())
def test_walker_sees_what_pydicom_sees(ds: Dataset, syntax: str, undefined: bool) -> None:
    content = written(ds, syntax, undefined)
    parsed = parse(content)
    theirs = dcmread(BytesIO(content))
    if syntax == ImplicitVRLittleEndian:
        del theirs[0x00091001]  # pydicom reads it as UN, we too: compared by offsets below
        ours = [one for one in parsed.elements if one[0] != 0x00091001]
        for item in theirs.get("ReferencedImageSequence", []):
            assert 0x00091001 in item
        ours = [one for one in ours if one[5] is None]
        del theirs.ReferencedImageSequence
        same(parsed, ours, theirs)
    else:
        same(parsed, parsed.elements, theirs)


@settings(max_examples=60, deadline=None)
@given(ds=datasets(), syntax=st.sampled_from(SYNTAXES), cut=st.floats(0, 1))
def test_a_cut_file_gives_a_fault_or_fewer_elements(ds: Dataset, syntax: str, cut: float) -> None:
    content = written(ds, syntax)
    whole = len(parse(content).elements)
    with suppress(DicomFault):
        assert len(parse(content[: int(len(content) * cut)]).elements) <= whole


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_behind_a_good_start_raises_only_our_fault(noise: bytes) -> None:
    start = written(Dataset(), ExplicitVRLittleEndian)
    with suppress(DicomFault):
        parsed = parse(start + noise)
        assert all(start <= value <= end <= len(parsed.data) for _, _, start, value, end, _ in parsed.elements)


@settings(max_examples=80, deadline=None)
@given(value=st.binary(max_size=300), explicit=st.booleans(), vr=st.sampled_from([b"LO", b"UI", b"OB", b"UT"]))
def test_an_encoded_element_reads_back_padded_to_even_length(value: bytes, explicit: bool, vr: bytes) -> None:
    tag = {b"LO": 0x0008103E, b"UI": 0x00080018, b"OB": 0x00282000, b"UT": 0x0040A160}[vr]
    parsed = parse(element_bytes(0x00080005, b"CS", b"", explicit) + element_bytes(tag, vr, value, explicit))
    _, found, _, start, end, _ = parsed.elements[1]
    assert found == vr
    assert (end - start) % 2 == 0
    assert bytes(parsed.data[start:end])[: len(value)] == value


def test_big_endian_pixels_are_turned_to_little_endian(shared_data: Path) -> None:
    folder = shared_data / "hard" / "pydicom_test_files" / "test_files"
    big, little = folder / "MR_small_bigendian.dcm", folder / "MR_small.dcm"
    turned, plain = parse(big.read_bytes()), parse(little.read_bytes())
    assert turned.pixel is not None
    assert plain.pixel is not None
    assert bytes(turned.data[turned.pixel[3] : turned.pixel[4]]) == bytes(plain.data[plain.pixel[3] : plain.pixel[4]])


def test_limits_are_obeyed_to_the_element() -> None:
    ds = Dataset()
    ds.PatientID, ds.PatientName, ds.StudyID = "A", "B", "C"
    content = written(ds, ExplicitVRLittleEndian)
    assert len(parse(content, Limits(elements=3)).elements) == 3
    with pytest.raises(DicomFault) as caught:
        parse(content, Limits(elements=2))
    assert caught.value.code is DicomCode.TOO_MANY_ELEMENTS
    with pytest.raises(DicomFault) as caught:
        parse(content, Limits(file_bytes=len(content) - 1))
    assert caught.value.code is DicomCode.TOO_LARGE


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", DicomCode.EMPTY),
        (b"%PDF-1.7", DicomCode.NOT_DICOM),
        (bytes(128) + b"DICM", DicomCode.NOT_DICOM),
        (bytes(128) + b"DICM\x02\x00\x10\x00UI\x14\x001.2", DicomCode.TRUNCATED),
    ],
)
def test_what_is_no_file_is_refused_by_its_own_code(content: bytes, code: DicomCode) -> None:
    with pytest.raises(DicomFault) as caught:
        parse(content)
    assert caught.value.code is code


def test_duplicates_and_disorder_are_put_right() -> None:
    ds = Dataset()
    ds.PatientID = "A"
    start = written(ds, ExplicitVRLittleEndian)
    more = element_bytes(0x00080060, b"CS", b"CT", True) + element_bytes(0x00100020, b"LO", b"second", True)
    parsed = parse(start + more)
    assert [one[0] for one in parsed.elements] == [0x00080060, 0x00100020]
    assert bytes(parsed.data[parsed.elements[1][3] : parsed.elements[1][4]]) == b"A "
