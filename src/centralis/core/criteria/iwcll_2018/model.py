"""The words of iwCLL 2018: nodes, spleen and liver, blood counts, marrow, and the response.

Units: lengths in mm, lymphocytes and platelets in 10⁹/L, haemoglobin in g/dL, marrow in percent.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, day, number, rows, text


class State(StrEnum):
    """What was found of a node of the baseline."""

    MEASURED = "measured"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


class Certainty(StrEnum):
    """How sure a new lesion is."""

    UNEQUIVOCAL = "unequivocal"
    EQUIVOCAL = "equivocal"


class Symptoms(StrEnum):
    """Constitutional symptoms of the disease."""

    ABSENT = "absent"
    PRESENT = "present"


class Cause(StrEnum):
    """Why platelets or haemoglobin are low or fell."""

    CLL = "cll"
    OTHER = "other"


class Marrow(StrEnum):
    """What a marrow biopsy shows."""

    CLEAR = "clear"
    HYPOCELLULAR = "hypocellular"
    NODULES = "nodules"
    CLL_CELLS = "cll_cells"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    node_from_mm: Decimal = choice(Decimal(15), "Longest diameter from which a node is enlarged.", "mm")
    max_nodes: int = choice(6, "Nodes whose products are summed.")
    spleen_normal_below_mm: Decimal = choice(Decimal(130), "Length below which the spleen is normal.", "mm")
    spleen_new_increase_mm: Decimal = choice(Decimal(20), "Least increase of a spleen that was normal.", "mm")
    decrease_percent: Decimal = choice(Decimal(50), "Decrease of nodes, organs, lymphocytes for PR.", "%")
    increase_percent: Decimal = choice(Decimal(50), "Increase of nodes, organs, lymphocytes, marrow for PD.", "%")
    normal_lymphocytes_below_1e9_per_l: Decimal = choice(Decimal(4), "Lymphocytes below which are normal.", "10⁹/L")
    pd_lymphocytes_from_1e9_per_l: Decimal = choice(Decimal(5), "Least lymphocytes that are progression.", "10⁹/L")
    platelets_from_1e9_per_l: Decimal = choice(Decimal(100), "Platelets of a response.", "10⁹/L")
    haemoglobin_from_g_per_dl: Decimal = choice(Decimal(11), "Haemoglobin of a response.", "g/dL")
    blood_increase_percent: Decimal = choice(Decimal(50), "Increase of platelets or haemoglobin for PR.", "%")
    platelets_decrease_percent: Decimal = choice(Decimal(50), "Decrease of platelets for PD.", "%")
    haemoglobin_decrease_g_per_dl: Decimal = choice(Decimal(2), "Decrease of haemoglobin for PD.", "g/dL")
    improved_group_a: int = choice(2, "Parameters of group A that must improve for PR, if as many were abnormal.")
    redistribution: bool = choice(False, "Therapy moves lymphocytes into the blood; their rise alone is not PD.")
    response_days: int = choice(56, "Days that a response must last to count as best.", "days")


_MEASURED = {"state": ("measured",)}


@dataclass(frozen=True)
class Node:
    """A node of the baseline: longest diameter and its perpendicular, in mm."""

    id: str = text("Node", required=True, fixed=True)
    region: str = text("Region", fixed=True)
    state: State = code("State", State, required=True)
    long_mm: Decimal | None = number(
        "Longest diameter", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )
    short_mm: Decimal | None = number(
        "Perpendicular", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )


@dataclass(frozen=True)
class New:
    """A lesion that was not there at baseline: a node of at least 15 mm, or an infiltrate of another organ."""

    id: str = text("Lesion", required=True)
    site: str = text("Site")
    certainty: Certainty = code("Certainty", Certainty, required=True)


@dataclass(frozen=True)
class TimePoint:
    """What is known of one day. A value that was not taken stays empty; 0 says that none was found."""

    day: int = day()
    nodes: tuple[Node, ...] = rows("Nodes", Node, row="node", prefix="N", carried=True)
    new_lesions: tuple[New, ...] = rows("New lesions", New, row="new lesion", prefix="L", at="follow_up")
    spleen_mm: Decimal | None = number(
        "Spleen, length", unit="mm", maximum=500, step=1, group="Organs", site="Spleen", quantity="long_mm"
    )
    liver_excess_mm: Decimal | None = number("Liver, length above normal; 0 when normal", unit="mm", maximum=400)
    symptoms: Symptoms | None = code("Constitutional symptoms", Symptoms, group="Symptoms and blood")
    lymphocytes_1e9_per_l: Decimal | None = number("Lymphocytes", unit="10⁹/L", maximum=2000, step=0.1)
    platelets_1e9_per_l: Decimal | None = number("Platelets", unit="10⁹/L", maximum=3000, step=1)
    haemoglobin_g_per_dl: Decimal | None = number("Haemoglobin", unit="g/dL", maximum=25, step=0.1)
    supported: bool = boolean("Transfused, or given erythropoietin")
    cytopenia_cause: Cause | None = code("Cause of low platelets or haemoglobin", Cause)
    marrow: Marrow | None = code(
        "Marrow", Marrow, group="Marrow",
        labels={"clear": "Normocellular, no CLL cells, no nodules", "cll_cells": "CLL cells"},
    )
    marrow_cll_percent: Decimal | None = number("CLL cells of the marrow", unit="%", maximum=100, step=1)
    transformation: bool = boolean("Transformation to a more aggressive histology")


@dataclass(frozen=True)
class Assessment:
    """The response at a time point, and the numbers that decided.

    SPD: sum of the products of the nodes, mm²; None when a node was not evaluated. `abnormal_a` and `improved_a`: the
    parameters of group A (nodes, organs, lymphocytes) abnormal at baseline, and those of them improved enough for PR.
    `confirmed_as`: the response that lasted `response_days`; None where there is none.
    """

    day: int
    spd_mm2: Decimal | None
    spd_nadir_mm2: Decimal | None
    spd_change_percent: Decimal | None
    spleen_excess_mm: Decimal | None
    lymphocytes_change_percent: Decimal | None
    abnormal_a: tuple[str, ...]
    improved_a: tuple[str, ...]
    overall: str | None
    confirmed_as: str | None
    rule: str
    sentence: str
