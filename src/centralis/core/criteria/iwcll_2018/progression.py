"""Progression by iwCLL 2018: one parameter of group A or B is enough; a rise from nothing has no percentage."""

from collections.abc import Sequence
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.iwcll_2018 import measured
from centralis.core.criteria.iwcll_2018.model import Cause, Certainty, Parameters, TimePoint


def find_progression(point: TimePoint, before: Sequence[TimePoint], parameters: Parameters) -> str:
    """The first rule of `tables.PROGRESSION` that fits; empty when none does."""
    if point.transformation:
        return "PD-TRANSFORMATION"
    if any(one.certainty is Certainty.UNEQUIVOCAL for one in point.new_lesions):
        return "PD-NEW-LESION"
    for decide in (_nodes, _spleen, _liver, _lymphocytes, _blood, _marrow):
        if rule := decide(point, before, parameters):
            return rule
    return ""


def _nodes(point: TimePoint, before: Sequence[TimePoint], parameters: Parameters) -> str:
    part, _ = measured.compute_spd(point, before[0])
    nadir = measured.find_spd_nadir(before)
    if nadir is None or not measured.has_enlarged_node(point, parameters):
        return ""
    return "PD-NODES" if exact.is_increase_of(part, nadir, parameters.increase_percent) else ""


def _spleen(point: TimePoint, before: Sequence[TimePoint], parameters: Parameters) -> str:
    lengths = [one.spleen_mm for one in before if one.spleen_mm is not None]
    excess = measured.find_excess(point, parameters)
    if point.spleen_mm is None or not excess or not lengths:
        return ""
    least = min(lengths)
    if least <= parameters.spleen_normal_below_mm:
        return "PD-SPLEEN" if point.spleen_mm - least >= parameters.spleen_new_increase_mm else ""
    nadir = least - parameters.spleen_normal_below_mm
    return "PD-SPLEEN" if exact.is_increase_of(excess, nadir, parameters.increase_percent) else ""


def _liver(point: TimePoint, before: Sequence[TimePoint], parameters: Parameters) -> str:
    nadir = min((one.liver_excess_mm for one in before if one.liver_excess_mm is not None), default=None)
    if not point.liver_excess_mm or nadir is None:
        return ""
    return "PD-LIVER" if exact.is_increase_of(point.liver_excess_mm, nadir, parameters.increase_percent) else ""


def _lymphocytes(point: TimePoint, before: Sequence[TimePoint], parameters: Parameters) -> str:
    now, then = point.lymphocytes_1e9_per_l, before[0].lymphocytes_1e9_per_l
    if parameters.redistribution or now is None or then is None:
        return ""
    is_high = now >= parameters.pd_lymphocytes_from_1e9_per_l
    return "PD-LYMPHOCYTES" if is_high and exact.is_increase_of(now, then, parameters.increase_percent) else ""


def _blood(point: TimePoint, before: Sequence[TimePoint], parameters: Parameters) -> str:
    if point.cytopenia_cause is not Cause.CLL:
        return ""
    return next(iter(list_falls(point, before[0], parameters)), "")


def list_falls(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> list[str]:
    """Rules of platelets and haemoglobin whose fall from baseline is met, whatever caused it."""
    platelets, first = point.platelets_1e9_per_l, baseline.platelets_1e9_per_l
    falls = []
    if platelets is not None and first and platelets < first:
        is_fallen = exact.is_decrease_of(platelets, first, parameters.platelets_decrease_percent)
        falls += ["PD-PLATELETS"] if is_fallen else []
    haemoglobin, first_haemoglobin = point.haemoglobin_g_per_dl, baseline.haemoglobin_g_per_dl
    if haemoglobin is not None and first_haemoglobin is not None:
        is_fallen = first_haemoglobin - haemoglobin >= parameters.haemoglobin_decrease_g_per_dl
        falls += ["PD-HAEMOGLOBIN"] if is_fallen else []
    return falls


def _marrow(point: TimePoint, before: Sequence[TimePoint], parameters: Parameters) -> str:
    earlier: list[Decimal] = [x for one in before if (x := one.marrow_cll_percent) is not None]
    least = min(earlier, default=exact.ZERO)
    if point.marrow_cll_percent is None or not least:
        return ""
    return "PD-MARROW" if exact.is_increase_of(point.marrow_cll_percent, least, parameters.increase_percent) else ""
