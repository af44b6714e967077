"""A trial's de-identification profile: what is asked for, and what this engine really carries out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any, Self

from centralis.core.deid.safe_private import SAFE_PRIVATE, SUV_ESSENTIALS, VALUE_KINDS, SafePrivate
from centralis.core.deid.survivors import expanded, private_of
from centralis.core.deid.table import confidentiality_table

BASIS = "ps3.15-2026d"
#: option: (code of CID 7050, its meaning, whether this engine carries it out today)
OPTIONS: dict[str, tuple[str, str, bool]] = {
    "clean_pixels": ("113101", "Clean Pixel Data Option", False),
    "clean_faces": ("113102", "Clean Recognizable Visual Features Option", False),
    "clean_graphics": ("113103", "Clean Graphics Option", True),
    "clean_structured_content": ("113104", "Clean Structured Content Option", True),
    "clean_descriptors": ("113105", "Clean Descriptors Option", True),
    "retain_patient_characteristics": ("113108", "Retain Patient Characteristics Option", True),
    "retain_device_identity": ("113109", "Retain Device Identity Option", True),
    "retain_uids": ("113110", "Retain UIDs Option", True),
    "retain_safe_private": ("113111", "Retain Safe Private Option", False),
    "retain_institution_identity": ("113112", "Retain Institution Identity Option", True),
}
_DATES = {
    "keep": ("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    "shift": ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
}
#: The two options that are chosen by `dates`, under the names the table gives them.
_DATE_OPTIONS = {"retain_longitudinal_full_dates": "keep", "retain_longitudinal_modified_dates": "shift"}
_BASIC = ("113100", "Basic Application Confidentiality Profile")
#: entry: what it may say, the default first
CHOICES: dict[str, tuple[str, ...]] = {
    "video": ("drop", "quarantine", "frames"),
    "documents": ("quarantine", "drop"),
    "text": ("words", "remove", "unless_identifying"),
    "ages_over_89": ("cap", "remove", "keep"),
}


class Dates(Enum):
    """What happens to dates: kept, moved by one offset a subject, or removed."""

    KEEP = "keep"
    SHIFT = "shift"
    REMOVE = "remove"


class ProfileFault(Exception):
    """A profile that cannot be carried out; the message says which entry and what is allowed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to one object by others than the header rules. pixels: a pixel cleaner looked at it, or it has no
    pixels. faces: its face was removed, or it shows none.
    """

    pixels: bool = False
    faces: bool = False


_HEADER_ONLY = Done()
DEFAULT_OPTIONS = frozenset(("clean_pixels", "clean_descriptors", "clean_structured_content", "clean_graphics"))


@dataclass(frozen=True, slots=True, eq=True)
class Profile:
    """What a trial asks of de-identification. The default is the basic profile with the four cleaning options.

    must_survive: DICOM keywords, or names of sets such as `suv`, checked on every output that had them. allow: refusal
    codes of whole kinds of object (such as `burned_in_unknown`) that this trial takes nevertheless. video, documents:
    whether such files are set aside for a person (quarantine) or not kept at all (drop); a video may also be decoded
    and kept as single frames without its sound (frames). text: descriptors keep the
    words of imaging (words), are emptied (remove), or stay whole unless something in them identifies
    (unless_identifying). ages_over_89: years above 89 become 90, go, or stay (45 CFR 164.514(b)(2)(i)(C)).
    """

    options: frozenset[str] = DEFAULT_OPTIONS
    dates: Dates = Dates.REMOVE
    must_survive: tuple[str, ...] = ()
    allow: frozenset[str] = field(default_factory=frozenset)
    safe_private: tuple[SafePrivate, ...] = SUV_ESSENTIALS
    video: str = "drop"
    documents: str = "quarantine"
    text: str = "words"
    ages_over_89: str = "cap"
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        own = (self.options, self.dates, self.must_survive, self.allow, self.safe_private, self.video, self.documents)
        object.__setattr__(self, "_hash", hash((*own, self.text, self.ages_over_89)))

    def __hash__(self) -> int:
        return self._hash  # worked out once: a profile is looked up several times a file

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a profile as written in a trial file's `deidentification` part or in a file of its own, all entries
        optional. Raises ProfileFault, which says what is wrong and what is allowed.
        """
        known = {"basis", "options", "dates", "faces", "must_survive", "allow", "safe_private", *CHOICES}
        strange = sorted(set(stored) - known)
        if strange:
            raise ProfileFault(f"The profile has unknown entries: {', '.join(strange)}. Known: {sorted(known)}.")
        if stored.get("basis", BASIS) != BASIS:
            raise ProfileFault(f"The profile's basis is {stored['basis']!r}; this version knows {BASIS!r}.")
        named = set(_names(stored, "options", sorted(DEFAULT_OPTIONS)))
        dates = _dates(stored, named)
        options = named - _DATE_OPTIONS.keys()
        if _removes_faces(stored.get("faces")):
            options |= {"clean_faces"}
        wrong = sorted(options - OPTIONS.keys())
        if wrong:
            known = {*OPTIONS, *_DATE_OPTIONS}
            raise ProfileFault(f"The profile names unknown options: {', '.join(wrong)}. Known: {sorted(known)}.")
        safe = SAFE_PRIVATE if "retain_safe_private" in options else SUV_ESSENTIALS
        if "safe_private" in stored:
            safe = tuple(_safe(entry) for entry in stored["safe_private"])
        choices = {entry: _choice(stored, entry) for entry in CHOICES}
        allow = frozenset(_names(stored, "allow", []))
        return cls(frozenset(options), dates, tuple(_names(stored, "must_survive", [])), allow, safe, **choices)

    def to_json(self) -> dict[str, Any]:
        """The form from_json reads."""
        return {
            "basis": BASIS,
            "options": sorted(self.options),
            "dates": self.dates.value,
            "must_survive": list(self.must_survive),
            "allow": sorted(self.allow),
            "safe_private": [[one.group, one.creator, one.element, one.vr] for one in self.safe_private],
            **{entry: getattr(self, entry) for entry in CHOICES},
        }

    def survivors(self) -> tuple[str, ...]:
        """The keywords of `must_survive`, its named sets spelled out."""
        return expanded(self.must_survive)

    def safe(self) -> frozenset[SafePrivate]:
        """The private elements that may stay: the profile's list and what its named sets need."""
        return _safe_of(self)

    def drops(self, code: str) -> bool:
        """Whether a file refused with this code is not to be kept at all, not even in quarantine."""
        entry = {"video": self.video, "encapsulated_document": self.documents}
        return entry.get(code) == "drop"

    def carried_out(self, done: Done = _HEADER_ONLY) -> tuple[tuple[str, str], ...]:
        """Code and meaning (CID 7050) of what is done to an object; only this is written into it."""
        return _carried_out(self, done)

    def not_carried_out(self, done: Done = _HEADER_ONLY) -> tuple[str, ...]:
        """Options asked for that were not performed: objects that would need them are quarantined or held."""
        codes = {code for code, _ in self.carried_out(done)}
        return tuple(name for name in sorted(self.options) if OPTIONS[name][0] not in codes)

    def summary(self) -> dict[str, Any]:
        """For reports: what was asked, what the header rules do, what they leave to others, the table's edition."""
        return {
            **self.to_json(),
            "edition": confidentiality_table().edition,
            "carried_out": [{"code": code, "meaning": meaning} for code, meaning in self.carried_out()],
            "not_carried_out": list(self.not_carried_out()),
        }


