"""Responses by iwCLL 2018: progression first, then complete, partial and stable by the parameters of groups A and B."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from centralis.core.criteria import exact
from centralis.core.criteria.iwcll_2018 import measured, tables
from centralis.core.criteria.iwcll_2018.model import Assessment, Cause, Marrow, Parameters, Symptoms, TimePoint
from centralis.core.criteria.iwcll_2018.progression import find_progression, list_falls

RANKING = ("CR", "CRi", "PR", "PR-L", "SD", "PD", "NE")
_OF_RULE = {"CRI": "CRi", "PR-L": "PR-L"}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """Assess each time point of a history, baseline first, and which response lasted."""
    done = [_assess(history[: index + 1], parameters) for index in range(len(history))]
    return tuple(replace(one, confirmed_as=_find_lasting(index, done, parameters)) for index, one in enumerate(done))


def _assess(history: Sequence[TimePoint], parameters: Parameters) -> Assessment:
    point, before, baseline = history[-1], history[:-1], history[0]
    rule = _decide(history, parameters) if before else "BASELINE"
    spd, complete = measured.compute_spd(point, baseline)
    first, is_first_complete = measured.compute_spd(baseline, baseline)
    return Assessment(
        day=point.day,
        spd_mm2=spd if complete else None,
        spd_nadir_mm2=measured.find_spd_nadir(before) if before else None,
        spd_change_percent=exact.compute_change_percent(spd, first) if complete and is_first_complete else None,
        spleen_excess_mm=measured.find_excess(point, parameters),
        lymphocytes_change_percent=_change(point.lymphocytes_1e9_per_l, baseline.lymphocytes_1e9_per_l),
        abnormal_a=measured.list_abnormal(baseline, parameters),
        improved_a=measured.list_improved(point, baseline, parameters) if before else (),
        overall=None if rule == "BASELINE" else _OF_RULE.get(rule, rule.split("-")[0]),
        confirmed_as=None,
        rule=rule,
        sentence=_sentence(rule, history),
    )


def _change(value: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if value is None or reference is None else exact.compute_change_percent(value, reference)


def _decide(history: Sequence[TimePoint], parameters: Parameters) -> str:
    """The first rule that fits, in the order of `tables.PROGRESSION` and `tables.RESPONSES`."""
    point, before, baseline = history[-1], history[:-1], history[0]
    if rule := find_progression(point, before, parameters):
        return rule
    if measured.list_missing(baseline, baseline, parameters):
        return "NE-BASELINE"
    if list_falls(point, baseline, parameters) and point.cytopenia_cause is None:
        return "NE-CAUSE"
    if _is_tumour_gone(history, parameters):
        is_full = _has_full_blood(point, parameters)
        if is_full and measured.find_latest_marrow(history) is Marrow.CLEAR:
            return "CR"
        is_told = point.platelets_1e9_per_l is not None and point.haemoglobin_g_per_dl is not None
        if is_full or (is_told and point.cytopenia_cause is Cause.OTHER):
            return "CRI"
    if measured.list_missing(point, baseline, parameters):
        return "NE-MISSING"
    return _find_partial(point, baseline, parameters)


def _is_tumour_gone(history: Sequence[TimePoint], parameters: Parameters) -> bool:
    """Whether group A, symptoms and marrow cells fit complete response; what was not told does not fit."""
    point, baseline = history[-1], history[0]
    lymphocytes = point.lymphocytes_1e9_per_l
    is_calm = lymphocytes is not None and lymphocytes < parameters.normal_lymphocytes_below_1e9_per_l
    is_small = point.spleen_mm is not None and point.spleen_mm < parameters.spleen_normal_below_mm
    is_free = measured.compute_spd(point, baseline)[1] and not measured.has_enlarged_node(point, parameters)
    marrow = measured.find_latest_marrow(history)
    is_clear = marrow in (Marrow.CLEAR, Marrow.HYPOCELLULAR)
    is_well = point.symptoms is Symptoms.ABSENT and point.liver_excess_mm == 0
    return is_calm and is_small and is_free and is_clear and is_well


def _has_full_blood(point: TimePoint, parameters: Parameters) -> bool:
    platelets, haemoglobin = point.platelets_1e9_per_l, point.haemoglobin_g_per_dl
    if point.supported or platelets is None or haemoglobin is None:
        return False
    return platelets >= parameters.platelets_from_1e9_per_l and haemoglobin >= parameters.haemoglobin_from_g_per_dl


def _find_partial(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> str:
    abnormal = measured.list_abnormal(baseline, parameters)
    improved = measured.list_improved(point, baseline, parameters)
    low = _list_low(baseline, parameters)
    if not _has_blood_improved(point, baseline, parameters) or not (abnormal or low):
        return "SD"
    is_calm = measured.has_calmed(point, baseline, parameters)
    if parameters.redistribution and not is_calm:
        tissue = [name for name in abnormal if name != "lymphocytes"]
        return "PR-L" if tissue and set(tissue) <= set(improved) else "SD"
    needed = min(parameters.improved_group_a, len(abnormal))
    return "PR" if len(improved) >= needed else "SD"


def _list_low(point: TimePoint, parameters: Parameters) -> list[str]:
    """Parameters of group B below the limit of a response."""
    limits = {
        "platelets_1e9_per_l": parameters.platelets_from_1e9_per_l,
        "haemoglobin_g_per_dl": parameters.haemoglobin_from_g_per_dl,
    }
    return [name for name, limit in limits.items() if getattr(point, name) < limit]


def _has_blood_improved(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> bool:
    """Whether one parameter of group B that was low has improved, or, where none was low, one is still not low."""
    if point.supported:
        return False
    low_now, low_then = _list_low(point, parameters), _list_low(baseline, parameters)
    for name in low_then or ["platelets_1e9_per_l", "haemoglobin_g_per_dl"]:
        now, then = getattr(point, name), getattr(baseline, name)
        is_up = now > then and exact.is_increase_of(now, then, parameters.blood_increase_percent)
        if name not in low_now or (is_up and not baseline.supported):
            return True
    return False


def _find_lasting(index: int, done: Sequence[Assessment], parameters: Parameters) -> str | None:
    """The least response from here to the first assessment at least `response_days` later; None where none lasts."""
    one = done[index]
    if one.overall is None or RANKING.index(one.overall) >= RANKING.index("SD"):
        return None
    least = one.overall
    for later in done[index:]:
        if later.overall is None or later.overall == "NE":
            continue
        least = max(least, later.overall, key=RANKING.index)
        if later.day - one.day >= parameters.response_days:
            return least if RANKING.index(least) < RANKING.index("SD") else None
    return None


def _sentence(rule: str, history: Sequence[TimePoint]) -> str:
    point, baseline = history[-1], history[0]
    spd, complete = measured.compute_spd(point, baseline)
    parts = [tables.RULES[rule]]
    if baseline.nodes and point.nodes:
        first, _ = measured.compute_spd(baseline, baseline)
        parts.append(f"SPD {spd:f} mm²{'' if complete else ' of the nodes evaluated'}, baseline {first:f} mm².")
    shown = (
        ("Spleen", "mm", "spleen_mm"),
        ("Lymphocytes", "× 10⁹/L", "lymphocytes_1e9_per_l"),
        ("Platelets", "× 10⁹/L", "platelets_1e9_per_l"),
        ("Haemoglobin", "g/dL", "haemoglobin_g_per_dl"),
    )
    for label, unit, name in shown:
        now, then = getattr(point, name), getattr(baseline, name)
        if now is not None:
            parts.append(f"{label} {now:f} {unit}" + (f", baseline {then:f}." if then is not None else "."))
    return " ".join(parts)


def summarise(done: Sequence[Assessment], parameters: Parameters) -> Mapping[str, Any]:
    """Best response that lasted, up to the first progression, and that one's day; one that did not last is SD."""
    best, progression_day = "NE", None
    for one in done:
        if one.overall in (None, "NE"):
            continue
        if one.overall == "PD":
            best, progression_day = min(best, "PD", key=RANKING.index), one.day
            break
        best = min(best, one.confirmed_as or "SD", key=RANKING.index)
    return {"best_overall_response": best, "progression_day": progression_day}
