"""The words a trial file may use where it must choose, as data: printed in the schema and the documentation."""

from centralis.core import catalogue
from centralis.core.deid.profile import CHOICES, OPTIONS
from centralis.core.deid.safe_private import VALUE_KINDS
from centralis.core.deid.survivors import SURVIVOR_SETS
from centralis.core.dicom.faults import DicomCode

CRITERIA = tuple(catalogue.CRITERIA)
"""Response criteria and scores by their public names."""

ANCHORS = ("randomisation", "first_dose", "enrolment", "consent", "baseline_scan", "surgery")
"""What day 0 of the visit windows may be."""

DEID_OPTIONS = tuple(OPTIONS)
"""Options of DICOM PS3.15 Annex E that the engine knows; the two longitudinal ones are chosen by `dates`."""

DEID_CHOICES = CHOICES
"""Further entries of the de-identification profile and what each may say, the default first."""

DEID_PRIVATE_VRS = tuple(VALUE_KINDS)
"""VRs that a private element kept by `safe_private` may have."""

DEID_MEANING: dict[str, str] = {
    "video": "what happens to video: not kept at all, set aside for a person, or kept as single frames",
    "documents": "what happens to encapsulated documents: set aside for a person, or not kept at all",
    "text": "descriptions keep words of imaging, are emptied, or stay unless something in them identifies",
    "ages_over_89": "ages above 89 years become 90, go, or stay",
}
"""What the further entries of the profile decide, in words for the schema."""

DEID_SETS = tuple(SURVIVOR_SETS)
"""Named sets of elements that `must_survive` may ask for, beside single keywords."""

DEID_ALLOWED = tuple(code.code for code in DicomCode)
"""Codes of kinds of file that are held back, and that a trial may take nevertheless."""

BLINDED_TO = (
    "arm", "site", "subject", "dates", "visit", "site_read", "other_readers", "clinical", "scanner", "sponsor",
    "treatment",
)  # fmt: skip
"""Facts that can be hidden from readers."""

ROLES = ("site coordinator", "technologist", "investigator", "reader", "adjudicator", "qc analyst", "monitor")
"""Roles for which imaging training can be demanded."""

QUALIFICATION_STEPS = ("survey", "test_scan", "training", "phantom")
REOPENERS = ("amendment", "software_change", "hardware_change", "expiry")
PREPARATION = {"fasting_h": "h", "glucose_mmol_l": "mmol/l", "hydration_ml": "ml", "rest_min": "min"}
"""How a subject may have to be prepared, with the unit of each."""

SCOPES = ("trial", "ai_development", "sharing", "future_research", "education")
"""What a subject may consent to."""

ADJUDICATE_BY = ("choose_one", "read_anew", "consensus")
"""Who settles two reads that differ: an adjudicator chooses one; an adjudicator may also read anew; both readers."""
