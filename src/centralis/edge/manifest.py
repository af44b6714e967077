"""What a file's manifest says beside actions and digests: what is left in the output, as names of attributes only.

These are the facts the residual-risk report is made of (`centralis.core.deid.residual`). No value of a source is among
them; of the output only modality, body part, device model and the subject's code.
"""

import hashlib
import json
from typing import Any

from centralis.core.deid import Cleaned, Profile
from centralis.core.deid.residual import WATCHED
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Element
from centralis.core.dicom.values import Values

_WATCHED = {TAG[word]: word for word in WATCHED if word in TAG}
_METHODS = TAG["DeidentificationMethodCodeSequence"]
_CODE_VALUE = TAG["CodeValue"]
_PIXELS_CLEANED = b"113101"


def left_in(cleaned: Cleaned, profile: Profile) -> dict[str, Any]:
    """The residual facts of one cleaned object, in plain JSON types."""
    output = cleaned.output
    values = Values(output.data, output.elements)
    device = (values.text(TAG[word]) for word in ("Manufacturer", "ManufacturerModelName"))
    has_pixels = output.pixel is not None
    return {
        "modality": values.text(TAG["Modality"]),
        "body_part": values.text(TAG["BodyPartExamined"]),
        "series": values.text(TAG["SeriesInstanceUID"]),
        "device": " ".join(part for part in device if part) or None,
        "subject": values.text(TAG["PatientID"]),
        "left": sorted({_WATCHED[one[0]] for one in output.elements if one[0] in _WATCHED and one[4] > one[3]}),
        "private": _private(output.elements),
        "has_pixels": has_pixels,
        "pixels_searched": has_pixels and _PIXELS_CLEANED in _claimed(cleaned),
        "allowed": sorted(profile.allow),
    }


def _private(elements: list[Element]) -> int:
    """How many private elements are left at any depth, their creators not counted."""
    count = 0
    waiting = [elements]
    while waiting:
        for tag, _, _, _, _, items in waiting.pop():
            if tag >> 16 & 1 and tag & 0xFFFF >= 0x1000:
                count += 1
            if items is not None:
                waiting.extend(items.datasets)
    return count


def _claimed(cleaned: Cleaned) -> set[bytes]:
    """The codes of the methods the output says were carried out."""
    data = cleaned.output.data
    for tag, _, _, _, _, items in cleaned.output.elements:
        if tag == _METHODS and items is not None:
            return {
                bytes(data[one[3] : one[4]]).strip(b" \0")
                for item in items.datasets
                for one in item
                if one[0] == _CODE_VALUE
            }
    return set()


def profile_digest(profile: Profile) -> str:
    """SHA-256 of a profile's canonical form: names the profile in every manifest."""
    return hashlib.sha256(json.dumps(profile.to_json(), sort_keys=True).encode()).hexdigest()
