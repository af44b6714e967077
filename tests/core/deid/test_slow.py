"""The slow path: what is damaged in a way that can be read is cleaned by the same rules, with the same result."""

import random
import struct
from io import BytesIO

import pytest
from pydicom import dcmread
from tests.core.deid.conftest import PLANTED, planted
from tests.hostile.dicom_files import EXPLICIT, ct, identity, preamble_and_meta, stored

from centralis.core.deid import Context, Profile, deidentify, slow, slowest
from centralis.core.deid import engine as engine_module
from centralis.core.deid.replace import dummy
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.dictionary import VR_BY_TAG
from centralis.core.dicom.elements import Buffer, Parsed, parse
from centralis.core.dicom.encoding import element_bytes, item_bytes
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.limits import DEFAULT_LIMITS, Limits

IMPLICIT = "1.2.840.10008.1.2"
CONTEXT = Context(b"k" * 32, "S-1")
PROFILES = (
    Profile(),
    Profile.from_json({"dates": "shift", "options": ["clean_descriptors", "retain_safe_private"]}),
    Profile.from_json({"dates": "keep", "options": ["retain_uids", "retain_patient_characteristics"]}),
)
SEQUENCE = TAG["ReferencedImageSequence"]
#: Attributes of every VR and every kind of rule.
TAGS = sorted(
    tag
    for tag, vr in VR_BY_TAG.items()
    if 0x0008 <= tag >> 16 <= 0x0040 and vr not in (b"SQ", b"UN") and tag & 0xFFFF and tag % 7 == 0
)
WORDS = (b"CT CHEST", b"Nobody^Known", b"T1", b"20240229", b"1.2.840.99.7", b"", b"axial 5mm", b"-1.5\\2", b"ABC")


def value_of(rng: random.Random, vr: bytes) -> bytes:
    """A value of the VR's own form, or a text that is not."""
    if vr in (b"US", b"SS", b"OW"):
        return rng.randbytes(2 * rng.randrange(4))
    if vr in (b"UL", b"SL", b"FL", b"AT", b"OF", b"OL"):
        return rng.randbytes(4 * rng.randrange(3))
    if vr in (b"FD", b"OD", b"SV", b"UV", b"OV"):
        return struct.pack("<d", rng.random()) * rng.randrange(3)
    if vr == b"OB":
        return rng.randbytes(2 * rng.randrange(9))
    return rng.choice((dummy(vr), rng.choice(WORDS)))


def body(rng: random.Random, explicit: bool, depth: int = 0) -> bytes:
    """A data set of random attributes, ascending, sequences inside."""
    elements = {tag: (VR_BY_TAG[tag], None) for tag in rng.sample(TAGS, rng.randrange(2, 12))}
    elements |= {TAG[word]: (VR_BY_TAG[TAG[word]], None) for word in ("StudyDescription", "StudyDate", "PatientAge")}
    if depth < 3:
        items = [body(rng, explicit, depth + 1) for _ in range(rng.randrange(3))]
        elements[SEQUENCE] = (b"SQ", b"".join(item_bytes(one) for one in items))
    elements[TAG["PixelRepresentation"]] = (b"US", b"\0\0")  # without it pydicom cannot know the VR of some others
    elements[0x00190010] = (b"LO", b"SIEMENS MR HEADER")
    elements[0x0019100C] = (b"IS", b"700")
    elements[0x00191099] = (b"LO", b"Nobody")
    if not depth:
        elements[TAG["SOPClassUID"]] = (b"UI", b"1.2.840.10008.5.1.4.1.1.4")
        elements[TAG["SOPInstanceUID"]] = (b"UI", b"1.2.3.%d" % rng.randrange(10**9))
        elements[TAG["BurnedInAnnotation"]] = (b"CS", b"NO")
        elements[TAG["ImageType"]] = (b"CS", b"ORIGINAL\\PRIMARY")
        elements[TAG["SpecificCharacterSet"]] = (b"CS", b"ISO_IR 100")
        elements[TAG["PixelData"]] = (b"OW", rng.randbytes(8))
    return b"".join(
        element_bytes(tag, vr, value_of(rng, vr) if raw is None else raw, explicit)
        for tag, (vr, raw) in sorted(elements.items())
    )


def outcome(content: bytes, profile: Profile) -> tuple[str, bytes]:
    """The cleaned file, or the code of the refusal."""
    try:
        result = deidentify(content, profile, CONTEXT)
    except DicomFault as fault:
        return fault.code.code, b""
    return "cleaned", result.header + bytes(result.tail)


