"""What is hidden in images beyond the usual header: a function for each kind (numbers: the reference's cases)."""

from collections.abc import Callable

from pydicom.dataset import FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from tests.corpus.drafts import Draft, item, path
from tests.corpus.people import spellings

from centralis.core.deid.scoring import Action, Check

_NOWHERE = 0x00101003  # no dictionary knows it


def _latin(draft: Draft) -> bytes:
    raw = draft.person.plain_family.encode("ascii")
    return raw + b" " * (len(raw) % 2)


def private(draft: Draft) -> None:
    """1, 2, 3, 5: a private block with a name as LO, a number in a UID, a name as UN, a sequence with a name."""
    block = draft.ds.private_block(0x0031, "ZEPHYR VENDOR", create=True)
    block.add_new(1, "LO", draft.person.plain_family)
    block.add_new(2, "UI", draft.uid_of("private"))
    block.add_new(3, "UN", _latin(draft))
    block.add_new(5, "SQ", Sequence([item(PatientName=draft.person.name)]))
    block.add_new(6, "DA", f"{draft.person.birth:%Y%m%d}")
    for number in ("00311001", "00311002", "00311003", "00311005", "00311006"):
        draft.gone("", number)
    draft.words.append(draft.uid_of("private"))


def ownerless(draft: Draft) -> None:
    """4, 6: a private element without creator, and a creator that is itself a name."""
    draft.ds.add_new(0x00331001, "LO", draft.person.plain_family)
    draft.ds.add_new(0x00350010, "LO", f"{draft.person.plain_family} LAB")
    draft.ds.add_new(0x00351001, "LO", "something")
    draft.gone("", "00331001")
    draft.gone("", "00350010")


def vendor_blob(draft: Draft) -> None:
    """47: a CSA-like blob and a GE private header."""
    block = draft.ds.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x10, "OB", b"SV10\4\3\2\1" + b"PatientName\0" + _latin(draft) + b"\0" * 40)
    draft.gone("", "00291010")
    other = draft.ds.private_block(0x0009, "GEMS_IDEN_01", create=True)
    other.add_new(0x02, "SH", draft.person.plain_family[:16])
    draft.gone(draft.person.plain_family[:16], f"{int(other.get_tag(0x02)):08X}")


def nested(draft: Draft) -> None:
    """7, 9: a private element within a public sequence, beside a reference that must stay resolvable."""
    uid = draft.uid_of("instance", draft.kind, 0)
    inner = item(ReferencedSOPClassUID=draft.ds.SOPClassUID, ReferencedSOPInstanceUID=uid)
    inner.private_block(0x0031, "ZEPHYR VENDOR", create=True).add_new(1, "PN", draft.person.name)
    draft.ds.SourceImageSequence = Sequence([inner])
    draft.renewed(uid, "SourceImageSequence", 0, "ReferencedSOPInstanceUID")
    draft.gone("", "SourceImageSequence", 0, "00311001")


def comments(draft: Draft) -> None:
    """11, 31, 51: names in several spellings, numbers and dates in comments, retired ones among them."""
    person = draft.person
    family, given = person.family, person.given
    doctor = person.doctor.split("^")[0]
    spelled = (
        f"{given} {family}",
        f"{family.upper()}, {given}",
        f"{family}-{given}",
        f"{given}{family}",
        f"{family}_{given}",
    )
    born = (*spellings(person.birth), f"{person.birth:%d %b %Y}", f"{person.birth:%d-%b-%Y}".upper())
    number, day = person.ids[-1].lstrip("0"), born[draft.number % len(born)]
    text = f"{spelled[draft.number % 5]}, id {number}, born {day}, Dr. {doctor}"
    for tag in ("ImageComments", "00204000", "00184000"):
        draft.ds.add_new(int(path(tag), 16), "LT", text)
        for word in (family, given, number, day, doctor):
            draft.gone(word, tag)
    draft.put_gone(
        "PatientComments", f"call {person.phone} for {person.plain_family}", person.phone, person.plain_family
    )
    draft.words.append(day)


def descriptors(draft: Draft) -> None:
    """10, 12, 13: names, dates and UIDs in descriptions whose other words are useful."""
    person = draft.person
    draft.ds.SeriesDescription = f"AXIAL 5.0mm {person.given.upper()} {draft.at:%Y-%m-%d} liver"
    draft.keep("AXIAL 5.0mm", "SeriesDescription")
    draft.keep("liver", "SeriesDescription")
    draft.gone(person.given, "SeriesDescription")
    draft.gone(f"{draft.at:%Y-%m-%d}", "SeriesDescription")
    uid = draft.uid_of("private")
    draft.ds.ProtocolName = f"THORAX ROUTINE {draft.patient_id}"[:64]
    draft.keep("THORAX ROUTINE", "ProtocolName")
    draft.gone(draft.patient_id, "ProtocolName")
    draft.put_gone("DerivationDescription", f"from {uid} by {person.plain_family}", uid, person.plain_family)
    draft.words.append(uid)


