"""Responses by IMWG 2016: progression first, then the deepest response, borne out by the consecutive assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from centralis.core.criteria import exact
from centralis.core.criteria.imwg_2016 import measured, tables
from centralis.core.criteria.imwg_2016.measured import Disease
from centralis.core.criteria.imwg_2016.model import Assessment, Clone, Fixation, Kind, Parameters, TimePoint
from centralis.core.criteria.imwg_2016.progression import Followed, dflc_of, find_progression, get_serum, get_urine

RANKING = ("sCR", "CR", "VGPR", "PR", "MR", "SD", "PD", "NE")
_OF_RULE = {"SCR": "sCR", "VGPR-ELECTROPHORESIS": "VGPR", "VGPR-FLC": "VGPR", "PR-FLC": "PR", "PR-MARROW": "PR"}
_NEEDS_NO_REPEAT = ("PD-NEW-LESION", "PD-LESION-BACK", "PD-LESION-SPD", "PD-LESION-DIAMETER", "PD-MARROW")


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first, and what the consecutive assessment bears out."""
    disease = measured.describe_disease(history[0], parameters)
    done = [_assess(history[: index + 1], disease, parameters) for index in range(len(history))]
    return tuple(replace(one, confirmed_as=_find_confirmed(index, done)) for index, one in enumerate(done))


