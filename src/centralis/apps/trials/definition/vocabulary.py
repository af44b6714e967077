"""The words a trial file may use where it must choose, as data: printed in the schema and the documentation."""

from centralis.core.deid.profile import OPTIONS

CRITERIA = (
    "recist-1.1", "irecist", "irrc", "lugano-2014", "rano-2010", "rano-lgg-2011", "rano-2.0", "imwg-2016",
    "iwcll-2018", "percist-1.0", "mrecist-hcc", "pcwg3", "ramris-2016", "kellgren-lawrence", "rust", "mrust",
    "mayo-endoscopic", "uceis", "lvef", "agatston", "stress-perfusion", "cad-rads-2.0", "mcdonald-2017",
    "mcdonald-2024", "brain-volumetry",
)  # fmt: skip
"""Response criteria and scores by their public names."""

ANCHORS = ("randomisation", "first_dose", "enrolment", "consent", "baseline_scan", "surgery")
"""What day 0 of the visit windows may be."""

DEID_OPTIONS = tuple(OPTIONS)
"""Options of DICOM PS3.15 Annex E that the engine knows; the two longitudinal ones are chosen by `dates`."""

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
