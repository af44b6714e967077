"""Which facts of a source are taken as identifiers, at any depth and in any character set."""

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from tests.core.deid.conftest import item
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid.identifiers import Identifiers, identifiers_of
from centralis.core.deid.profile import Profile
from centralis.core.deid.replace import dummy
from centralis.core.dicom.elements import parse
from centralis.core.dicom.faults import DicomCode, DicomFault

KEEPING = Profile.from_json(
    {"options": ["retain_device_identity", "retain_institution_identity", "retain_uids"], "dates": "keep"}
)


def found(ds: Dataset, profile: Profile | None = None) -> Identifiers:
    return identifiers_of(parse(stored(ds)), profile or Profile())


def test_names_numbers_dates_places_and_uids_are_collected() -> None:
    facts = found(
        ct(
            AccessionNumber="ACC-881234", ReferringPhysicianName="Zorn^Ida", InstitutionName="Zz Hospital",
            DeviceSerialNumber="SN-99812", PatientAddress="12 Elmstreet", PatientTelephoneNumbers="555-0199",
        )
    )  # fmt: skip
    assert facts.names == {"quistgaard^ottilie", "zorn^ida"}
    assert {"mrn-7741903", "acc-881234", "555-0199"} <= facts.numbers
    assert facts.dates == {"19511224", "20240305"}
    assert facts.places == {"zz hospital", "sn-99812", "12 elmstreet"}
    assert str(ct().StudyInstanceUID).encode() in facts.uids


def test_what_the_profile_keeps_is_no_secret() -> None:
    ds = ct(InstitutionName="Zz Hospital", DeviceSerialNumber="SN-99812", PatientAddress="12 Elmstreet")
    facts = found(ds, KEEPING)
    assert facts.dates == {"19511224"}
    assert facts.places == {"12 elmstreet"}
    assert facts.uids == frozenset()


def test_names_are_found_in_nested_and_private_elements() -> None:
    inner = item(PersonName="Deep^Nested")
    inner.private_block(0x0013, "ZZVENDOR", create=True).add_new(1, "PN", "Private^Person")
    outer = item(ReferencedStudySequence=Sequence([inner]), AccessionNumber="N12345")
    ds = ct(RequestAttributesSequence=Sequence([outer]))
    facts = found(ds)
    assert {"deep^nested", "private^person"} <= facts.names
    assert "n12345" in facts.numbers


@pytest.mark.parametrize(
    ("charset", "raw", "names"),
    [
        ("ISO_IR 100", "Äneas^Rüdiger".encode("latin-1"), {"äneas^rüdiger"}),
        ("ISO_IR 192", "Buc^Jérôme".encode(), {"buc^jérôme"}),
        ("ISO_IR 144", "Люкceмбypг".encode("iso8859-5"), {"люкceмбypг"}),
        ("GB18030", "Wang^XiaoDong=王^小东".encode("gb18030"), {"wang^xiaodong", "王^小东"}),
        ("\\ISO 2022 IR 87", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", {"yamada^tarou", "山田^太郎"}),
        ("\\ISO 2022 IR 149", b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7", {"hong^gildong", "洪^吉洞"}),
        ("", "Müller^Eva".encode(), {"müller^eva", "mã¼ller^eva"}),
    ],
)
def test_names_are_read_in_their_character_set(charset: str, raw: bytes, names: set[str]) -> None:
    ds = ct(PatientName="Zz^Zz")
    ds.SpecificCharacterSet = charset.split("\\") if charset else None
    content = stored(ds)
    old = b"PN\x06\x00Zz^Zz "
    raw += b" " * (len(raw) % 2)
    assert old in content
    content = content.replace(old, b"PN" + len(raw).to_bytes(2, "little") + raw)
    assert identifiers_of(parse(content), Profile()).names == names


def test_a_birth_date_that_is_the_scan_date_too_is_hunted_only_when_dates_go() -> None:
    ds = ct(PatientBirthDate="20240305")
    assert found(ds, KEEPING).dates == frozenset()
    assert found(ds).dates == {"20240305"}


def test_a_station_named_after_its_model_is_no_secret() -> None:
    ds = ct(
        Manufacturer="Siemens", ManufacturerModelName="Biograph 64", StationName="BIOGRAPH64",
        DeviceSerialNumber="12345",
    )  # fmt: skip
    assert found(ds).places == {"12345"}


def test_facts_are_merged_and_stored() -> None:
    one, two = found(ct()), Identifiers(names=frozenset({"zorn^ida"}), numbers=frozenset({"77"}))
    both = one | two
    assert both.names == {"quistgaard^ottilie", "zorn^ida"}
    assert both.uids == one.uids
    assert Identifiers.from_json(both.to_json()).facts == both.facts
    assert (one | one) is one
    assert Identifiers.from_json({}) == Identifiers()


def test_slices_of_a_series_share_their_facts() -> None:
    one = found(ct(InstanceNumber="1", SOPInstanceUID="1.2.3"))
    two = found(ct(InstanceNumber="2", SOPInstanceUID="1.2.4"))
    assert all(mine is theirs for mine, theirs in zip(one.facts, two.facts, strict=True))
    assert one.uids != two.uids


def test_a_file_that_names_thousands_is_refused() -> None:
    crowd = Sequence([item(PersonName=f"Person^Number{number}") for number in range(4_001)])
    with pytest.raises(DicomFault) as caught:
        found(ct(RequestAttributesSequence=crowd))
    assert caught.value.code is DicomCode.TOO_MANY_ELEMENTS


def test_the_engines_own_dummy_date_is_nobodys() -> None:
    assert found(ct(StudyDate=dummy(b"DA").decode(), PatientBirthDate="")).dates == frozenset()
