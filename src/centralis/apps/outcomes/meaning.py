"""What an endpoint means for each criterion and score: which codes respond, which number stands behind them. Data.

A criterion has a best response, rates and a progression; a score has values by visit and their change from baseline,
and neither rates nor progression. The codes of a ranking are the criterion's own, best first; a code that is not in
`controlled` is no disease control. What counts as progression is declared by the criterion itself and not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """A number (or a category) of an assessment: its place there (dots lead inwards), its name and its unit.

    `is_change`: the number is a change against an earlier scan already, so no change from baseline is taken of it.
    `is_category`: words, not a number.
    """

    key: str
    label: str
    unit: str = ""
    is_change: bool = False
    is_category: bool = False

    @property
    def title(self) -> str:
        """The name with its unit, as a heading."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the outcomes of one criterion or score are made of.

    measures: the numbers that tables and lines show, the first one stands for the case. change: the place of the
    percent change from baseline that waterfall and spider draw; empty where there is none.
    """

    measures: tuple[Measure, ...]
    ranking: tuple[str, ...] = ()
    responding: tuple[str, ...] = ()
    controlled: tuple[str, ...] = ()
    change: str = ""
    response_rate: str = ""
    disease_control: str = ""

    @property
    def has_response(self) -> bool:
        """Whether response rates and times to progression exist: for criteria, not for scores."""
        return bool(self.ranking)

    @property
    def measure(self) -> Measure:
        """The number that stands for the case."""
        return self.measures[0]


_CHANGE = "change_from_baseline_percent"
_CONTROL = "SD counts when it lasted the definition's minimum."
_SUM = "Sum of diameters"
_NON = "NON-CR/NON-PD"


def _solid(measure: Measure) -> Meaning:
    return Meaning(
        measures=(measure,),
        ranking=("CR", "PR", "SD", _NON, "NED", "PD", "NE"),
        responding=("CR", "PR"),
        controlled=("CR", "PR", "SD", _NON),
        change=_CHANGE,
        response_rate="A subject responds whose best overall response is CR or PR.",
        disease_control=f"CR, PR, SD or {_NON} as best overall response. {_CONTROL}",
    )


def _glioma(measure: Measure, change: str, *, has_minor: bool) -> Meaning:
    minor = ("MR",) if has_minor else ()
    words = "CR, PR or MR" if has_minor else "CR or PR"
    return Meaning(
        measures=(measure,),
        ranking=("CR", "PR", *minor, "SD", "PPD", "PD", "NE") if measure.key.startswith("burdens") else
        ("CR", "PR", *minor, "SD", "PD", "NE"),
        responding=("CR", "PR", *minor),
        controlled=("CR", "PR", *minor, "SD"),
        change=change,
        response_rate=f"A subject responds whose best response, sustained as the criterion asks, is {words}.",
        disease_control=f"{words}, or SD, as best response.",
    )  # fmt: skip


_CRITERIA: dict[str, Meaning] = {
    "recist-1.1": _solid(Measure("sum_of_diameters_mm", _SUM, "mm")),
    "mrecist-hcc": _solid(Measure("sum_of_viable_mm", "Sum of viable diameters", "mm")),
    "irecist": Meaning(
        measures=(Measure("sum_of_diameters_mm", _SUM, "mm"),),
        ranking=("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NED", "NE", "iUPD", "iCPD"),
        responding=("iCR", "iPR"),
        controlled=("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD"),
        change=_CHANGE,
        response_rate="A subject responds whose best response is iCR or iPR, also after an unconfirmed progression.",
        disease_control="iCR, iPR, iSD or NON-iCR/NON-iUPD as best response.",
    ),
    "irrc": Meaning(
        measures=(Measure("burden_mm2", "Tumour burden", "mm²"),),
        ranking=("irCR", "irPR", "irSD", "irPD", "NE"),
        responding=("irCR", "irPR"),
        controlled=("irCR", "irPR", "irSD"),
        change=_CHANGE,
        response_rate="A subject responds whose best confirmed response is irCR or irPR.",
        disease_control="irCR, irPR or irSD as best response.",
    ),
    "lugano-2014": Meaning(
        measures=(Measure("spd_mm2", "SPD", "mm²"),),
        ranking=("CR", "PR", "SD", "NED", "PD", "NE"),
        responding=("CR", "PR"),
        controlled=("CR", "PR", "SD"),
        change=_CHANGE,
        response_rate="A subject responds whose best response, PET and CT combined as the definition says, is CR or PR.",
        disease_control="CR, PR or SD as best response.",
    ),
    "rano-2010": _glioma(Measure("sum_mm2", "Sum of products", "mm²"), _CHANGE, has_minor=False),
    "rano-lgg-2011": _glioma(Measure("sum_mm2", "Sum of products", "mm²"), _CHANGE, has_minor=True),
    "rano-2.0": _glioma(
        Measure("burdens.0.total", "Burden of the first component"), f"burdens.0.{_CHANGE}", has_minor=True
    ),
    "imwg-2016": Meaning(
        measures=(
            Measure("serum_change_percent", "Serum M-protein, change from baseline", "%", is_change=True),
            Measure("urine_change_percent", "Urine M-protein, change from baseline", "%", is_change=True),
            Measure("spd_mm2", "Plasmacytomas, SPD", "mm²"),
        ),
        ranking=("sCR", "CR", "VGPR", "PR", "MR", "SD", "PD", "NE"),
        responding=("sCR", "CR", "VGPR", "PR"),
        controlled=("sCR", "CR", "VGPR", "PR", "MR", "SD"),
        change="serum_change_percent",
        response_rate="A subject responds whose best confirmed response is PR or better (sCR, CR, VGPR, PR).",
        disease_control="MR and SD count as well; clinical benefit in myeloma is often MR or better and is not this rate.",
    ),
    "iwcll-2018": Meaning(
        measures=(Measure("spd_mm2", "SPD of nodes", "mm²"),),
        ranking=("CR", "CRi", "PR", "PR-L", "SD", "PD", "NE"),
        responding=("CR", "CRi", "PR", "PR-L"),
        controlled=("CR", "CRi", "PR", "PR-L", "SD"),
        change="spd_change_percent",
        response_rate="A subject responds whose best response is CR, CRi, PR or PR-L (partial with lymphocytosis).",
        disease_control="CR, CRi, PR, PR-L or SD as best response.",
    ),
    "percist-1.0": Meaning(
        measures=(Measure("hottest_sul", "Hottest SULpeak", "SUL"),),
        ranking=("CMR", "PMR", "SMD", "NED", "PMD", "NE"),
        responding=("CMR", "PMR"),
        controlled=("CMR", "PMR", "SMD"),
        change=_CHANGE,
        response_rate="A subject responds whose best metabolic response is CMR or PMR.",
        disease_control="CMR, PMR or SMD as best metabolic response.",
    ),
    "pcwg3": Meaning(
        measures=(Measure("bone.new", "New bone lesions"),),
        ranking=("CR", "PR", "SD", _NON, "NED", "PDu", "PD", "NE"),
        responding=("CR", "PR"),
        controlled=("CR", "PR", "SD", _NON),
        response_rate="A subject responds whose soft tissue reaches CR or PR while bone has not progressed.",
        disease_control=f"CR, PR, SD or {_NON} as best response. {_CONTROL}",
    ),
}


def _score(*measures: Measure) -> Meaning:
    return Meaning(measures)


_SCORES: dict[str, Meaning] = {
    "kellgren-lawrence": _score(Measure("worst_grade", "Worst grade"), Measure("osteoarthritis", "Joints with OA")),
    "rust": _score(Measure("total", "RUST total")),
    "mrust": _score(Measure("total", "Modified RUST total")),
    "mayo-endoscopic": _score(Measure("score", "Mayo endoscopic subscore")),
    "uceis": _score(Measure("score", "UCEIS")),
    "lvef": _score(
        Measure("ejection_percent", "Ejection fraction", "%"),
        Measure("end_diastolic_ml", "End-diastolic volume", "ml"),
        Measure("end_systolic_ml", "End-systolic volume", "ml"),
    ),
    "agatston": _score(
        Measure("agatston", "Agatston score"),
        Measure("volume_mm3", "Calcium volume", "mm³"),
        Measure("mass_mg", "Calcium mass", "mg"),
    ),
    "brain-volumetry": _score(
        Measure("change_percent", "Brain volume change since baseline", "%", is_change=True),
        Measure("change_percent_per_year", "Brain volume change", "%/year", is_change=True),
        Measure("hippocampus_mm3", "Hippocampi", "mm³"),
        Measure("active_lesions", "New and enlarging lesions", is_change=True),
    ),
    "cad-rads-2.0": _score(
        Measure("category", "CAD-RADS category", is_category=True), Measure("worst_percent", "Worst stenosis", "%")
    ),
    "ramris-2016": _score(
        Measure("erosion", "Erosion"),
        Measure("osteitis", "Osteitis"),
        Measure("synovitis", "Synovitis"),
        Measure("narrowing", "Joint space narrowing"),
        Measure("tenosynovitis", "Tenosynovitis"),
    ),
    "stress-perfusion": _score(
        Measure("summed_stress", "Summed stress score"),
        Measure("summed_rest", "Summed rest score"),
        Measure("summed_difference", "Summed difference score"),
    ),
    "mcdonald-2017": _score(Measure("diagnosis", "Diagnosis", is_category=True)),
    "mcdonald-2024": _score(Measure("diagnosis", "Diagnosis", is_category=True)),
}

MEANINGS: Mapping[str, Meaning] = {**_CRITERIA, **_SCORES}


def meaning_of(criterion: str) -> Meaning:
    """What the outcomes of a criterion or score are made of. Raises KeyError for a name that is not known."""
    return MEANINGS[criterion]


def find_value(assessment: Mapping[str, Any], place: str) -> Any:
    """The value at a place of an assessment, None when it (or a level above it) is not there."""
    found: Any = assessment
    for name in place.split(".") if place else ():
        if isinstance(found, list | tuple):
            found = found[int(name)] if int(name) < len(found) else None
        elif isinstance(found, Mapping):
            found = found.get(name)
        else:
            return None
    return found if place else None