def overlays(draft: Draft) -> None:
    """18, 19: overlay planes with data, a label and comments."""
    ds = draft.ds
    for group in (0x6000, 0x6002):
        ds.add_new(group << 16 | 0x0010, "US", 16)
        ds.add_new(group << 16 | 0x0011, "US", 16)
        ds.add_new(group << 16 | 0x0022, "LO", f"for {draft.person.plain_family}")
        ds.add_new(group << 16 | 0x0040, "CS", "G")
        ds.add_new(group << 16 | 0x0050, "SS", [1, 1])
        ds.add_new(group << 16 | 0x0100, "US", 1)
        ds.add_new(group << 16 | 0x0102, "US", 0)
        ds.add_new(group << 16 | 0x1500, "LO", draft.person.plain_family)
        ds.add_new(group << 16 | 0x3000, "OW", bytes(range(32)))
        for end in ("0022", "1500", "3000"):
            draft.gone("", f"{group:04X}{end}")
    ds.add_new(0x60004000, "LT", f"{draft.person.family} seen")
    draft.gone("", "60004000")


def curves(draft: Draft) -> None:
    """20: a curve with a description and data."""
    draft.ds.add_new(0x50000005, "US", 1)
    draft.ds.add_new(0x50000022, "LO", draft.person.plain_family)
    draft.ds.add_new(0x50003000, "OW", _latin(draft))
    for number in ("50000022", "50003000"):
        draft.gone("", number)


def icon(draft: Draft) -> None:
    """42: an icon of the picture as it was."""
    draft.ds.IconImageSequence = Sequence(
        [item(Rows=8, Columns=8, SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2", BitsAllocated=8,
              BitsStored=8, HighBit=7, PixelRepresentation=0)]
    )  # fmt: skip
    draft.ds.IconImageSequence[0].add_new(0x7FE00010, "OB", bytes(range(64)))
    draft.gone("", "IconImageSequence")


def originals(draft: Draft) -> None:
    """29, 30, 32: original attributes, other ids and names."""
    person = draft.person
    before = item(PatientID=draft.patient_id, PatientName=person.name)
    change = item(
        ModifiedAttributesSequence=Sequence([before]),
        ModifyingSystem="PACS",
        ReasonForTheAttributeModification="COERCE",
        SourceOfPreviousValues=person.hospital,
        AttributeModificationDateTime=f"{draft.at:%Y%m%d%H%M%S}",
    )
    draft.ds.OriginalAttributesSequence = Sequence([change])
    draft.gone("", "OriginalAttributesSequence")
    draft.put_gone("OtherPatientNames", f"{person.plain_family}^Other", person.plain_family)


def unknown(draft: Draft) -> None:
    """34: an even tag that no dictionary knows, 14: a person's name that came as UN."""
    draft.ds.add_new(0x00089999, "LO", draft.person.plain_family)
    draft.gone("", "00089999")
    draft.ds.add_new(0x00089998, "UN", _latin(draft))
    draft.gone("", "00089998")
    if draft.syntax in (ImplicitVRLittleEndian, ExplicitVRBigEndian) or draft.syntax.is_deflated:
        return
    draft.ds.add_new(_NOWHERE, "UN", _latin(draft))
    draft.after.append(lambda data: data.replace(b"\x10\0\x03\x10UN", b"\x10\0\x05\x10UN"))
    draft.gone(draft.person.plain_family, "00101005")


def un_sequence(draft: Draft) -> None:
    """15: a sequence written as UN of undefined length, its items in implicit VR (PS3.5 6.2.2)."""
    if draft.syntax in (ImplicitVRLittleEndian, ExplicitVRBigEndian) or draft.syntax.is_deflated:
        private(draft)
        return
    mark = b"UNSEQUENCEHERE!!"
    name = _latin(draft)
    inner = b"\x10\0\x10\0" + len(name).to_bytes(4, "little") + name
    items = b"\xfe\xff\0\xe0" + len(inner).to_bytes(4, "little") + inner + b"\xfe\xff\xdd\xe0\0\0\0\0"
    del draft.ds.OtherPatientIDsSequence
    draft.ds.add_new(_NOWHERE, "UN", mark)  # pydicom would not write a known tag as UN
    old = b"\x10\0\x03\x10UN\0\0\x10\0\0\0" + mark
    draft.after.append(lambda data: data.replace(old, b"\x10\0\x02\x10UN\0\0\xff\xff\xff\xff" + items))
    draft.gone("", "OtherPatientIDsSequence")


