"""The words of IMWG 2016: M-protein, free light chains, marrow, plasmacytomas, and the response.

Units: serum M-protein g/dL, urine M-protein mg/24 h, free light chains mg/dL, circulating plasma cells per µL.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, day, number, rows, text


class Fixation(StrEnum):
    """What immunofixation shows."""

    NEGATIVE = "negative"
    POSITIVE = "positive"


class Clone(StrEnum):
    """Whether the marrow holds clonal plasma cells, by immunohistochemistry or flow cytometry."""

    ABSENT = "absent"
    PRESENT = "present"


class Kind(StrEnum):
    """Soft-tissue plasmacytomas must shrink for a response; bone lesions count only for progression."""

    SOFT_TISSUE = "soft_tissue"
    BONE = "bone"


class State(StrEnum):
    """What was found of a lesion of the baseline."""

    MEASURED = "measured"
    ABSENT = "absent"
    NOT_EVALUABLE = "not_evaluable"


class Certainty(StrEnum):
    """How sure a new lesion is."""

    UNEQUIVOCAL = "unequivocal"
    EQUIVOCAL = "equivocal"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    measurable_serum_g_per_dl: Decimal = choice(Decimal(1), "Least measurable serum M-protein.", "g/dL")
    measurable_urine_mg_per_24h: Decimal = choice(Decimal(200), "Least measurable urine M-protein.", "mg/24 h")
    measurable_flc_mg_per_dl: Decimal = choice(Decimal(10), "Least measurable involved free light chain.", "mg/dL")
    flc_ratio_from: Decimal = choice(Decimal("0.26"), "Least normal kappa/lambda ratio.")
    flc_ratio_to: Decimal = choice(Decimal("1.65"), "Greatest normal kappa/lambda ratio.")
    measurable_marrow_percent: Decimal = choice(Decimal(30), "Least plasma cells of a marrow that tells PR.", "%")
    cr_marrow_below_percent: Decimal = choice(Decimal(5), "Plasma cells below which the marrow fits CR.", "%")
    vgpr_decrease_percent: Decimal = choice(Decimal(90), "Decrease of serum M-protein, or of dFLC, for VGPR.", "%")
    vgpr_urine_below_mg_per_24h: Decimal = choice(Decimal(100), "Urine M-protein below which VGPR fits.", "mg/24 h")
    vgpr_plasmacytoma_percent: Decimal = choice(Decimal(90), "VGPR asks for a greater decrease of the SPD.", "%")
    pr_decrease_percent: Decimal = choice(Decimal(50), "Decrease of serum M-protein, dFLC or marrow for PR.", "%")
    pr_urine_decrease_percent: Decimal = choice(Decimal(90), "Decrease of urine M-protein for PR.", "%")
    pr_urine_below_mg_per_24h: Decimal = choice(Decimal(200), "Urine M-protein below which PR fits.", "mg/24 h")
    plasmacytoma_decrease_percent: Decimal = choice(Decimal(50), "Decrease of the SPD for PR and MR.", "%")
    mr_decrease_percent: Decimal = choice(Decimal(25), "Decrease of serum M-protein for MR.", "%")
    mr_urine_decrease_percent: Decimal = choice(Decimal(50), "Decrease of urine M-protein for MR.", "%")
    pd_increase_percent: Decimal = choice(Decimal(25), "Increase from the lowest confirmed value for PD.", "%")
    pd_serum_g_per_dl: Decimal = choice(Decimal("0.5"), "Least increase of serum M-protein for PD.", "g/dL")
    pd_high_serum_from_g_per_dl: Decimal = choice(Decimal(5), "Lowest value from which a fixed rise is PD.", "g/dL")
    pd_high_serum_g_per_dl: Decimal = choice(Decimal(1), "That fixed rise.", "g/dL")
    pd_urine_mg_per_24h: Decimal = choice(Decimal(200), "Least increase of urine M-protein for PD.", "mg/24 h")
    pd_flc_above_mg_per_dl: Decimal = choice(Decimal(10), "PD asks for a greater increase of dFLC.", "mg/dL")
    pd_marrow_points: Decimal = choice(Decimal(10), "Least increase of plasma cells, in points of percent.", "%")
    pd_lesion_increase_percent: Decimal = choice(Decimal(50), "Increase of SPD or longest diameter for PD.", "%")
    pd_lesion_short_above_mm: Decimal = choice(Decimal(10), "Short axis a lesion must exceed before it grows.", "mm")
    pd_circulating_percent: Decimal = choice(Decimal(50), "Increase of circulating plasma cells for PD.", "%")
    pd_circulating_per_ul: Decimal = choice(Decimal(200), "Least count of circulating plasma cells for PD.", "/µL")
    last_progression_counts: bool = choice(False, "Progression of the blood that nothing follows counts too.")
    nadir_confirmed: bool = choice(True, "The lowest value counts only when the next one is as low.")


_MEASURED = {"state": ("measured",)}


@dataclass(frozen=True)
class Lesion:
    """A plasmacytoma or bone lesion of the baseline: longest diameter and its perpendicular, in mm."""

    id: str = text("Lesion", required=True, fixed=True)
    site: str = text("Site", fixed=True)
    kind: Kind = code("Kind", Kind, default=Kind.SOFT_TISSUE, fixed=True)
    state: State = code("State", State, required=True)
    long_mm: Decimal | None = number(
        "Longest diameter", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )
    short_mm: Decimal | None = number(
        "Perpendicular", unit="mm", maximum=500, step=0.1, needed_when=_MEASURED, only_when=_MEASURED
    )


@dataclass(frozen=True)
class New:
    """A lesion that was not there at baseline."""

    id: str = text("Lesion", required=True)
    site: str = text("Site")
    certainty: Certainty = code("Certainty", Certainty, required=True)


@dataclass(frozen=True)
class TimePoint:
    """What is known of one day. A value that was not taken stays empty; 0 says that none was found."""

    day: int = day()
    serum_m_protein_g_per_dl: Decimal | None = number("Serum M-protein", unit="g/dL", maximum=20, step=0.01)
    urine_m_protein_mg_per_24h: Decimal | None = number("Urine M-protein", unit="mg/24 h", maximum=50000, step=1)
    serum_immunofixation: Fixation | None = code("Serum immunofixation", Fixation)
    urine_immunofixation: Fixation | None = code("Urine immunofixation", Fixation)
    kappa_flc_mg_per_dl: Decimal | None = number("Free kappa", unit="mg/dL", maximum=10000, step=0.01)
    lambda_flc_mg_per_dl: Decimal | None = number("Free lambda", unit="mg/dL", maximum=10000, step=0.01)
    marrow_plasma_cells_percent: Decimal | None = number("Marrow plasma cells", unit="%", maximum=100, step=1)
    clonal_marrow_cells: Clone | None = code("Clonal cells in the marrow", Clone)
    circulating_plasma_cells_per_ul: Decimal | None = number("Circulating plasma cells", unit="/µL", maximum=1000000)
    new_therapy: bool = boolean("A new therapy has begun by this day")
    lesions: tuple[Lesion, ...] = rows("Plasmacytomas and bone lesions", Lesion, row="lesion", prefix="P", carried=True)
    new_lesions: tuple[New, ...] = rows("New lesions", New, row="new lesion", prefix="L", at="follow_up")


@dataclass(frozen=True)
class Assessment:
    """The response at a time point, and the numbers that decided.

    `measured_by`: m_protein, flc, marrow, nothing, or unknown when the baseline does not tell. `dflc_mg_per_dl`:
    involved minus uninvolved free light chain. Nadirs are the lowest confirmed earlier values. `confirmed_as`: the
    response that the consecutive assessment bears out, which may be a lesser one; None where there is none.
    """

    day: int
    measured_by: str
    serum_change_percent: Decimal | None
    serum_nadir_g_per_dl: Decimal | None
    urine_change_percent: Decimal | None
    urine_nadir_mg_per_24h: Decimal | None
    dflc_mg_per_dl: Decimal | None
    dflc_nadir_mg_per_dl: Decimal | None
    spd_mm2: Decimal | None
    overall: str | None
    confirmed_as: str | None
    rule: str
    sentence: str
    new_therapy: bool
