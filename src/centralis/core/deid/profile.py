"""A trial's de-identification profile: what is asked for, and what this engine really carries out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Self

from centralis.core.deid.table import confidentiality_table

BASIS = "ps3.15-2026d"
#: option: (code of CID 7050, its meaning, whether this engine carries it out today)
OPTIONS: dict[str, tuple[str, str, bool]] = {
    "clean_pixels": ("113101", "Clean Pixel Data Option", False),
    "clean_faces": ("113102", "Clean Recognizable Visual Features Option", False),
    "clean_graphics": ("113103", "Clean Graphics Option", True),
    "clean_structured_content": ("113104", "Clean Structured Content Option", False),
    "clean_descriptors": ("113105", "Clean Descriptors Option", True),
    "retain_patient_characteristics": ("113108", "Retain Patient Characteristics Option", True),
    "retain_device_identity": ("113109", "Retain Device Identity Option", True),
    "retain_uids": ("113110", "Retain UIDs Option", True),
    "retain_institution_identity": ("113112", "Retain Institution Identity Option", True),
}
_DATES = {
    "keep": ("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    "shift": ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
}
_BASIC = ("113100", "Basic Application Confidentiality Profile")
_SAFE_PRIVATE = ("113111", "Retain Safe Private Option")


class Dates(Enum):
    """What happens to dates: kept, moved by one offset a subject, or removed."""

    KEEP = "keep"
    SHIFT = "shift"
    REMOVE = "remove"


class ProfileFault(Exception):
    """A profile that cannot be carried out; the message says which entry and what is allowed."""


@dataclass(frozen=True, slots=True, order=True)
class SafePrivate:
    """A private element that may stay: its group, its creator and the last byte of its element number.

    Only a value that is a number passes, so nothing else can hide in it.
    """

    group: int
    creator: str
    element: int


#: What SUV needs from Philips PET (PS3.15 Table E.3.10-1): SUV scale factor, activity concentration scale factor.
SUV_ESSENTIALS = (SafePrivate(0x7053, "Philips PET Private Group", 0x00),
                  SafePrivate(0x7053, "Philips PET Private Group", 0x09))  # fmt: skip
DEFAULT_OPTIONS = frozenset(("clean_pixels", "clean_descriptors", "clean_structured_content", "clean_graphics"))


@dataclass(frozen=True, slots=True)
class Profile:
    """What a trial asks of de-identification. The default is the basic profile with the four cleaning options.

    must_survive: DICOM keywords checked on every output that had them. allow: refusal codes of whole kinds of object
    (such as `burned_in_unknown`) that this trial takes nevertheless.
    """

    options: frozenset[str] = DEFAULT_OPTIONS
    dates: Dates = Dates.REMOVE
    must_survive: tuple[str, ...] = ()
    allow: frozenset[str] = field(default_factory=frozenset)
    safe_private: tuple[SafePrivate, ...] = SUV_ESSENTIALS

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a profile as written in a trial file's `deidentification` part. Raises ProfileFault."""
        known = {"basis", "options", "dates", "faces", "must_survive", "allow", "safe_private"}
        strange = sorted(set(stored) - known)
        if strange:
            raise ProfileFault(f"The profile has unknown entries: {', '.join(strange)}. Known: {sorted(known)}.")
        if stored.get("basis", BASIS) != BASIS:
            raise ProfileFault(f"The profile's basis is {stored['basis']!r}; this version knows {BASIS!r}.")
        options = frozenset(_names(stored, "options", sorted(DEFAULT_OPTIONS)))
        if stored.get("faces"):
            options |= {"clean_faces"}
        wrong = sorted(options - OPTIONS.keys())
        if wrong:
            raise ProfileFault(f"The profile names unknown options: {', '.join(wrong)}. Known: {sorted(OPTIONS)}.")
        try:
            dates = Dates(stored.get("dates", "remove"))
        except ValueError as cause:
            raise ProfileFault("The profile's `dates` must be keep, shift or remove.") from cause
        safe = tuple(_safe(entry) for entry in stored["safe_private"]) if "safe_private" in stored else SUV_ESSENTIALS
        allow = frozenset(_names(stored, "allow", []))
        return cls(options, dates, tuple(_names(stored, "must_survive", [])), allow, safe)

    def to_json(self) -> dict[str, Any]:
        """The form from_json reads."""
        return {
            "basis": BASIS,
            "options": sorted(self.options),
            "dates": self.dates.value,
            "must_survive": list(self.must_survive),
            "allow": sorted(self.allow),
            "safe_private": [[one.group, one.creator, one.element] for one in self.safe_private],
        }

    def carried_out(self, pixels: bool = False) -> tuple[tuple[str, str], ...]:
        """Code and meaning (CID 7050) of what is done to an object; only this is written into it.

        pixels: a pixel cleaner looked at this object, or it has no pixels.
        """
        codes = [_BASIC]
        codes += [
            OPTIONS[name][:2]
            for name in sorted(self.options)
            if OPTIONS[name][2] or (pixels and name == "clean_pixels")
        ]
        if self.dates.value in _DATES:
            codes.append(_DATES[self.dates.value])
        if self.safe_private:
            codes.append(_SAFE_PRIVATE)
        return tuple(sorted(codes))

    def not_carried_out(self) -> tuple[str, ...]:
        """Options asked for that this version does not perform: objects that would need them are quarantined."""
        return tuple(name for name in sorted(self.options) if not OPTIONS[name][2])

    def summary(self) -> dict[str, Any]:
        """For reports: what was asked, what was done, what was not, and the edition of the table."""
        return {
            **self.to_json(),
            "edition": confidentiality_table().edition,
            "carried_out": [{"code": code, "meaning": meaning} for code, meaning in self.carried_out()],
            "not_carried_out": list(self.not_carried_out()),
        }


def _names(stored: Mapping[str, Any], entry: str, default: list[str]) -> list[str]:
    found = stored.get(entry, default)
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise ProfileFault(f"The profile's `{entry}` must be a list of names.")
    return found


def _safe(entry: Any) -> SafePrivate:
    try:
        group, creator, element = entry
        safe = SafePrivate(int(group), str(creator), int(element))
    except (TypeError, ValueError) as cause:
        raise ProfileFault("A `safe_private` entry must be [group, creator, element byte].") from cause
    if not (safe.group & 1 and 0 <= safe.element <= 0xFF):
        raise ProfileFault("A `safe_private` entry needs an odd group and an element byte from 0 to 255.")
    return safe