@lru_cache(maxsize=32)
def _safe_of(profile: Profile) -> frozenset[SafePrivate]:
    return frozenset((*profile.safe_private, *private_of(profile.must_survive)))


@lru_cache(maxsize=64)
def _carried_out(profile: Profile, done: Done) -> tuple[tuple[str, str], ...]:
    also = {name for name, did in (("clean_pixels", done.pixels), ("clean_faces", done.faces)) if did}
    codes = [_BASIC]
    codes += [OPTIONS[name][:2] for name in sorted(profile.options) if OPTIONS[name][2] or name in also]
    if profile.dates.value in _DATES:
        codes.append(_DATES[profile.dates.value])
    if profile.safe():
        codes.append(OPTIONS["retain_safe_private"][:2])
    return tuple(sorted(set(codes)))


def _names(stored: Mapping[str, Any], entry: str, default: list[str]) -> list[str]:
    found = stored.get(entry, default)
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise ProfileFault(f"The profile's `{entry}` must be a list of names.")
    return found


def _choice(stored: Mapping[str, Any], entry: str) -> str:
    found = stored.get(entry, CHOICES[entry][0])
    if found not in CHOICES[entry]:
        raise ProfileFault(f"The profile's `{entry}` must be {', '.join(CHOICES[entry][:-1])} or {CHOICES[entry][-1]}.")
    return str(found)


def _dates(stored: Mapping[str, Any], named: set[str]) -> Dates:
    """The date choice, said by `dates` or by one of the two longitudinal options."""
    said = {_DATE_OPTIONS[name] for name in named & _DATE_OPTIONS.keys()}
    if "dates" in stored:
        said.add(str(stored["dates"]))
    if len(said) > 1:
        raise ProfileFault("The profile asks for dates in two ways; say one of keep, shift or remove under `dates`.")
    try:
        return Dates(said.pop() if said else "remove")
    except ValueError as cause:
        raise ProfileFault("The profile's `dates` must be keep, shift or remove.") from cause


def _removes_faces(said: Any) -> bool:
    if said in (None, False, "keep", "never"):
        return False
    if said is True or said == "remove" or (isinstance(said, Mapping) and set(said) == {"remove_when"}):
        return True
    raise ProfileFault("The profile's `faces` must be remove, keep, or {remove_when: ...}.")


def _safe(entry: Any) -> SafePrivate:
    try:
        group, creator, element = entry[:3]
        safe = SafePrivate(int(group), str(creator), int(element), *(str(vr) for vr in entry[3:4]))
    except (TypeError, ValueError) as cause:
        raise ProfileFault("A `safe_private` entry must be [group, creator, element byte, VR].") from cause
    if not (safe.group & 1 and 0 <= safe.element <= 0xFF) or safe.vr not in VALUE_KINDS:
        raise ProfileFault(
            "A `safe_private` entry needs an odd group, an element byte from 0 to 255, and as VR (when given) one of "
            f"{', '.join(VALUE_KINDS)}."
        )
    return safe
