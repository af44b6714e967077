"""What could still identify a person after cleaning: remarks in plain words for a data protection officer.

Computed from the profile and the manifests of the files (see `centralis.edge.manifest`), never from values of a source.
The measure is recital 26 of the GDPR: all means reasonably likely to be used, singling out included.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from centralis.core.deid.profile import Dates, Profile

Manifest = Mapping[str, Any]


class Grade(Enum):
    """How much a remark weighs. The value is the public word."""

    NOTE = "note"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that could still identify, or that a reader must know. files: how many cleaned files it concerns."""

    code: str
    grade: Grade
    sentence: str
    files: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self) | {"grade": self.grade.value}


#: Attributes worth a remark when they have a value after cleaning: keyword to group.
WATCHED: dict[str, str] = {
    **dict.fromkeys(("InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName"), "institution"),
    **dict.fromkeys(("DeviceSerialNumber", "StationName", "DeviceUID", "GantryID", "DetectorID", "PlateID",
                     "UniqueDeviceIdentifier"), "serial"),
    **dict.fromkeys(("PatientSex", "PatientSize", "PatientWeight", "EthnicGroup", "SmokingStatus",
                     "PregnancyStatus", "Allergies", "PatientState"), "person"),
    "PatientAge": "age",
    **dict.fromkeys(("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "AcquisitionDateTime"), "date"),
    **dict.fromkeys(("StudyDescription", "SeriesDescription", "ProtocolName", "ImageComments", "PatientComments",
                     "AdditionalPatientHistory", "RequestedProcedureDescription"), "text"),
}  # fmt: skip
_FACE_MODALITIES = frozenset(("CT", "MR", "PT", "NM"))
_HEAD_FREE = ("CHEST", "THORAX", "ABDOMEN", "PELVIS", "KNEE", "HIP", "LEG", "ARM", "HAND", "FOOT", "ANKLE", "WRIST",
              "SHOULDER", "ELBOW", "BREAST", "HEART", "LIVER", "PROSTATE", "TSPINE", "LSPINE", "EXTREMITY")  # fmt: skip
_FEW_SUBJECTS = 5


def residual_risk(profile: Profile, manifests: Sequence[Manifest], key_kept: bool = True) -> list[Remark]:
    """What could still identify in these files, the heaviest first.

    manifests: of one exam, one run or one trial; those of files held back only count as such. key_kept: somebody still
    holds the key from which codes, UIDs and offsets were made.
    """
    cleaned = [one for one in manifests if one.get("outcome") == "cleaned"]
    remarks = [
        *_standing(key_kept), *_faces(profile, cleaned), *_pixels(profile, cleaned), *_devices(profile, cleaned),
        *_dates(profile, cleaned), *_texts(profile, cleaned), *_persons(profile, cleaned), *_kept(profile, cleaned),
        *_held(manifests),
    ]  # fmt: skip
    weight = list(Grade)
    return sorted(remarks, key=lambda one: -weight.index(one.grade))


def _with(manifests: Iterable[Manifest], group: str) -> list[Manifest]:
    return [one for one in manifests if any(WATCHED.get(word) == group for word in one.get("left", ()))]


def _standing(key_kept: bool) -> Iterable[Remark]:
    if key_kept:
        yield Remark(
            "pseudonymised", Grade.NOTE,
            "The data are pseudonymised, not anonymous: whoever holds the key can tell which code belongs to which "
            "patient, so they remain personal data (GDPR Article 4(5) and recital 26). Keep the key away from the "
            "images.",
        )  # fmt: skip
    else:
        yield Remark(
            "key_not_kept", Grade.NOTE,
            "The key was not kept, so codes and dates cannot be turned back by it. Whether the data are anonymous in "
            "the sense of GDPR recital 26 also depends on the remarks below and on what else a recipient knows.",
        )  # fmt: skip


def _faces(profile: Profile, cleaned: list[Manifest]) -> Iterable[Remark]:
    heads = [one for one in cleaned if _may_show_face(one)]
    left = [one for one in heads if one.get("face") not in ("removed", "none")]
    if left and "clean_faces" in profile.options:
        yield Remark(
            "faces_undecided", Grade.HIGH,
            "These slices may show a head, and whether a face is in them could not be decided. A face can be rendered "
            "from them and compared with photographs.", len(left),
        )  # fmt: skip
    elif left:
        named = [one for one in left if _is_head(one)]
        yield Remark(
            "faces_kept", Grade.HIGH if named else Grade.MODERATE,
            "The profile does not ask for face removal, and these slices may show a head. A face can be rendered from "
            "them and compared with photographs.", len(left),
        )  # fmt: skip
    if removed := sum(one.get("face") == "removed" for one in heads):
        yield Remark(
            "faces_removed", Grade.NOTE,
            "The face was removed from these slices and a person confirmed it. Ears, teeth and skull remain.", removed,
        )  # fmt: skip


def _may_show_face(manifest: Manifest) -> bool:
    part = str(manifest.get("body_part") or "").upper()
    return manifest.get("modality") in _FACE_MODALITIES and not any(word in part for word in _HEAD_FREE)


def _is_head(manifest: Manifest) -> bool:
    part = str(manifest.get("body_part") or "").upper()
    return any(word in part for word in ("HEAD", "BRAIN", "SKULL", "FACE", "NECK", "ORBIT", "SINUS", "EAR", "JAW"))


def _pixels(profile: Profile, cleaned: list[Manifest]) -> Iterable[Remark]:
    pictures = [one for one in cleaned if one.get("has_pixels")]
    unread = [one for one in pictures if not one.get("pixels_searched")]
    if unread:
        why = "The profile does not ask for it" if "clean_pixels" not in profile.options else "They were taken unread"
        yield Remark(
            "pixels_not_searched", Grade.HIGH,
            f"Nobody and nothing has looked for text burned into these pictures. {why}.", len(unread),
        )  # fmt: skip
    if changed := sum(bool((one.get("pixels") or {}).get("frames_changed")) for one in pictures):
        yield Remark(
            "pixels_blanked", Grade.LOW,
            "Text was found in these pictures and blanked, and a second reading found none. Hand-written or very "
            "faint signs can escape a text reader; look at a sample.", changed,
        )  # fmt: skip
    if profile.allow:
        yield Remark(
            "kinds_allowed", Grade.MODERATE,
            "The profile takes kinds of object that are otherwise held back because they cannot be checked: "
            f"{', '.join(sorted(profile.allow))}.",
        )  # fmt: skip


def _devices(profile: Profile, cleaned: list[Manifest]) -> Iterable[Remark]:
    serials = _with(cleaned, "serial") if "retain_device_identity" in profile.options else []
    if serials:
        yield Remark(
            "device_serials_kept", Grade.MODERATE,
            "Serial numbers or station names of the devices were kept; with the date they lead to one examination in "
            "one hospital.", len(serials),
        )  # fmt: skip
    subjects: dict[str, set[str]] = defaultdict(set)
    files: Counter[str] = Counter()
    for one in cleaned:
        if one.get("device"):
            subjects[str(one["device"])].add(str(one.get("subject")))
            files[str(one["device"])] += 1
    everyone = {subject for found in subjects.values() for subject in found}
    rare = [device for device, found in subjects.items() if len(found) == 1]
    if rare and len(everyone) >= _FEW_SUBJECTS:
        yield Remark(
            "rare_devices", Grade.LOW,
            f"{len(rare)} device models occur with one subject only; a rare model narrows down hospital and patient.",
            sum(files[device] for device in rare),
        )  # fmt: skip


def _dates(profile: Profile, cleaned: list[Manifest]) -> Iterable[Remark]:
    dated = _with(cleaned, "date")
    if not dated:
        return
    if profile.dates is Dates.KEEP:
        yield Remark(
            "dates_kept", Grade.MODERATE,
            "The true dates of the examinations were kept. Together with hospital, age or diagnosis a date often "
            "singles out one person; under the HIPAA safe harbor they are identifiers (45 CFR 164.514(b)(2)(i)(C)).",
            len(dated),
        )  # fmt: skip
    elif profile.dates is Dates.SHIFT:
        yield Remark(
            "dates_shifted", Grade.LOW,
            "Dates were moved by one secret offset a subject. The intervals between visits are true, and a rare "
            "pattern of visits can be recognised by someone who knows it.", len(dated),
        )  # fmt: skip


def _texts(profile: Profile, cleaned: list[Manifest]) -> Iterable[Remark]:
    texts = _with(cleaned, "text")
    if texts and profile.text == "unless_identifying":
        yield Remark(
            "free_text_kept", Grade.MODERATE,
            "By the profile's policy free text stayed whole where no known identifier was found in it. A nickname, a "
            "rare diagnosis or a place may still stand there.", len(texts),
        )  # fmt: skip
    elif texts:
        yield Remark(
            "descriptors_reduced", Grade.LOW,
            "Descriptions keep only words of the imaging vocabulary; a rare diagnosis may be among them.", len(texts),
        )  # fmt: skip


def _persons(profile: Profile, cleaned: list[Manifest]) -> Iterable[Remark]:
    if persons := _with(cleaned, "person"):
        words = sorted({word for one in persons for word in one["left"] if WATCHED.get(word) == "person"})
        yield Remark(
            "characteristics_kept", Grade.LOW,
            f"Characteristics of the patient were kept: {', '.join(words)}. Rare combinations can single out a person.",
            len(persons),
        )  # fmt: skip
    if ages := _with(cleaned, "age"):
        old = profile.ages_over_89 == "keep"
        said = (
            "Ages above 89 years were kept as they are; they are identifiers under 45 CFR 164.514(b)(2)(i)(C)."
            if old
            else "Ages were kept; those above 89 years were not."
        )
        yield Remark("ages_kept", Grade.MODERATE if old else Grade.LOW, said, len(ages))


def _kept(profile: Profile, cleaned: list[Manifest]) -> Iterable[Remark]:
    places = _with(cleaned, "institution") if "retain_institution_identity" in profile.options else []
    if places:
        yield Remark(
            "institution_kept", Grade.MODERATE,
            "The name or address of the institution was kept; it narrows the patients down to those of one hospital.",
            len(places),
        )  # fmt: skip
    if private := [one for one in cleaned if one.get("private")]:
        count = sum(int(one["private"]) for one in private)
        yield Remark(
            "private_kept", Grade.LOW,
            f"{count} private elements on the profile's safe list were kept; what a maker writes there is known for "
            "the listed elements only.", len(private),
        )  # fmt: skip
    if "retain_uids" in profile.options and cleaned:
        yield Remark(
            "uids_kept", Grade.MODERATE,
            "The unique identifiers of the source were kept: anyone with access to the hospital's archive can find "
            "the original by them.", len(cleaned),
        )  # fmt: skip


def _held(manifests: Sequence[Manifest]) -> Iterable[Remark]:
    codes = Counter(str(one.get("code")) for one in manifests if one.get("outcome") != "cleaned")
    if codes:
        listed = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
        yield Remark(
            "held_back", Grade.NOTE,
            f"{sum(codes.values())} files were held back and are in no output: {listed}.",
        )  # fmt: skip


def as_markdown(remarks: Sequence[Remark], heading: str, facts: Mapping[str, object]) -> str:
    """The remarks as a page for a data protection officer. facts: label to value, printed above them."""
    lines = [f"# {heading}", ""]
    lines += [f"- {label}: {value}" for label, value in facts.items()]
    lines += ["", "| weight | what could still identify, and what to know | files |", "|---|---|---|"]
    lines += [f"| {one.grade.value} | {one.sentence} (`{one.code}`) | {one.files or ''} |" for one in remarks]
    lines += ["", "No remark means that nothing of its kind was found, not that re-identification is impossible."]
    return "\n".join(lines) + "\n"
