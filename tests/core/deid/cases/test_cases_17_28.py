"""Cases 17 to 28 of the reference: documents, overlays, curves, encodings, and what stands outside the data set."""

import zlib

import numpy as np
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian
from tests.core.deid.cases.build import PERSON, STORAGE, clean, clean_person, element, encoded, leaks, spliced
from tests.core.deid.conftest import PLANTED, planted
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Profile
from centralis.core.dicom.faults import DicomCode, DicomFault

DOCUMENTS = {
    "104.1": b"%PDF-1.7\n(Ottilie Quistgaard) Tj",
    "104.2": b"<ClinicalDocument><name>Quistgaard</name></ClinicalDocument>",
    "104.3": b"solid Quistgaard\nendsolid Quistgaard\n",
    "104.4": b"o Quistgaard\nv 0 0 0\n",
    "104.5": b"newmtl Quistgaard\n",
}


@pytest.mark.parametrize("end", DOCUMENTS)
def test_case_17_encapsulated_documents_never_pass_unread(end: str) -> None:
    ds = ct(SOPClassUID=STORAGE + end, DocumentTitle="Letter about Quistgaard", EncapsulatedDocument=DOCUMENTS[end])
    for content in (stored(ds), stored(ct(EncapsulatedDocument=DOCUMENTS[end]))):
        with pytest.raises(DicomFault) as caught:
            clean(content)
        assert caught.value.code is DicomCode.ENCAPSULATED_DOCUMENT
    assert Profile.from_json({"documents": "drop"}).drops(DicomCode.ENCAPSULATED_DOCUMENT.code)


def overlay(group: int) -> dict[int, bytes]:
    base = group << 16
    return {
        base | 0x0010: element(base | 0x0010, b"US", b"\x10\0"),
        base | 0x0011: element(base | 0x0011, b"US", b"\x10\0"),
        base | 0x0022: element(base | 0x0022, b"LO", b"Quistgaard"),
        base | 0x0040: element(base | 0x0040, b"CS", b"G "),
        base | 0x0050: element(base | 0x0050, b"SS", b"\1\0\1\0"),
        base | 0x0100: element(base | 0x0100, b"US", b"\1\0"),
        base | 0x0102: element(base | 0x0102, b"US", b"\0\0"),
        base | 0x1500: element(base | 0x1500, b"LO", b"Ottilie "),
        base | 0x3000: element(base | 0x3000, b"OW", b"Quistgaard Ottilie MRN-7741903  "),
        base | 0x4000: element(base | 0x4000, b"LT", b"Quistgaard 24.12.1951 "),
    }


@pytest.mark.parametrize("group", [0x6000, 0x6002, 0x601E])
def test_case_18_and_19_overlay_data_label_and_comments(group: int) -> None:
    result = clean_person(spliced(ct(), overlay(group)))
    assert not [one.tag for one in result.ds if one.tag.group == group and one.tag.element in (0x22, 0x1500, 0x4000)]
    assert result.ds.PixelData == ct().PixelData


def test_case_20_curves() -> None:
    raw = {
        0x50000005: element(0x50000005, b"US", b"\1\0"),
        0x50000020: element(0x50000020, b"CS", b"TAC "),
        0x50000022: element(0x50000022, b"LO", b"Quistgaard"),
        0x50002500: element(0x50002500, b"LO", b"Ottilie "),
        0x50003000: element(0x50003000, b"OW", b"Quistgaard"),
        0x50102500: element(0x50102500, b"LO", b"Ottilie "),
    }
    result = clean_person(spliced(ct(), raw))
    assert not [one.tag for one in result.ds if one.tag.group & 0xFF00 == 0x5000]


def whole(syntax: str) -> bytes:
    ds = planted()
    ds.file_meta.TransferSyntaxUID = syntax
    if syntax == ExplicitVRBigEndian:
        ds.set_original_encoding(False, False)
        ds["PixelData"].VR = "OW"
        ds.PixelData = np.frombuffer(ds.PixelData, "<u2").byteswap().tobytes()
    return stored(ds)


