"""A planted word is found in every encoding and place, and not where it is not."""

from io import BytesIO

import pytest
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from centralis.core.deid.scoring import leaks_in
from centralis.core.deid.scoring.opened import open_file


def file(comment: bytes, pixels: bytes = b"\0\0", syntax: str = ExplicitVRLittleEndian) -> bytes:
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = CTImageStorage
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = "1.2.3"
    ds.add_new(0x00091001, "UN", comment)
    ds.PixelData = pixels
    ds["PixelData"].VR = "OW"
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def found(data: bytes, word: str, name: str = "") -> bool:
    opened = open_file(data)
    assert opened is not None
    return leaks_in(opened, [word], name) == [word]


@pytest.mark.parametrize(
    ("word", "encoding"),
    [("Quistgaard", "ascii"), ("Öhlenschläger", "latin-1"), ("Öhlenschläger", "utf-8"), ("Quistgaard", "utf-16-le"),
     ("Quistgaard", "utf-16-be"), ("山下谷", "iso2022_jp"), ("황보길", "euc_kr"), ("欧阳震", "gb18030"),
     ("Иванченков", "iso8859-5"), ("Παπαδογιάννης", "iso8859-7")],
)  # fmt: skip
@pytest.mark.parametrize("case", [str, str.upper, str.lower])
def test_a_word_is_found_in_every_encoding_and_case(word: str, encoding: str, case: type[str]) -> None:
    written = case(word)
    if word.lower().upper() != word.upper() or (written == written.upper() and "ς" in word):
        written = word  # a final sigma has no way back
    assert found(file(b"xx" + written.encode(encoding) + b"yy"), word)
    assert not found(file(b"nothing to see here."), word)


def test_words_of_swapped_bytes_are_found_at_both_parities() -> None:
    swapped = bytes(b"Quistgaard"[place ^ 1] for place in range(10))
    odd = bytes((b"xQuistgaardx")[place ^ 1] for place in range(12))
    assert found(file(b"xx" + swapped), "Quistgaard")
    assert found(file(b"xx" + odd), "Quistgaard")


def test_a_deflated_data_set_is_inflated() -> None:
    data = file(b"Quistgaard", syntax=DeflatedExplicitVRLittleEndian)
    assert b"Quistgaard" not in data
    assert found(data, "Quistgaard")
    assert found(data + b"Zumbrunnen", "Zumbrunnen")


def test_long_words_are_found_in_pixels_and_short_ones_are_left_to_chance() -> None:
    assert found(file(b"--", b"12Quistgaard12"), "Quistgaard")
    assert not found(file(b"--", b"12Quis12"), "Quis")
    assert found(file(b"Quis", b"12"), "Quis")


def test_the_preamble_the_end_and_the_name_are_searched() -> None:
    data = file(b"--")
    assert found(b"Quistgaard".ljust(128, b"\0") + data[128:], "Quistgaard")
    assert found(data + b"Quistgaard", "Quistgaard")
    assert found(data, "Quistgaard", "out/QUISTGAARD.dcm")
    assert not found(data, "Quistgaard", "out/1.dcm")
