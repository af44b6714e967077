"""CAD-RADS 2.0 of each examination: category, plaque burden, modifiers, and the string that is reported."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.cad_rads_2_0.model import (
    Artery,
    Assessment,
    Ischaemia,
    Parameters,
    State,
    TimePoint,
    Vessel,
)
from centralis.core.scores.cad_rads_2_0.tables import PLAQUE, RULES

CHECKS: dict[str, str] = {
    "D01": "An artery is not listed.",
    "D02": "A stenosis without plaque.",
    "D03": "Calcium without plaque.",
    "D04": "Ischaemia is told where no stenosis asks for it.",
}
_OBSTRUCTIVE = Decimal(50)
_SIGNS = {Ischaemia.POSITIVE: "I+", Ischaemia.NEGATIVE: "I-", Ischaemia.BORDERLINE: "I+/-"}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The report of each examination."""
    return tuple(_assess(point, parameters) for point in history)


def _assess(point: TimePoint, parameters: Parameters) -> Assessment:
    arteries = {one.id: one for one in point.arteries}
    unclear = [v for v in Vessel if v not in arteries or arteries[v].state is not State.JUDGED]
    told = {one.id: one.stenosis_percent for one in arteries.values() if one.stenosis_percent is not None}
    rule = _category(told, bool(unclear), _has_plaque(point), parameters)
    category = rule.split("-")[0]
    plaque = _plaque(point, parameters) if category not in ("0", "N") else ""
    modifiers = tuple(_modifiers(point, category, bool(unclear), parameters))
    worst = max(told, key=lambda vessel: told[vessel], default=None)
    seen = f"{worst.value} {told[worst]:f} %" if worst else "nothing judged"
    hidden = f" Not diagnostic: {', '.join(unclear)}." if unclear else ""
    return Assessment(
        day=point.day,
        category=category,
        plaque=plaque,
        modifiers=modifiers,
        reported="/".join(filter(None, (f"CAD-RADS {category}", plaque, *modifiers))),
        worst_percent=told[worst] if worst else None,
        worst_artery=worst.value if worst else "",
        rule=rule,
        sentence=f"{RULES[rule]} Worst: {seen}.{hidden}",
    )


def _category(told: dict[Vessel, Decimal], unclear: bool, plaque: bool, parameters: Parameters) -> str:
    """The rule that decides, in the order of the table."""
    worst = max(told.values(), default=Decimal(0))
    severe = [vessel for vessel, percent in told.items() if percent >= parameters.severe_from_percent]
    steps = (
        ("5", worst >= 100),
        ("4B-LEFT-MAIN", told.get(Vessel.LEFT_MAIN, Decimal(0)) >= parameters.left_main_from_percent),
        ("4B-THREE-VESSELS", len(severe) >= 3),
        ("4A", bool(severe)),
        ("3", worst >= _OBSTRUCTIVE),
        ("N", unclear),
        ("2", worst >= 25),
        ("1", worst > 0 or plaque),
    )
    return next((rule for rule, fits in steps if fits), "0")


def _has_plaque(point: TimePoint) -> bool:
    return any(one.plaque for one in point.arteries) or bool(point.calcium_score) or bool(point.involved_segments)


def _plaque(point: TimePoint, parameters: Parameters) -> str:
    """The plaque category by calcium or segments, the worse of both; empty when neither is told."""
    for name, least_calcium, least_segments in PLAQUE:
        least = parameters.extensive_from_calcium if name == "P4" else least_calcium
        by_calcium = point.calcium_score is not None and point.calcium_score >= least
        if by_calcium or (point.involved_segments is not None and point.involved_segments >= least_segments):
            return name
    return ""


def _modifiers(point: TimePoint, category: str, unclear: bool, parameters: Parameters) -> Iterator[str]:
    """In the order of the report: N, HRP, I, S, G, E."""
    if unclear and category in ("3", "4A", "4B", "5"):
        yield "N"
    features = (point.spotty_calcium, point.low_attenuation, point.positive_remodelling, point.napkin_ring)
    if sum(features) >= parameters.high_risk_features:
        yield "HRP"
    if point.ischaemia in _SIGNS:
        yield _SIGNS[point.ischaemia]
    for name, present in (("S", point.stent), ("G", point.graft), ("E", point.exception)):
        if present:
            yield name


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Every artery once; findings that contradict each other."""
    point = history[-1]
    for vessel in Vessel:
        if vessel not in {one.id for one in point.arteries}:
            text = f"{vessel.value} is not listed; it counts as not diagnostic. Say what was seen of it."
            yield Finding("D01", Severity.ERROR, "arteries", vessel.value, text)
    for index, artery in enumerate(point.arteries):
        if artery.stenosis_percent and not artery.plaque:
            yield _no_plaque(index, artery)
    if point.calcium_score and not any(one.plaque for one in point.arteries):
        text = f"The calcium score is {point.calcium_score:f}, yet no artery holds plaque."
        yield Finding("D03", Severity.WARNING, "calcium_score", "", text)
    worst = max((one.stenosis_percent or Decimal(0) for one in point.arteries), default=Decimal(0))
    if point.ischaemia is not Ischaemia.NOT_DONE and worst < 40:
        text = f"Ischaemia is told, yet the worst stenosis is {worst:f} %."
        yield Finding("D04", Severity.WARNING, "ischaemia", "", text)


def _no_plaque(index: int, artery: Artery) -> Finding:
    text = f"{artery.id.value} is narrowed by {artery.stenosis_percent:f} % and holds no plaque. What narrows it?"
    return Finding("D02", Severity.WARNING, f"arteries[{index}].plaque", artery.id.value, text)