@pytest.mark.parametrize(
    "syntax",
    [
        pytest.param(DeflatedExplicitVRLittleEndian, id="case_21_deflated"),
        pytest.param(ExplicitVRBigEndian, id="case_22_big_endian"),
        pytest.param(ImplicitVRLittleEndian, id="case_23_implicit"),
    ],
)
def test_case_21_22_23_native_encodings(syntax: str) -> None:
    result = clean_person(whole(syntax), *PLANTED)
    assert np.array_equal(np.frombuffer(result.ds.PixelData, "<u2"), np.arange(256))
    assert result.ds.pixel_array[3, 5] == 53
    assert result.ds.file_meta.MediaStorageSOPInstanceUID == result.ds.SOPInstanceUID


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"])
def test_case_24_no_preamble_no_meta(syntax: str) -> None:
    result = clean_person(spliced(planted(), {}, syntax, preamble=False), *PLANTED)
    assert result.ds.file_meta.TransferSyntaxUID == syntax
    assert result.ds.PixelData == planted().PixelData
    no_preamble = clean_person(stored(planted())[132:], *PLANTED)
    assert no_preamble.ds.PixelData == planted().PixelData


def test_case_25_identifiers_in_the_preamble() -> None:
    content = b"Quistgaard^Ottilie MRN-7741903 24.12.1951".ljust(128, b".") + stored(ct())[128:]
    assert clean_person(content).output[:128] == bytes(128)


def test_case_26_trailing_padding() -> None:
    ds = ct()
    ds.add_new(0xFFFCFFFC, "OB", b"Quistgaard Ottilie MRN-7741903")
    result = clean_person(stored(ds))
    assert 0xFFFCFFFC not in result.ds
    nested = ct()
    nested.ReferencedImageSequence = [ct(SOPInstanceUID="1.2.3")]
    del nested.ReferencedImageSequence[0].PixelData
    nested.ReferencedImageSequence[0].add_new(0xFFFCFFFC, "OB", b"Quistgaard")
    clean_person(stored(nested))


@pytest.mark.parametrize(
    "after",
    [b"Quistgaard^Ottilie", b"\0" * 64 + b"Quistgaard", b"PK\3\4Quistgaard", zlib.compress(b"Quistgaard" * 9), b"Q",
     element(0x00100010, b"PN", b"Quistgaard^Ottilie"), element(0xFFFAFFFA, b"SQ", b"Quistgaard")],
    ids=["text", "zeros and text", "archive", "packed", "one byte", "element", "signature"],
)  # fmt: skip
def test_case_27_bytes_after_the_data_set(after: bytes) -> None:
    content = stored(ct())
    result = clean_person(content + after)
    assert result.output.endswith(content[-512:])
    assert result.output == clean_person(content).output


def test_case_27_elements_after_the_pixels() -> None:
    """Attributes above (7FE0,0010) obey the rules, whatever they hold."""
    raw = {
        0x7FE10010: element(0x7FE10010, b"LO", b"GEMS_Ultrasound_MovieGroup_001"),
        0x7FE11001: element(0x7FE11001, b"UN", b"Quistgaard"),
        0xFFFAFFFA: element(0xFFFAFFFA, b"SQ", b""),
    }
    assert clean_person(spliced(ct(), raw)).ds.PixelData == ct().PixelData


def test_case_28_private_information_and_titles_in_the_meta() -> None:
    ds = ct()
    meta = ds.file_meta
    meta.PrivateInformationCreatorUID, meta.PrivateInformation = "1.2.826.0.1.5", b"Quistgaard^Ottilie"
    meta.SourceApplicationEntityTitle = "QUISTGAARD"
    meta.SendingApplicationEntityTitle, meta.ReceivingApplicationEntityTitle = "ZZ-HOSPITAL", "ZZSTATION"
    meta.ImplementationVersionName = "ZZSCANNER_1"
    result = clean_person(stored(ds), "ZZ-HOSPITAL", "ZZSTATION", "ZZSCANNER", "1.2.826.0.1.5")
    meta = result.ds.file_meta
    assert {one.tag.element for one in meta} == {0, 1, 2, 3, 0x10, 0x12, 0x13}
    assert meta.FileMetaInformationGroupLength == sum(len(one) for one in encoded(meta).values()) - 12
    assert leaks(result.output[:500], PERSON) == []
