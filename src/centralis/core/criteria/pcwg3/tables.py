"""PCWG3 as data: the response of bone, and the response of bone and soft tissue together."""

from centralis.core.criteria.criterion import Table
from centralis.core.criteria.pcwg3.model import SoftTissue

BONE = Table(
    "Bone response of a scan; the first row that fits counts",
    ("scan", "new lesions", "a scan at least 42 days later", "bone"),
    (
        ("BONE-NE", "not evaluable", "", "", "NE"),
        ("BONE-NE-BASELINE", "baseline not evaluable", "", "", "NE"),
        ("BONE-PD-EARLIER", "after a confirmed progression", "any", "any", "PD"),
        ("BONE-PD-FLARE", "the first, up to day 84", "2 or more since baseline", "2 or more further new ones", "PD"),
        ("BONE-NON-PD-FLARE", "the first, up to day 84", "2 or more since baseline", "fewer further ones", "NON-PD"),
        ("BONE-PDU-FLARE", "the first, up to day 84", "2 or more since baseline", "none yet", "PDu"),
        ("BONE-PD", "later", "2 or more since the reference", "2 of them persist, or there are more", "PD"),
        ("BONE-NON-PD-VANISHED", "later", "2 or more since the reference", "they don't persist", "NON-PD"),
        ("BONE-PDU", "later", "2 or more since the reference", "none yet", "PDu"),
        ("BONE-NE-LESIONS", "any", "2 or more with those that could not be judged", "", "NE"),
        ("BONE-NED", "no lesion at all", "none", "", "NED"),
        ("BONE-PDU-WAITING", "an earlier PDu is not settled", "fewer than 2", "none yet", "PDu"),
        ("BONE-NON-PD", "any other", "fewer than 2", "", "NON-PD"),
    ),
)

OVERALL = Table(
    "Overall response; the first row that fits counts",
    ("soft tissue", "bone", "overall"),
    (
        ("PD-SOFT-TISSUE", "PD", "any", "PD"),
        ("PD-BONE", "any", "PD", "PD"),
        ("NE-NOT-TOLD", "not told", "any but PD", "NE"),
        ("NE-SOFT-TISSUE", "NE", "NON-PD, PDu, NED or NE", "NE"),
        ("NED-NON-PD", "NED", "NON-PD", "NON-CR/NON-PD"),
        ("NED-PDU", "NED", "PDu", "PDu"),
        ("NED-NED", "NED", "NED", "NE"),
        ("NED-NE", "NED", "NE", "NE"),
        ("SD", "SD", "NON-PD, PDu, NED or NE", "SD"),
        ("NON-CR-NON-PD", "NON-CR/NON-PD", "NON-PD, PDu, NED or NE", "NON-CR/NON-PD"),
        ("PR", "PR", "NON-PD, PDu, NED or NE", "PR"),
        ("CR-TARGETS", "CR, target lesions at baseline", "NON-PD, PDu or NE", "PR"),
        ("CR-NO-TARGETS", "CR, no target lesion at baseline", "NON-PD, PDu or NE", "NON-CR/NON-PD"),
        ("CR", "CR", "NED", "CR"),
    ),
)

#: Bone response by its rule.
BONE_OF: dict[str, str] = {row[0]: row[-1] for row in BONE.rows}

#: Overall response by its rule.
OVERALL_OF: dict[str, str] = {row[0]: row[3] for row in OVERALL.rows}

#: The rule where soft tissue alone decides, once neither shows progression.
BY_SOFT_TISSUE: dict[SoftTissue | None, str] = {
    None: "NE-NOT-TOLD",
    SoftTissue.NE: "NE-SOFT-TISSUE",
    SoftTissue.SD: "SD",
    SoftTissue.NON_CR_NON_PD: "NON-CR-NON-PD",
    SoftTissue.PR: "PR",
}

#: The rule where there never was soft tissue disease, by the bone response.
WITHOUT_SOFT_TISSUE: dict[str | None, str] = {
    "NON-PD": "NED-NON-PD",
    "PDu": "NED-PDU",
    "NED": "NED-NED",
    "NE": "NED-NE",
}

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "BONE-NE": "The bone scan was not done or can't be judged.",
    "BONE-NE-BASELINE": "The baseline bone scan can't be judged, so nothing can be called new.",
    "BONE-NE-LESIONS": "New lesions of an earlier scan could not be judged; with them progression would be possible.",
    "BONE-PD-EARLIER": "An earlier scan showed progression, and it was confirmed.",
    "BONE-PD-FLARE": "New lesions on the first scan, and further new ones on the scan that confirms: 2 + 2.",
    "BONE-PDU-FLARE": "New lesions on the first scan, possibly a flare; no scan far enough away has settled it.",
    "BONE-NON-PD-FLARE": "New lesions on the first scan, too few further ones later: a flare.",
    "BONE-PD": "New lesions since the reference scan that a later scan confirms.",
    "BONE-PDU": "New lesions since the reference scan; no scan far enough away has settled it.",
    "BONE-NON-PD-VANISHED": "New lesions since the reference scan that a later scan didn't confirm.",
    "BONE-PDU-WAITING": "Too few new lesions of its own, yet an earlier unconfirmed progression is not settled.",
    "BONE-NED": "No bone lesion is seen.",
    "BONE-NON-PD": "Bone lesions are seen, and too few are new since the reference scan.",
    "PD-SOFT-TISSUE": "Soft tissue has progressed.",
    "PD-BONE": "Bone has progressed.",
    "NE-NOT-TOLD": "The soft tissue response was not told, and bone has not progressed.",
    "NE-SOFT-TISSUE": "Soft tissue can't be judged, and bone has not progressed.",
    "NED-NON-PD": "No soft tissue disease; bone disease remains without progression.",
    "NED-PDU": "No soft tissue disease; bone progression is not confirmed.",
    "NED-NED": "No disease in soft tissue, and none seen in bone: no response can be told.",
    "NED-NE": "No soft tissue disease, and bone can't be judged.",
    "SD": "Soft tissue is stable, and bone has not progressed.",
    "NON-CR-NON-PD": "Soft tissue, without target lesions, neither gone nor progressed; bone has not progressed.",
    "PR": "Soft tissue has shrunk enough, and bone has not progressed.",
    "CR-TARGETS": "Soft tissue is gone, bone is not known to be: partial, as target lesions were there.",
    "CR-NO-TARGETS": "Soft tissue is gone, bone is not known to be; there were no target lesions.",
    "CR": "No disease is left, neither in soft tissue nor in bone.",
}
