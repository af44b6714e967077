"""Which of the source's words are looked for in outputs, and which are too common to mean anyone."""

from pydicom.dataset import Dataset
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid.identifiers import Identifiers, identifiers_of
from centralis.core.dicom.elements import parse
from centralis.core.dicom.values import Values


def found(ds: Dataset) -> Identifiers:
    parsed = parse(stored(ds))
    return identifiers_of(Values(parsed.data, parsed.elements), retain_uids=False)


def test_names_numbers_and_every_notation_of_the_birth_date_are_looked_for() -> None:
    words = found(ct(AccessionNumber="ACC-881234", ReferringPhysicianName="Zorn^Ida"))
    assert set(words.names) == {b"quistgaard", b"ottilie", b"zorn", b"ida"}
    births = {b"19511224", b"1951-12-24", b"24.12.1951", b"12/24/1951"}
    assert {b"mrn-7741903", b"acc-881234"} | births <= set(words.numbers)
    assert str(ct().StudyInstanceUID).encode() in words.numbers


def test_common_short_and_empty_words_are_not() -> None:
    same_day = "20240305"
    words = found(ct(PatientName="Anonymous^A", PatientID="17", PatientBirthDate=same_day, AccessionNumber="00000000"))
    assert words.names == ()
    assert all(number.count(b".") > 3 for number in words.numbers)
