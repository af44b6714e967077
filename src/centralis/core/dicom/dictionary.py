"""The data dictionary (PS3.6) as the walker and the de-identification engine need it: tag to VR, keyword to tag."""

from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def _data_module(name: str) -> ModuleType:
    """One of pydicom's modules of plain data, loaded by its place: it imports nothing.

    Importing it by name would run the package's own start, which loads every decoder at hand: 55 MB in a child that
    reads headers. Of a module loaded here only what is taken below stays in memory.
    """
    package = find_spec("pydicom")
    if package is None or package.origin is None:
        raise ImportError("pydicom, which holds the data dictionary, is not installed: install Centralis anew")
    spec = spec_from_file_location(f"centralis_{name}", Path(package.origin).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(f"pydicom's {name} cannot be loaded: install Centralis anew")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_TABLES = _data_module("_dicom_dict")
_ENTRIES: dict[int, tuple[str, str, str, str, str]] = _TABLES.DicomDictionary
_REPEATERS: dict[str, tuple[str, str, str, str, str]] = _TABLES.RepeatersDictionary
_UID_ENTRIES: dict[str, tuple[str, str, str, str, str]] = _data_module("_uid_dict").UID_dictionary


def _first_vr(entry: str) -> bytes:
    """The VR to assume for an attribute that allows several ('US or SS' reads as US, 'OB or OW' as OW)."""
    if entry in ("OB or OW", "OW or OB", "US or OW", "US or SS or OW"):
        return b"OW"
    return entry[:2].encode("ascii") if entry != "NONE" else b"UN"


VR_BY_TAG: dict[int, bytes] = {tag: _first_vr(entry[0]) for tag, entry in _ENTRIES.items()}
VRS_BY_TAG: dict[int, frozenset[bytes]] = {
    tag: frozenset(part.encode("ascii") for part in entry[0].split(" or ")) for tag, entry in _ENTRIES.items()
}
KEYWORD_BY_TAG: dict[int, str] = {tag: entry[4] for tag, entry in _ENTRIES.items() if entry[4]}
TAG_BY_KEYWORD: dict[str, int] = {keyword: tag for tag, keyword in KEYWORD_BY_TAG.items()}
#: Registered UID to (name, type) as in PS3.6 Annex A.
UIDS: dict[str, tuple[str, str]] = {uid: (entry[0], entry[1]) for uid, entry in _UID_ENTRIES.items()}
REGISTERED_UIDS: frozenset[str] = frozenset(_UID_ENTRIES)
del _TABLES, _ENTRIES, _UID_ENTRIES  # names and multiplicities, several MB


@cache
def _repeaters() -> tuple[tuple[int, int, bytes], ...]:
    found = []
    for mask, entry in _REPEATERS.items():
        care = int("".join("0" if sign == "x" else "F" for sign in mask), 16)
        found.append((care, int(mask.replace("x", "0"), 16), _first_vr(entry[0])))
    return tuple(found)


def repeating_vr(tag: int) -> bytes | None:
    """The VR of a tag in a repeating group (50xx, 60xx and the retired others), or None."""
    return next((vr for care, value, vr in _repeaters() if tag & care == value), None)


def implicit_vr(tag: int) -> bytes:
    """The VR to read an implicit-VR element with; UN for private and unknown tags (PS3.5 A.1)."""
    vr = VR_BY_TAG.get(tag)
    if vr is not None:
        return vr
    if tag >> 16 & 1:
        return b"LO" if 0x10 <= tag & 0xFFFF <= 0xFF else b"UN"
    if tag & 0xFFFF == 0:
        return b"UL"
    return repeating_vr(tag) or b"UN"
