"""Safe private elements: numbers are numbers, codes are codes, dates move with all other dates."""

import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.deid.hunt import hunt_for
from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.private import is_private_code, is_private_date, is_private_number

CONTEXT = Context(b"k" * 32, "S-1")
NOBODY = hunt_for(Identifiers())
IMPLICIT = "1.2.840.10008.1.2"


def pet(syntax: str = "1.2.840.10008.1.2.1") -> Dataset:
    """A PET slice with the private elements of four vendors, none of which a real file holds together."""
    ds = ct(StudyDate="20240305")
    ds.file_meta.TransferSyntaxUID = syntax
    siemens = ds.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    siemens.add_new(0x0C, "IS", "1000")
    siemens.add_new(0x0D, "CS", "DIRECTIONAL")
    siemens.add_new(0x0E, "FD", [0.5, -0.5, 0.70710678])
    siemens.add_new(0x08, "CS", "IMAGE NUM 4")
    general = ds.private_block(0x0009, "GEMS_PETD_01", create=True)
    general.add_new(0x0D, "DT", "20240305101112.00")
    general.add_new(0x02, "LO", "MRN-7741903")
    general.add_new(0x38, "FL", 370.5)
    ds.private_block(0x2005, "Philips MR Imaging DD 001", create=True).add_new(0x0E, "FL", 0.0123)
    return ds


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", IMPLICIT])
@pytest.mark.parametrize(("dates", "kept"), [("keep", True), ("shift", True), ("remove", False)])
def test_vendor_values_survive_the_safe_private_option(syntax: str, dates: str, kept: bool) -> None:
    profile = Profile.from_json({"options": ["retain_safe_private"], "dates": dates})
    result = deidentify(stored(pet(syntax)), profile, CONTEXT)
    ds = dcmread(BytesIO(result.header + bytes(result.tail)))
    siemens = ds.private_block(0x0019, "SIEMENS MR HEADER")
    assert (siemens[0x0C].value, siemens[0x0D].value) == (1000, "DIRECTIONAL")
    assert siemens[0x0E].value == [0.5, -0.5, 0.70710678]
    assert 0x08 not in siemens
    assert ds.private_block(0x2005, "Philips MR Imaging DD 001")[0x0E].value == pytest.approx(0.0123)
    general = ds.private_block(0x0009, "GEMS_PETD_01")
    assert general[0x38].value == 370.5
    assert 0x02 not in general
    assert (0x0D in general) == kept
    if kept:
        moved = str(general[0x0D].value)
        assert moved == ds.StudyDate + "101112.00"
        assert (moved == "20240305101112.00") == (dates == "keep")


def test_without_the_option_only_the_essentials_stay() -> None:
    ds = dcmread(BytesIO(deidentify(stored(pet()), Profile(), CONTEXT).header))
    assert not any(element.tag.is_private for element in ds)


@given(st.lists(st.floats(width=32, min_value=-99_999, max_value=99_999), max_size=6))
def test_binary_numbers_pass_whether_or_not_the_file_names_their_kind(numbers: list[float]) -> None:
    raw = struct.pack(f"<{len(numbers)}f", *numbers)
    printable = len(raw) >= 8 and all(0x20 <= byte < 0x7F for byte in raw.rstrip(b"\0 ")) and bool(raw.strip(b"\0"))
    assert is_private_number(raw, b"FL", "FL") != printable
    assert is_private_number(raw, b"UN", "FL") != printable


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=32))
def test_a_text_never_passes_as_binary_numbers(text: str) -> None:
    for vr in ("FL", "FD", "US", "SL"):
        assert not is_private_number(text.encode(), b"UN", vr)
        assert not is_private_number(text.encode(), vr.encode(), vr)


def test_codes_and_dates_hold_nothing_else() -> None:
    assert is_private_code(b"DIRECTIONAL ", NOBODY)
    assert is_private_code(b"0.984:1 ", NOBODY)
    assert not is_private_code(b"QUISTGAARD", hunt_for(Identifiers(frozenset({"quistgaard"}))))
    assert not is_private_code(b"Anna", NOBODY)
    assert is_private_date(b"20240305101112.00+0100 ", "DT")
    assert is_private_date(b"101112 ", "TM")
    assert not is_private_date(b"20240305 Anna", "DT")
    assert not is_private_number(b"1.5 Anna", b"DS", "DS")
