"""What is measurable in a patient, and the values the rules compare: dFLC, lowest confirmed value, SPD of lesions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from centralis.core.criteria import exact
from centralis.core.criteria.imwg_2016.model import Kind, Lesion, Parameters, State, TimePoint

Getter = Callable[[TimePoint], Decimal | None]


@dataclass(frozen=True)
class Disease:
    """What the baseline tells: the way disease is measured, which M-proteins are measurable, the involved chain.

    `by`: m_protein, flc, marrow, nothing or unknown. `chain`: kappa, lambda, or empty when the ratio is normal or not
    known. `serum` and `urine` are None when the baseline does not tell.
    """

    by: str
    serum: bool | None
    urine: bool | None
    chain: str


def describe_disease(baseline: TimePoint, parameters: Parameters) -> Disease:
    """Decide at baseline what response is measured by; a value not told never counts as not measurable."""
    serum = _reaches(baseline.serum_m_protein_g_per_dl, parameters.measurable_serum_g_per_dl)
    urine = _reaches(baseline.urine_m_protein_mg_per_24h, parameters.measurable_urine_mg_per_24h)
    chain = find_involved_chain(baseline, parameters)
    return Disease(_measured_by(baseline, parameters, (serum, urine), chain), serum, urine, chain)


def _measured_by(
    baseline: TimePoint, parameters: Parameters, m_protein: tuple[bool | None, bool | None], chain: str
) -> str:
    if None in m_protein:
        return "unknown"
    if True in m_protein:
        return "m_protein"
    if is_ratio_normal(baseline, parameters) is None:
        return "unknown"
    involved = baseline.kappa_flc_mg_per_dl if chain == "kappa" else baseline.lambda_flc_mg_per_dl
    if chain and _reaches(involved, parameters.measurable_flc_mg_per_dl):
        return "flc"
    marrow = _reaches(baseline.marrow_plasma_cells_percent, parameters.measurable_marrow_percent)
    return "unknown" if marrow is None else "marrow" if marrow else "nothing"


def _reaches(value: Decimal | None, least: Decimal) -> bool | None:
    return None if value is None else value >= least


def is_ratio_normal(point: TimePoint, parameters: Parameters) -> bool | None:
    """Whether kappa/lambda lies in the normal range, limits included; None when either chain was not taken."""
    kappa, lambda_ = point.kappa_flc_mg_per_dl, point.lambda_flc_mg_per_dl
    if kappa is None or lambda_ is None:
        return None
    return parameters.flc_ratio_from * lambda_ <= kappa <= parameters.flc_ratio_to * lambda_


def find_involved_chain(baseline: TimePoint, parameters: Parameters) -> str:
    """The chain in excess at baseline; empty when the ratio is normal or not known."""
    if is_ratio_normal(baseline, parameters) is not False:
        return ""
    kappa, lambda_ = baseline.kappa_flc_mg_per_dl, baseline.lambda_flc_mg_per_dl
    is_low = kappa is not None and lambda_ is not None and kappa < parameters.flc_ratio_from * lambda_
    return "lambda" if is_low else "kappa"


def compute_dflc(point: TimePoint, chain: str) -> Decimal | None:
    """Involved minus uninvolved free light chain in mg/dL; None without an involved chain or without both values."""
    kappa, lambda_ = point.kappa_flc_mg_per_dl, point.lambda_flc_mg_per_dl
    if not chain or kappa is None or lambda_ is None:
        return None
    return kappa - lambda_ if chain == "kappa" else lambda_ - kappa


def find_nadir(before: Sequence[TimePoint], get: Getter, parameters: Parameters) -> Decimal | None:
    """The lowest earlier value. Confirmed: one that the next value taken does not exceed; the baseline stands alone.

    Of two consecutive values the higher is what both bear out, so 3.0, 1.0, 1.2 has the lowest confirmed value 1.2.
    """
    values = [value for value in map(get, before) if value is not None]
    if not parameters.nadir_confirmed:
        return min(values, default=None)
    pairs = [max(one, following) for one, following in pairwise(values)]
    return min([*values[:1], *pairs], default=None)


def compute_spd(point: TimePoint, baseline: TimePoint, kind: Kind | None = None) -> tuple[Decimal, bool]:
    """Sum of the products of diameters in mm² of what was evaluated, and whether all lesions of the baseline were."""
    told = {one.id: one for one in point.lesions if kind is None or one.kind is kind}
    products = [_product(one) for one in told.values()]
    followed = {one.id for one in baseline.lesions if kind is None or one.kind is kind}
    measured = exact.compute_sum(one for one in products if one is not None)
    return measured, None not in products and followed <= set(told)


def _product(lesion: Lesion) -> Decimal | None:
    if lesion.state is State.NOT_EVALUABLE:
        return None
    if lesion.long_mm is None or lesion.short_mm is None:
        return exact.ZERO
    return lesion.long_mm * lesion.short_mm


def find_spd_nadir(before: Sequence[TimePoint]) -> Decimal | None:
    """The lowest earlier SPD of all lesions in mm², of time points at which all were evaluated."""
    sums = [compute_spd(one, before[0]) for one in before if one.lesions]
    return min((spd for spd, complete in sums if complete), default=None)


def find_soft_tissue(history: Sequence[TimePoint]) -> Decimal | None:
    """SPD in mm² of soft-tissue plasmacytomas at the latest imaging after baseline; None when it was not complete.

    A time point without any lesion recorded had no imaging; its predecessor's stands, since imaging is not repeated
    to confirm a response.
    """
    for point in reversed(history[1:]):
        if point.lesions:
            spd, complete = compute_spd(point, history[0], Kind.SOFT_TISSUE)
            return spd if complete else None
    return None


def find_latest_marrow(history: Sequence[TimePoint]) -> Decimal | None:
    """The latest plasma cell percentage after baseline; a marrow need not be repeated."""
    values = (one.marrow_plasma_cells_percent for one in reversed(history[1:]))
    return next((value for value in values if value is not None), None)
