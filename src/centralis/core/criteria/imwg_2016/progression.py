"""Progression by IMWG 2016: each rule with its increase, from the lowest confirmed value of what it follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.imwg_2016 import measured
from centralis.core.criteria.imwg_2016.measured import Disease, Getter
from centralis.core.criteria.imwg_2016.model import Certainty, Lesion, Parameters, TimePoint


@dataclass(frozen=True)
class Followed:
    """What progression at one time point is decided from: the point, all earlier ones, the disease, the choices."""

    point: TimePoint
    before: Sequence[TimePoint]
    disease: Disease
    parameters: Parameters

    def find_rise(self, get: Getter) -> tuple[Decimal, Decimal] | None:
        """Value and its lowest confirmed predecessor; None where one of them is missing."""
        value, nadir = get(self.point), measured.find_nadir(self.before, get, self.parameters)
        return None if value is None or nadir is None else (value, nadir)


def get_serum(point: TimePoint) -> Decimal | None:
    """Serum M-protein in g/dL."""
    return point.serum_m_protein_g_per_dl


def get_urine(point: TimePoint) -> Decimal | None:
    """Urine M-protein in mg/24 h."""
    return point.urine_m_protein_mg_per_24h


def find_progression(followed: Followed) -> str:
    """The first rule of `tables.PROGRESSION` that fits; empty when none does."""
    for decide in (_lesions, _serum, _urine, _light_chains, _marrow, _circulating):
        if rule := decide(followed):
            return rule
    return ""


def _lesions(followed: Followed) -> str:
    point, before, parameters = followed.point, followed.before, followed.parameters
    if any(one.certainty is Certainty.UNEQUIVOCAL for one in point.new_lesions):
        return "PD-NEW-LESION"
    if not point.lesions:
        return ""
    part, _ = measured.compute_spd(point, before[0])
    nadir = measured.find_spd_nadir(before)
    if nadir == 0 and part > 0:
        return "PD-LESION-BACK"
    is_larger = nadir is not None and exact.is_increase_of(part, nadir, parameters.pd_lesion_increase_percent)
    if is_larger and part > 0 and len(before[0].lesions) > 1:
        return "PD-LESION-SPD"
    if any(_has_grown(lesion, before, parameters) for lesion in point.lesions):
        return "PD-LESION-DIAMETER"
    return ""


def _has_grown(lesion: Lesion, before: Sequence[TimePoint], parameters: Parameters) -> bool:
    """Whether the longest diameter grew enough from the smallest earlier one at which the short axis was large."""
    earlier = [
        one.long_mm
        for point in before
        for one in point.lesions
        if one.id == lesion.id and one.long_mm is not None and _is_large(one, parameters)
    ]
    if lesion.long_mm is None or not earlier:
        return False
    return exact.is_increase_of(lesion.long_mm, min(earlier), parameters.pd_lesion_increase_percent)


def _is_large(lesion: Lesion, parameters: Parameters) -> bool:
    return lesion.short_mm is not None and lesion.short_mm > parameters.pd_lesion_short_above_mm


def _serum(followed: Followed) -> str:
    rise, parameters = followed.find_rise(get_serum), followed.parameters
    if rise is None:
        return ""
    value, nadir = rise
    if nadir >= parameters.pd_high_serum_from_g_per_dl and value - nadir >= parameters.pd_high_serum_g_per_dl:
        return "PD-SERUM-HIGH"
    is_risen = _is_risen(rise, parameters.pd_increase_percent)
    return "PD-SERUM" if is_risen and value - nadir >= parameters.pd_serum_g_per_dl else ""


def _urine(followed: Followed) -> str:
    rise, parameters = followed.find_rise(get_urine), followed.parameters
    is_risen = rise is not None and _is_risen(rise, parameters.pd_increase_percent)
    return "PD-URINE" if is_risen and rise and rise[0] - rise[1] >= parameters.pd_urine_mg_per_24h else ""


def _light_chains(followed: Followed) -> str:
    if followed.disease.serum is not False or followed.disease.urine is not False:
        return ""
    rise, parameters = followed.find_rise(dflc_of(followed.disease)), followed.parameters
    is_risen = rise is not None and _is_risen(rise, parameters.pd_increase_percent)
    return "PD-FLC" if is_risen and rise and rise[0] - rise[1] > parameters.pd_flc_above_mg_per_dl else ""


def _marrow(followed: Followed) -> str:
    if followed.disease.by not in ("marrow", "nothing"):
        return ""
    parameters = followed.parameters
    value = followed.point.marrow_plasma_cells_percent
    # A marrow is not repeated to confirm its value, so the plain lowest one counts.
    nadir = min((x for one in followed.before if (x := one.marrow_plasma_cells_percent) is not None), default=None)
    if value is None or nadir is None or not _is_risen((value, nadir), parameters.pd_increase_percent):
        return ""
    return "PD-MARROW" if value - nadir >= parameters.pd_marrow_points else ""


def _circulating(followed: Followed) -> str:
    if followed.disease.by != "nothing":
        return ""
    rise, parameters = followed.find_rise(lambda one: one.circulating_plasma_cells_per_ul), followed.parameters
    if rise is None or rise[0] <= rise[1] or not _is_risen(rise, parameters.pd_circulating_percent):
        return ""
    return "PD-CIRCULATING" if rise[0] >= parameters.pd_circulating_per_ul else ""


def _is_risen(rise: tuple[Decimal, Decimal], percent: Decimal) -> bool:
    return exact.is_increase_of(rise[0], rise[1], percent)


def dflc_of(disease: Disease) -> Callable[[TimePoint], Decimal | None]:
    """The getter of dFLC for the involved chain of this patient."""
    return lambda point: measured.compute_dflc(point, disease.chain)