def test_both_paths_agree_on_2000_generated_data_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(2026)
    files = []
    for number in range(2_000):
        explicit = number % 2 == 0
        content = preamble_and_meta(EXPLICIT if explicit else IMPLICIT) + body(rng, explicit)
        files.append((content, PROFILES[number % 3]))
    fast = [outcome(*one) for one in files]

    def slow_read(source: Buffer, limits: Limits) -> Parsed:
        return slowest.through_pydicom(source, limits)

    monkeypatch.setattr(engine_module, "read", slow_read)
    assert [outcome(*one) for one in files] == fast
    assert sum(code == "cleaned" for code, _ in fast) > 1_900


def cleaned(content: bytes) -> bytes:
    code, output = outcome(content, Profile())
    assert code == "cleaned"
    return output


@pytest.mark.parametrize("delta", [-8, -2, 2, 8, 100, 1_000_000])
@pytest.mark.parametrize("place", [6, 14], ids=["sequence", "item"])
def test_59_a_wrong_explicit_length_of_a_sequence_or_item(place: int, delta: int) -> None:
    content = stored(planted())
    at = content.index(b"\x40\x11SQ\0\0") + place
    broken = bytearray(content)
    struct.pack_into("<I", broken, at, struct.unpack_from("<I", content, at)[0] + delta)
    output = cleaned(bytes(broken))
    assert output == cleaned(content)
    assert not [word for word in PLANTED if word.encode() in output.lower()]


def test_57_values_of_odd_length_come_out_even() -> None:
    content = stored(ct(KVP="120.5"))
    odd = content.replace(b"\x18\x00\x60\x00DS\x06\x00120.5 ", b"\x18\x00\x60\x00DS\x05\x00120.5")
    assert odd != content
    assert cleaned(odd) == cleaned(content)


def test_58_duplicates_and_disorder_inside_an_item() -> None:
    ordered = element_bytes(TAG["KVP"], b"DS", b"120", True) + element_bytes(TAG["InstanceNumber"], b"IS", b"1", True)
    disorder = ordered[12:] + ordered[:12] + element_bytes(TAG["KVP"], b"DS", b"999", True)
    outputs = []
    for content in (ordered, disorder):
        items = element_bytes(SEQUENCE, b"SQ", item_bytes(content), True)
        outputs.append(cleaned(preamble_and_meta() + identity() + items))
    assert outputs[0] == outputs[1]
    assert dcmread(BytesIO(outputs[0])).ReferencedImageSequence[0].KVP == 120


def test_60_an_unknown_value_representation_is_read_as_the_dictionarys() -> None:
    content = stored(ct())
    assert cleaned(content.replace(b"\x08\x00\x60\x00CS", b"\x08\x00\x60\x00QQ")) == cleaned(content)


def test_56_a_wrong_group_length_of_the_meta_is_not_believed() -> None:
    content = bytearray(stored(ct()))
    struct.pack_into("<I", content, 140, 7)
    assert cleaned(bytes(content)) == cleaned(stored(ct()))


@pytest.mark.parametrize("cut", [300, 500, 700, 900])
def test_a_truncated_file_is_never_repaired(cut: int) -> None:
    content = stored(ct())
    with pytest.raises(DicomFault) as caught:
        slow.read(content[: len(content) - cut], DEFAULT_LIMITS)
    assert caught.value.code in (DicomCode.TRUNCATED, DicomCode.DAMAGED)


def test_a_long_file_is_not_read_the_slow_way() -> None:
    content = stored(ct()).replace(b"\x08\x00\x60\x00CS", b"\x08\x00\x60\x00QQ")
    with pytest.raises(DicomFault) as caught:
        slow.read(content, Limits(expanded_bytes=100))
    assert caught.value.code is DicomCode.DAMAGED
    with pytest.raises(DicomFault):
        slowest.through_pydicom(content, Limits(expanded_bytes=100))


def test_pydicom_and_the_walker_read_the_same_elements() -> None:
    content = stored(planted())
    ours, theirs = parse(content), slowest.through_pydicom(content, DEFAULT_LIMITS)
    assert [(one[0], one[1]) for one in ours.elements] == [(one[0], one[1]) for one in theirs.elements]


def test_what_both_walkers_refuse_is_left_to_pydicom(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = parse(stored(ct()))
    asked: list[int] = []

    def refused(source: Buffer, limits: Limits, walker: object = None) -> Parsed:
        raise DicomFault(DicomCode.DAMAGED)

    def through(source: Buffer, limits: Limits) -> Parsed:
        asked.append(len(source))
        return whole

    monkeypatch.setattr(slow, "parse", refused)
    monkeypatch.setattr(slowest, "through_pydicom", through)
    content = stored(ct(KVP="120.512345678"))
    assert slow.read(content, DEFAULT_LIMITS) is whole
    assert asked == [len(content)]
