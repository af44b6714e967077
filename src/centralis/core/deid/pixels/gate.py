"""Where text may stand in the pixels: decided from the header alone, before a pixel is touched (PS3.15 E.3.1).

Three answers: no need to look, look with the cheap detector first, or read for text. What a header says about burned-in
text is believed only where devices have no habit of writing into pictures.
"""

import json
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from centralis.core.deid.pixels.boxes import Box
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.core.dicom.values import Values

_STORAGE = "1.2.840.10008.5.1.4.1.1."
#: Made for the eye, where devices write names: ultrasound, secondary capture, scopes, photographs, ophthalmic pictures.
_OFTEN = tuple(_STORAGE + end for end in ("3", "6", "7", "77.1.1", "77.1.2", "77.1.4", "77.1.5"))
#: Cross sections: text only on what a device derived, and then the cheap detector sees it.
_CROSS_SECTIONS = frozenset(
    _STORAGE + end for end in ("2", "2.1", "2.2", "4", "4.1", "4.3", "4.4", "128", "128.1", "130", "20")
)
#: No pictures of the scanner's: masks, maps, doses and their like are read as numbers.
_NUMBERS = tuple(_STORAGE + end for end in ("66", "30", "481", "67", "9", "200"))
_WHOLE_SLIDE = _STORAGE + "77.1.6"
_SLIDE_ASIDES = frozenset(("LABEL", "OVERVIEW", "LOCALIZER"))
_SCREEN_WORDS = ("SCREEN", "CAPTURE", "DOSE", "PATIENT_INFO", "RESULTS", "REPORT", "SUMMARY", "PROTOCOL", "TOPO_LABEL")
_CAPTURED = frozenset(("DI", "DF", "WSD", "SD", "SI", "DRW", "SYN"))
_RULE_WORDS = {
    "maker": "Manufacturer", "model": "ManufacturerModelName", "modality": "Modality",
    "description": "SeriesDescription",
}  # fmt: skip
_ASKED = {
    TAG[keyword]: keyword
    for keyword in ("BurnedInAnnotation", "ImageType", "ConversionType", *_RULE_WORDS.values(), "Rows", "Columns")
}
_LETTER_SIDE = 8
#: Transfer syntaxes whose samples may not be what was written (PS3.5 8.2): JPEG, JPEG-LS, JPEG 2000 and its kin.
_LOSSY = frozenset("1.2.840.10008.1.2.4." + end for end in ("50", "51", "81", "91", "93", "203"))


class Look(Enum):
    """How closely an object is looked at."""

    NOT = "not"
    DETECT = "detect"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Gate:
    """The decision, why (codes for the report), and regions a device is known to write into, blanked unread."""

    look: Look
    why: tuple[str, ...] = ()
    regions: tuple[Box, ...] = ()


_PASS = Gate(Look.NOT)


def gate(values: Values, sop_class: str, allow: frozenset[str]) -> Gate:
    """Decide about one object. allow: codes the profile takes nevertheless. Raises DicomFault for slide labels."""
    raw = values.raw
    return _decided(sop_class, allow, tuple([raw(tag) for tag in _ASKED]))


@lru_cache(maxsize=1024)
def _decided(sop_class: str, allow: frozenset[str], asked: tuple[bytes, ...]) -> Gate:
    """The decision, made once for all slices of a series: what is asked of the header does not change within one."""
    said = {keyword: raw.strip(b" \0").decode("latin-1") for keyword, raw in zip(_ASKED.values(), asked, strict=True)}
    burned_in = said["BurnedInAnnotation"].upper()
    kind = {part.strip().upper() for part in said["ImageType"].split("\\")}
    if sop_class == _WHOLE_SLIDE:
        if kind & _SLIDE_ASIDES and DicomCode.SLIDE_LABEL.code not in allow:
            raise DicomFault(DicomCode.SLIDE_LABEL)
        return Gate(Look.READ, ("burned_in_yes",)) if burned_in == "YES" else _PASS
    why = ["burned_in_yes"] if burned_in == "YES" else []
    if sop_class.startswith(_NUMBERS):
        return Gate(Look.READ, tuple(why)) if why else _PASS
    if any(sop_class == one or sop_class.startswith(one + ".") for one in _OFTEN):
        why.append("kind_of_object")
    if any(word in part for word in _SCREEN_WORDS for part in kind):
        why.append("image_type")
    if said["ConversionType"].upper() in _CAPTURED:
        why.append("conversion_type")
    rules = _device_rules(said, asked)
    if rules.why:
        why.append(rules.why)
    if why:
        return Gate(Look.READ, tuple(why), rules.regions)
    if sop_class in _CROSS_SECTIONS and not kind & {"DERIVED", "SECONDARY"}:
        return _PASS
    return Gate(Look.DETECT, ("detector",))


@dataclass(frozen=True, slots=True)
class _Rules:
    why: str = ""
    regions: tuple[Box, ...] = ()


@cache
def _table() -> tuple[dict[str, Any], ...]:
    text = files(__package__).joinpath("devices.json").read_text("utf-8")
    return tuple(json.loads(text)["rules"])


def _device_rules(said: dict[str, str], asked: tuple[bytes, ...]) -> _Rules:
    """What devices.json knows about this maker and model; regions are whole pixels of this object's frames."""
    rows, columns = (int.from_bytes(raw[:2], "little") for raw in asked[-2:])
    regions: list[Box] = []
    why = ""
    for rule in _table():
        if all(_says(name, said[_RULE_WORDS[name]].lower(), words) for name, words in rule["when"].items()):
            why = "device_rule"
            if rule.get("size") in (None, [rows, columns]):
                regions += [Box(*region).clipped(rows, columns) for region in rule.get("blank", ())]
    return _Rules(why, tuple(regions))


def _says(name: str, said: str, words: list[str]) -> bool:
    return said in words if name == "modality" else any(word in said for word in words)


def has_exact_ink(values: Values, sop_class: str, transfer_syntax: str) -> bool:
    """Whether letters would be of exact values: in a cross section no lossy compression has been through."""
    lossy = transfer_syntax in _LOSSY or (values.text(TAG["LossyImageCompression"]) or "").strip() == "01"
    return sop_class in _CROSS_SECTIONS and not lossy


def may_hold_letters(rows: int, columns: int) -> bool:
    """Whether a frame is large enough for one readable letter."""
    return rows >= _LETTER_SIDE and columns >= _LETTER_SIDE
