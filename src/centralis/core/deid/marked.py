"""Marking a cleaned object after its face was removed: the flag and the method code tell the truth (PS3.15 E.3.2)."""

from centralis.core.deid.profile import OPTIONS
from centralis.core.deid.written import method_item
from centralis.core.dicom.dictionary import TAG_BY_KEYWORD as TAG
from centralis.core.dicom.elements import Buffer, parse
from centralis.core.dicom.encoding import element_bytes, item_bytes
from centralis.core.dicom.limits import DEFAULT_LIMITS, Limits

_FEATURES, _METHODS = TAG["RecognizableVisualFeatures"], TAG["DeidentificationMethodCodeSequence"]


def with_face_removed(source: Buffer, removed: bool = True, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The header of a cleaned file, up to its pixel element, marked as free of recognisable features.

    removed: a face was taken out, so the option's code (113102) joins the methods; else only the flag is set, because
    none was found. Everything else stays byte for byte. Raises DicomFault.
    """
    parsed = parse(source, limits)
    view = memoryview(source)
    new = {_FEATURES: element_bytes(_FEATURES, b"CS", b"NO", parsed.explicit)}
    if removed:
        new[_METHODS] = element_bytes(_METHODS, b"SQ", _methods(source, limits), parsed.explicit)
    start = parsed.elements[0][2]
    out: list[Buffer] = [view[:start]]
    waiting = sorted(new)
    for tag, _, begin, _, end, _ in parsed.body:
        while waiting and waiting[0] <= tag:
            out.append(new[waiting.pop(0)])
        if tag not in new:
            out.append(view[begin:end])
    out += [new[tag] for tag in waiting]
    return b"".join(out)


def _methods(source: Buffer, limits: Limits) -> bytes:
    """The items of the method sequence, with the option's own behind them unless it is there."""
    parsed = parse(source, limits)
    code = OPTIONS["clean_faces"][:2]
    kept = []
    for tag, _, _, _, _, items in parsed.body:
        if tag == _METHODS and items is not None:
            for one in items.datasets:
                content = bytes(source[one[0][2] : one[-1][4]]) if one else b""
                if code[0].encode("ascii") not in content:
                    kept.append(item_bytes(content))
    return b"".join(kept) + item_bytes(method_item(*code, parsed.explicit))
