"""Say a trial's de-identification in plain words: what is done to every image, what stays, who looks. Pure."""

from centralis.apps.trials.definition.model import Deidentification
from centralis.core.deid import Profile

#: option of PS3.15 → what it does where it is chosen, and what is so where it is not
_OPTIONS: dict[str, tuple[str, str]] = {
    "clean_pixels": (
        "Text burned into pixels is looked for and blanked; every other sample stays as it was.",
        "Pixels are not searched for text: objects that may carry it are kept apart.",
    ),
    "clean_descriptors": (
        "Descriptions keep words of imaging and lose the rest.",
        "Descriptions are removed whole, or as the table of PS3.15 says.",
    ),
    "clean_structured_content": ("Structured reports lose what identifies, entry by entry.", ""),
    "clean_graphics": ("Overlays and drawn annotations are cleaned.", ""),
    "retain_patient_characteristics": ("Age, sex, size and weight stay.", "Age, sex, size and weight are removed."),
    "retain_device_identity": (
        "The scanner's serial number and station stay: its qualification is checked by them.",
        "The scanner's serial number and station are removed.",
    ),
    "retain_uids": ("UIDs stay as they were: images can be matched with the hospital's archive.", ""),
    "retain_safe_private": ("Private elements known to be safe stay.", ""),
    "retain_institution_identity": ("The institution's name and address stay.", ""),
}
_DATES = {
    "keep": "Dates stay as they were.",
    "shift": "Dates are moved into the past by one secret offset for each subject; intervals stay exact.",
    "remove": "Dates are removed.",
}
_CHOICES = {
    ("video", "drop"): "Video is not taken.",
    ("video", "quarantine"): "Video is set aside for a person.",
    ("video", "frames"): "Films become single frames without sound, searched for text; too long ones are kept apart.",
    ("documents", "quarantine"): "Documents (PDF, CDA, models) are set aside for a person.",
    ("documents", "drop"): "Documents (PDF, CDA, models) are not taken.",
    ("text", "words"): "",
    ("text", "remove"): "Descriptions are emptied.",
    ("text", "unless_identifying"): "Descriptions stay as they were unless something in them identifies.",
    ("ages_over_89", "cap"): "Ages above 89 years become 90.",
    ("ages_over_89", "remove"): "Ages above 89 years are removed.",
    ("ages_over_89", "keep"): "Ages above 89 years stay.",
}
_FACES = {
    "head_in_field": "Faces are removed wherever a head is in the field of view",
    "always": "Faces are removed from every CT and MR series",
}


def in_words(rules: Deidentification) -> list[str]:
    """The profile as it takes effect, defaults included, a sentence each."""
    profile = Profile.from_json(rules.profile())
    basis = rules.basis.upper()
    lines = [f"Every file is cleaned by the basic profile of {basis}, checked, and kept apart if in doubt."]
    lines += [words[0 if name in profile.options else 1] for name, words in _OPTIONS.items()]
    lines.append(_DATES[profile.dates.value])
    lines += [_CHOICES[name, getattr(profile, name)] for name in ("video", "documents", "text", "ages_over_89")]
    if rules.removes_faces:
        when = _FACES.get(rules.faces, _FACES["head_in_field"])
        lines.append(f"{when}; such exams are held until a person has confirmed the result.")
    else:
        lines.append("Faces are not removed: a face could be recognised from CT or MR of a head.")
    if rules.must_survive:
        lines.append(f"These must survive, or the file is kept apart: {', '.join(rules.must_survive)}.")
    if rules.allow:
        named = ", ".join(code.replace("_", " ") for code in rules.allow)
        lines.append(f"Taken although they would be kept apart: {named}.")
    return [line for line in lines if line]