def _assess(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> Assessment:
    point, before = history[-1], history[:-1]
    rule = _decide(history, disease, parameters) if before else "BASELINE"
    dflc = dflc_of(disease)
    spd, complete = measured.compute_spd(point, history[0])
    return Assessment(
        day=point.day,
        measured_by=disease.by,
        serum_change_percent=_change(get_serum(point), get_serum(history[0])),
        serum_nadir_g_per_dl=measured.find_nadir(before, get_serum, parameters),
        urine_change_percent=_change(get_urine(point), get_urine(history[0])),
        urine_nadir_mg_per_24h=measured.find_nadir(before, get_urine, parameters),
        dflc_mg_per_dl=dflc(point),
        dflc_nadir_mg_per_dl=measured.find_nadir(before, dflc, parameters),
        spd_mm2=spd if complete and history[0].lesions else None,
        overall=None if rule == "BASELINE" else _OF_RULE.get(rule, rule.split("-")[0]),
        confirmed_as=None,
        rule=rule,
        sentence=_sentence(rule, history, disease, parameters),
        new_therapy=point.new_therapy,
    )


def _change(value: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if value is None or reference is None else exact.compute_change_percent(value, reference)


def _decide(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> str:
    """The first rule that fits, in the order of `tables.PROGRESSION` and `tables.RESPONSES`."""
    if rule := find_progression(Followed(history[-1], history[:-1], disease, parameters)):
        return rule
    if disease.by == "unknown":
        return "NE-BASELINE"
    if _is_complete(history, disease, parameters):
        return "SCR" if _is_stringent(history, parameters) else "CR"
    if _is_missing(history, disease):
        return "NE-MISSING"
    if disease.by == "nothing":
        return "NE-NOTHING-MEASURABLE"
    return _find_response(history, disease, parameters)


def _is_complete(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> bool:
    point = history[-1]
    if (point.serum_immunofixation, point.urine_immunofixation) != (Fixation.NEGATIVE, Fixation.NEGATIVE):
        return False
    if get_serum(point) or get_urine(point):  # a value above 0 contradicts the immunofixation; finding M03 tells so
        return False
    if disease.by == "flc" and measured.is_ratio_normal(point, parameters) is not True:
        return False
    marrow = measured.find_latest_marrow(history)
    if marrow is None or marrow >= parameters.cr_marrow_below_percent:
        return False
    return not _has_plasmacytoma(history[0]) or measured.find_soft_tissue(history) == 0


def _is_stringent(history: Sequence[TimePoint], parameters: Parameters) -> bool:
    clones = (one.clonal_marrow_cells for one in reversed(history[1:]))
    latest = next((clone for clone in clones if clone is not None), None)
    return latest is Clone.ABSENT and measured.is_ratio_normal(history[-1], parameters) is True


def _has_plasmacytoma(baseline: TimePoint) -> bool:
    return any(one.kind is Kind.SOFT_TISSUE for one in baseline.lesions)


def _is_missing(history: Sequence[TimePoint], disease: Disease) -> bool:
    """Whether a value that was measurable at baseline is missing now; the marrow need not be repeated."""
    point = history[-1]
    if disease.by == "m_protein":
        lacks_serum = bool(disease.serum) and get_serum(point) is None
        return lacks_serum or (bool(disease.urine) and get_urine(point) is None)
    if disease.by == "flc":
        return dflc_of(disease)(point) is None
    return disease.by == "marrow" and measured.find_latest_marrow(history) is None


def _find_response(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> str:
    """The deepest response whose blood and plasmacytomas both fit."""
    fits = [rule for rule in _RESPONSES if _RESPONSES[rule](history, disease, parameters)]
    if not fits or not _has_plasmacytoma(history[0]):
        return fits[0] if fits else "SD"
    now = measured.find_soft_tissue(history)
    first, complete = measured.compute_spd(history[0], history[0], Kind.SOFT_TISSUE)
    if now is None or not complete:
        return "NE-PLASMACYTOMA"
    return next((rule for rule in fits if _is_shrunk(rule, now, first, parameters)), "SD")


def _is_shrunk(rule: str, now: Decimal, first: Decimal, parameters: Parameters) -> bool:
    if rule.startswith("VGPR"):
        return (first - now) * exact.HUNDRED > parameters.vgpr_plasmacytoma_percent * first
    return exact.is_decrease_of(now, first, parameters.plasmacytoma_decrease_percent)


def _is_invisible(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> bool:
    return disease.by == "m_protein" and get_serum(history[-1]) == 0 and get_urine(history[-1]) == 0


def _is_very_good(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> bool:
    serum, first, urine = get_serum(history[-1]), get_serum(history[0]), get_urine(history[-1])
    if disease.by != "m_protein" or serum is None or first is None or urine is None:
        return False
    is_low = urine < parameters.vgpr_urine_below_mg_per_24h
    return is_low and exact.is_decrease_of(serum, first, parameters.vgpr_decrease_percent)


def _is_partial(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> bool:
    if disease.by != "m_protein" or not _has_serum_fallen(history, disease, parameters.pr_decrease_percent):
        return False
    urine, first = get_urine(history[-1]), get_urine(history[0])
    if urine is None:
        return not disease.urine
    if urine < parameters.pr_urine_below_mg_per_24h:
        return True
    return first is not None and exact.is_decrease_of(urine, first, parameters.pr_urine_decrease_percent)


def _is_minimal(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> bool:
    if disease.by != "m_protein" or not _has_serum_fallen(history, disease, parameters.mr_decrease_percent):
        return False
    urine, first = get_urine(history[-1]), get_urine(history[0])
    if not disease.urine or urine is None or first is None:
        return not disease.urine
    return exact.is_decrease_of(urine, first, parameters.mr_urine_decrease_percent)


def _has_serum_fallen(history: Sequence[TimePoint], disease: Disease, percent: Decimal) -> bool:
    """Whether serum M-protein fell enough; one that was not measurable at baseline does not stand in the way."""
    serum, first = get_serum(history[-1]), get_serum(history[0])
    if not disease.serum:
        return True
    return serum is not None and first is not None and exact.is_decrease_of(serum, first, percent)


def _have_chains_fallen(history: Sequence[TimePoint], disease: Disease, percent: Decimal) -> bool:
    now, first = dflc_of(disease)(history[-1]), dflc_of(disease)(history[0])
    if disease.by != "flc" or now is None or first is None:
        return False
    return exact.is_decrease_of(now, first, percent)


def _has_marrow_cleared(history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> bool:
    now, first = measured.find_latest_marrow(history), history[0].marrow_plasma_cells_percent
    if disease.by != "marrow" or now is None or first is None:
        return False
    return exact.is_decrease_of(now, first, parameters.pr_decrease_percent)


_RESPONSES = {
    "VGPR-ELECTROPHORESIS": _is_invisible,
    "VGPR": _is_very_good,
    "VGPR-FLC": lambda history, disease, p: _have_chains_fallen(history, disease, p.vgpr_decrease_percent),
    "PR": _is_partial,
    "PR-FLC": lambda history, disease, p: _have_chains_fallen(history, disease, p.pr_decrease_percent),
    "PR-MARROW": _has_marrow_cleared,
    "MR": _is_minimal,
}


def _find_confirmed(index: int, done: Sequence[Assessment]) -> str | None:
    """The lesser of this response and the next one told before new therapy; None where nothing bears one out."""
    one = done[index]
    if one.overall in (None, "NE", "SD"):
        return None
    if one.rule in _NEEDS_NO_REPEAT:
        return "PD"
    later = _find_next(index, done)
    if later is None:
        return None
    if one.overall == "PD":
        return "PD" if later == "PD" else None
    lesser = max(str(one.overall), later, key=RANKING.index)
    return lesser if RANKING.index(lesser) < RANKING.index("SD") else None


def _find_next(index: int, done: Sequence[Assessment]) -> str | None:
    """The next response that could be told, before new therapy; None where there is none."""
    for later in done[index + 1 :]:
        if later.new_therapy:
            return None
        if later.overall != "NE":
            return later.overall
    return None


def _sentence(rule: str, history: Sequence[TimePoint], disease: Disease, parameters: Parameters) -> str:
    followed = (
        ("Serum M-protein", "g/dL", get_serum),
        ("Urine M-protein", "mg/24 h", get_urine),
        ("dFLC", "mg/dL", dflc_of(disease)),
    )
    parts = [tables.RULES[rule]]
    for label, unit, get in followed:
        value, first, nadir = get(history[-1]), get(history[0]), measured.find_nadir(history[:-1], get, parameters)
        if value is not None and first is not None and nadir is not None:
            parts.append(f"{label} {value:f} {unit}, baseline {first:f}, lowest {nadir:f}.")
        elif value is not None:
            parts.append(f"{label} {value:f} {unit}.")
    return " ".join(parts)


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """Best confirmed response before new therapy, up to the first progression that counts, and that one's day.

    A response that nothing bears out counts as SD. Progression of the blood counts when the consecutive assessment
    bears it out; one that nothing follows before new therapy counts only where the trial chooses so.
    """
    best, progression_day = "NE", None
    for index, one in enumerate(done):
        if one.new_therapy:
            break
        if one.overall in (None, "NE"):
            continue
        code = one.confirmed_as or "SD"
        if one.overall == "PD":
            is_last = _find_next(index, done) is None
            if one.confirmed_as is None and not (is_last and parameters.last_progression_counts):
                continue
            code, progression_day = "PD", one.day
        best = min(best, code, key=RANKING.index)
        if progression_day is not None:
            break
    return {"best_overall_response": best, "progression_day": progression_day}
