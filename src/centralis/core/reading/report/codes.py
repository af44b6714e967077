"""The codes of a read's report as data: units, sites, axes, answers, time points, procedures.

Sources: PS3.16 CID 4031 and 7151 (anatomy), 7470 (linear measurements), 6146 (time point types), 6147 (response
criteria), 100 (procedures), TID 1500, 1501, 1502 and 300; UCUM. What no published code says has one of our own, under
the scheme 99CENTRALIS (PS3.16 8.2: designators of private schemes begin with 99).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

OWN = "99CENTRALIS"
_LONGEST_MEANING = 64


@dataclass(frozen=True, slots=True)
class Coded:
    """A code: value, scheme designator and meaning (PS3.3 8.8)."""

    value: str
    scheme: str
    meaning: str

    def to_json(self) -> list[str]:
        return [self.value, self.scheme, self.meaning]


def own_code(value: str, meaning: str) -> Coded:
    """A code of our own; one longer than 16 characters is written as Long Code Value (PS3.3 8.8)."""
    return Coded(value, OWN, (meaning or value)[:_LONGEST_MEANING])


def _ucum(value: str, meaning: str = "") -> Coded:
    return Coded(value, "UCUM", meaning or value)


NO_UNIT = _ucum("1", "no units")
MILLIMETRE = _ucum("mm", "mm")

#: the units of our forms → UCUM
UNITS: Mapping[str, Coded] = MappingProxyType(
    {
        "": NO_UNIT,
        "mm": MILLIMETRE,
        "cm": _ucum("cm"),
        "mm2": _ucum("mm2"),
        "mm²": _ucum("mm2"),
        "mm3": _ucum("mm3"),
        "mm³": _ucum("mm3"),
        "ml": _ucum("mL"),
        "mL": _ucum("mL"),
        "mL/m²": _ucum("mL/m2"),
        "%": _ucum("%", "percent"),
        "%/year": _ucum("%/a", "percent per year"),
        "day": _ucum("d", "day"),
        "years": _ucum("a", "year"),
        "min": _ucum("min", "minute"),
        "g": _ucum("g"),
        "kg": _ucum("kg"),
        "mg": _ucum("mg"),
        "g/dL": _ucum("g/dL"),
        "mg/dL": _ucum("mg/dL"),
        "mg/24 h": _ucum("mg/(24.h)", "mg per 24 hours"),
        "10⁹/L": _ucum("10*9/L"),
        "/µL": _ucum("/uL", "per microlitre"),
        "HU": _ucum("[hnsf'U]", "Hounsfield unit"),
        "mg/mm³/HU": _ucum("mg/mm3/[hnsf'U]", "mg per mm3 and Hounsfield unit"),
        "SUL": _ucum("g/ml{SUVlbm}", "Standardized Uptake Value lean body mass"),
    }
)


def _sct(value: str, meaning: str) -> Coded:
    return Coded(value, "SCT", meaning)


#: organ as the forms name it → SNOMED CT. "other" has none.
SITES: Mapping[str, Coded] = MappingProxyType(
    {
        "adrenal": _sct("23451007", "Adrenal gland"),
        "bladder": _sct("89837001", "Bladder"),
        "bone": _sct("272673000", "Bone"),
        "brain": _sct("12738006", "Brain"),
        "breast": _sct("76752008", "Breast"),
        "chest_wall": _sct("78904004", "Chest wall"),
        "colon": _sct("71854001", "Colon"),
        "kidney": _sct("64033007", "Kidney"),
        "liver": _sct("10200004", "Liver"),
        "lung": _sct("39607008", "Lung"),
        "lymph_node": _sct("59441001", "Lymph Node"),
        "mediastinum": _sct("72410000", "Mediastinum"),
        "muscle": _sct("71616004", "Muscle"),
        "oesophagus": _sct("32849002", "Esophagus"),
        "ovary": _sct("15497006", "Ovary"),
        "pancreas": _sct("15776009", "Pancreas"),
        "pelvis": _sct("816092008", "Pelvis"),
        "peritoneum": _sct("83670000", "Peritoneal cavity"),
        "pleura": _sct("3120008", "Pleura"),
        "prostate": _sct("41216001", "Prostate"),
        "rectum": _sct("34402009", "Rectum"),
        "skin": _sct("39937001", "Skin"),
        "soft_tissue": _sct("87784001", "Soft tissue"),
        "spleen": _sct("78961009", "Spleen"),
        "stomach": _sct("69695003", "Stomach"),
        "testis": _sct("40689003", "Testis"),
        "thyroid": _sct("69748006", "Thyroid"),
        "uterus": _sct("35039007", "Uterus"),
    }
)
_SITE_WORDS = MappingProxyType({"esophagus": "oesophagus", "node": "lymph_node", "lymph_nodes": "lymph_node"})

LONG_AXIS = _sct("103339001", "Long axis")
SHORT_AXIS = _sct("103340004", "Short axis")
DIAMETER = _sct("81827009", "Diameter")
#: numeric fields of the forms that have a published name
FIELDS: Mapping[str, Coded] = MappingProxyType(
    {
        "diameter_mm": DIAMETER,
        "parts_mm": DIAMETER,
        "long_mm": LONG_AXIS,
        "ldi_mm": LONG_AXIS,
        "longest_mm": LONG_AXIS,
        "short_mm": SHORT_AXIS,
        "sdi_mm": SHORT_AXIS,
    }
)

LESION = _sct("52988006", "Lesion")
YES, NO = _sct("373066001", "Yes"), _sct("373067005", "No")
RESPONSE_EVALUATION = Coded("112020", "DCM", "Response Evaluation")
CURRENT_RESPONSE = Coded("112048", "DCM", "Current Response")
COMMENT = Coded("121106", "DCM", "Comment")
IMAGING_PROCEDURE = _sct("363679005", "Imaging procedure")
BASELINE = Coded("C1442488", "UMLS", "Baseline")
POSTTREATMENT = Coded("126074", "DCM", "Posttreatment")
TUMOUR_SECTIONS = frozenset({"target lesion", "non-target lesion", "index lesion", "non-index lesion", "new lesion",
                             "lesion", "node", "non-measured lesion", "other lesion", "new bone lesion"})  # fmt: skip

#: criterion → CID 6147, where it is listed
METHODS: Mapping[str, Coded] = MappingProxyType(
    {
        "recist-1.1": Coded("126081", "DCM", "RECIST 1.1"),
        "rano-2010": Coded("C114879", "NCIt", "RANO"),
    }
)

#: modality → CID 100
PROCEDURES: Mapping[str, Coded] = MappingProxyType(
    {
        "CT": Coded("25045-6", "LN", "CT unspecified body region"),
        "MR": Coded("25056-3", "LN", "MRI unspecified body region"),
        "NM": Coded("49118-3", "LN", "NM unspecified body region"),
        "PT": Coded("44136-0", "LN", "PET unspecified body region"),
        "CR": Coded("43468-8", "LN", "XR unspecified body region"),
        "DX": Coded("43468-8", "LN", "XR unspecified body region"),
    }
)

#: (answer, code) → the published code of a RECIST response of target or non-target lesions
RESPONSES: Mapping[tuple[str, str], Coded] = MappingProxyType(
    {
        ("target", "CR"): Coded("112041", "DCM", "Target Lesion Complete Response"),
        ("target", "PR"): Coded("112042", "DCM", "Target Lesion Partial Response"),
        ("target", "PD"): Coded("112043", "DCM", "Target Lesion Progressive Disease"),
        ("target", "SD"): Coded("112044", "DCM", "Target Lesion Stable Disease"),
        ("non_target", "CR"): Coded("112045", "DCM", "Non-Target Lesion Complete Response"),
        ("non_target", "NON-CR/NON-PD"): Coded(
            "112046", "DCM", "Non-Target Lesion Incomplete Response or Stable Disease"
        ),
        ("non_target", "PD"): Coded("112047", "DCM", "Non-Target Lesion Progressive Disease"),
    }
)

#: what the short codes of responses stand for
RESPONSE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "CR": "Complete response", "PR": "Partial response", "SD": "Stable disease", "PD": "Progressive disease",
        "NE": "Not evaluable", "NED": "No evidence of disease",
        "NON-CR/NON-PD": "Neither complete response nor progression",
        "iCR": "Immune complete response", "iPR": "Immune partial response", "iSD": "Immune stable disease",
        "iUPD": "Immune unconfirmed progressive disease", "iCPD": "Immune confirmed progressive disease",
    }
)  # fmt: skip

ORIGIN = own_code("origin", "How the lesion was measured")
DRAWN = own_code("drawn", "Drawn on the image; its lengths made from the points")
TYPED = own_code("typed", "A number was typed; no mark on an image")
SECTION = own_code("section", "Kind of finding")


def find_site(organ: str) -> Coded | None:
    """The code of an organ as a form or a reader names it; None for one that the table lacks."""
    name = "_".join(organ.replace(",", " ").lower().split())
    for side in ("left_", "right_"):
        name = name.removeprefix(side)
    return SITES.get(_SITE_WORDS.get(name, name))
