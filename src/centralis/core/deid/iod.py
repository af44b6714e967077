"""Which attributes of Table E.1-1 an object must have, and which with a value, by its SOP class (PS3.3, PS3.5 7.4).

The table leaves the choice between removing, emptying and a dummy to the object's definition (X/Z/D). The data file
names the attributes whose type matters for that choice; it was measured with an independent validator, as it says.
"""

import json
from functools import cache
from importlib import resources

from centralis.core.dicom.dictionary import TAG_BY_KEYWORD


@cache
def _stored() -> tuple[str, frozenset[str], dict[tuple[int, str], int]]:
    text = resources.files(__package__).joinpath("iod_types.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    types = {
        (TAG_BY_KEYWORD[keyword], end): int(number)
        for keyword, by_type in stored["types"].items()
        for number, ends in by_type.items()
        for end in ends
    }
    return stored["root"], frozenset(stored["known"]), types


def type_of(tag: int, sop_class: str) -> int | None:
    """1 when the attribute must have a value, 2 when it must be there, 3 when neither; None for an unknown class."""
    root, known, types = _stored()
    end = sop_class.removeprefix(root)
    if end not in known:
        return None
    return types.get((tag, end), 3)