def preamble(draft: Draft) -> None:
    """25: a name in the preamble."""
    name = _latin(draft)
    draft.after.append(lambda data: name.ljust(128, b"\0") + data[128:])


def padding(draft: Draft) -> None:
    """26: a name in the trailing padding."""
    draft.ds.add_new(0xFFFCFFFC, "OB", _latin(draft) * 3)
    draft.gone("", "FFFCFFFC")


def trailing(draft: Draft) -> None:
    """27: bytes after the data set."""
    if draft.syntax.is_deflated:
        preamble(draft)
        return
    name = _latin(draft)
    draft.after.append(lambda data: data + b"\0" * 8 + name + b"\0" * 8)


def meta(draft: Draft) -> None:
    """28: the sender's name and private information in the file meta information."""
    made = FileMetaDataset()
    made.SourceApplicationEntityTitle = f"AE{draft.person.plain_family[:12].upper()}"[:16]
    made.PrivateInformationCreatorUID = draft.uid_of("private")
    made.PrivateInformation = _latin(draft)
    draft.ds.file_meta = made
    draft.gone(draft.person.plain_family[:12], "00020016")
    draft.gone("", "00020102")
    draft.words.append(draft.uid_of("private"))


def bare(draft: Draft) -> None:
    """24: neither preamble nor file meta information."""
    if draft.syntax != ImplicitVRLittleEndian:
        meta(draft)
        return
    draft.after.append(lambda data: data[132 + 12 + int.from_bytes(data[140:144], "little") :])


def equipment(draft: Draft) -> None:
    """46: contributing equipment, and a code whose meaning names the patient."""
    person = draft.person
    draft.ds.ContributingEquipmentSequence = Sequence(
        [item(Manufacturer="ACME", InstitutionName=person.hospital, StationName=f"STN{person.place:02d}QX",
              ContributionDateTime=f"{draft.at:%Y%m%d%H%M%S}")]
    )  # fmt: skip
    draft.gone(person.hospital.split()[-1], "ContributingEquipmentSequence")
    draft.ds.AnatomicRegionSequence = Sequence(
        [item(CodeValue="T-D3000", CodingSchemeDesignator="99LOCAL", CodeMeaning=f"Chest of {person.plain_family}")]
    )
    draft.gone(person.plain_family, "AnatomicRegionSequence")


def times(draft: Draft) -> None:
    """40: a date and time with a zone, and a date of several values."""
    draft.put_date("AcquisitionDateTime", f"{draft.at:%Y%m%d%H%M%S}.250000+0100")
    day = f"{draft.at:%Y%m%d}"
    draft.put_date("DateOfLastCalibration", f"{day}\\{day[:6]}01")
    draft.put_date("InstanceCreationDate", day)


def signature(draft: Draft) -> None:
    """44: a digital signature and encrypted attributes: nobody can say what they hold."""
    draft.ds.EncryptedAttributesSequence = Sequence(
        [item(EncryptedContentTransferSyntaxUID=ExplicitVRLittleEndian, EncryptedContent=_latin(draft))]
    )
    draft.gone("", "EncryptedAttributesSequence")


def high_bits(draft: Draft) -> None:
    """18: an overlay in the unused high bits of the samples."""
    stored = int(draft.ds.get("BitsStored", 16))
    if draft.frames is None or stored != 12 or draft.ds.PixelRepresentation or draft.syntax != ExplicitVRLittleEndian:
        curves(draft)
        return
    draft.frames[:, 40:60, 30:90] |= 0x8000
    draft.ds.add_new(0x60000010, "US", draft.frames.shape[1])
    draft.ds.add_new(0x60000011, "US", draft.frames.shape[2])
    draft.ds.add_new(0x60000040, "CS", "G")
    draft.ds.add_new(0x60000050, "SS", [1, 1])
    draft.ds.add_new(0x60000100, "US", 16)
    draft.ds.add_new(0x60000102, "US", 15)
    draft.actions.append(Action(Check.PIXELS_HIDDEN, mask=0xF000))


PLANTS: tuple[Callable[[Draft], None], ...] = (
    private, comments, descriptors, overlays, un_sequence, ownerless, nested, preamble, vendor_blob, icon, trailing,
    originals, times, unknown, meta, equipment, curves, padding, bare, signature, high_bits,
)  # fmt: skip
