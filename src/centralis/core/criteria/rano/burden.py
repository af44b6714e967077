"""Sums of products or volumes, against baseline and nadir: the part of RANO that is measured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.rano.model import State, Target

GROWTH = frozenset({"PD-GROWTH", "PD-GROWTH-MEASURED-PART", "PD-NADIR-ZERO"})


@dataclass(frozen=True)
class Thresholds:
    """Percentages of change; `mr` is None where there is no minor response."""

    pr: Decimal
    mr: Decimal | None
    pd: Decimal


@dataclass(frozen=True)
class Burden:
    """A sum of target lesions in `unit` (mm² or ml), what it is compared with, and what it says by itself.

    `total` is None when a lesion was not evaluated; `measured_part` sums the others.
    """

    component: str
    unit: str
    total: Decimal | None
    measured_part: Decimal
    baseline: Decimal | None
    nadir: Decimal | None
    change_from_baseline_percent: Decimal | None
    change_from_nadir_percent: Decimal | None
    response: str | None
    rule: str


def compute_product(target: Target) -> Decimal | None:
    """Product of both diameters in mm²: 0 when the lesion is gone, None when it was not evaluated."""
    if target.state is State.ABSENT:
        return exact.ZERO
    if target.state is State.NOT_EVALUABLE or target.long_mm is None or target.short_mm is None:
        return None
    return target.long_mm * target.short_mm


def measure(
    name: tuple[str, str],
    values: Mapping[str, Decimal | None],
    followed: Iterable[str],
    earlier: tuple[Sequence[Burden], int],
    thresholds: Thresholds,
) -> Burden:
    """Sum `values` by lesion and compare them.

    name: component and unit. followed: ids of the lesions of the baseline; one without value was not evaluated.
    earlier: the burdens before this one, and the index the nadir is sought from (all, where none of those is known).
    """
    before, since = earlier
    part = exact.compute_sum(one for one in values.values() if one is not None)
    is_complete = None not in values.values() and set(followed) <= set(values)
    total = part if is_complete else None
    baseline = before[0].total if before else total
    nadir = _find_least(before[since:])
    if nadir is None:
        nadir = _find_least(before)
    rule, response = _judge(part, is_complete, baseline, nadir, thresholds) if before else ("BASELINE", None)
    return Burden(
        *name, total, part, baseline, nadir, _change(total, baseline), _change(total, nadir), response, rule
    )  # fmt: skip


def _find_least(burdens: Sequence[Burden]) -> Decimal | None:
    return min((one.total for one in burdens if one.total is not None), default=None)


def _judge(
    part: Decimal, is_complete: bool, baseline: Decimal | None, nadir: Decimal | None, thresholds: Thresholds
) -> tuple[str, str]:
    if nadir is not None and nadir == 0 and part > 0:
        return "PD-NADIR-ZERO", "PD"
    if nadir is not None and nadir > 0 and exact.is_increase_of(part, nadir, thresholds.pd):
        return ("PD-GROWTH" if is_complete else "PD-GROWTH-MEASURED-PART"), "PD"
    if not is_complete or baseline is None:
        return "NE-BURDEN", "NE"
    if baseline == 0:
        return "SD-NOT-MEASURABLE", "SD"
    if part == 0:
        return "CR", "CR"
    if exact.is_decrease_of(part, baseline, thresholds.pr):
        return "PR", "PR"
    if thresholds.mr is not None and exact.is_decrease_of(part, baseline, thresholds.mr):
        return "MR", "MR"
    return "SD", "SD"


def _change(value: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return None if value is None or reference is None else exact.compute_change_percent(value, reference)


def say(burdens: Sequence[Burden]) -> str:
    """The numbers used, in words."""
    return " ".join(_say(one, len(burdens) > 1) for one in burdens)


def _say(one: Burden, is_named: bool) -> str:
    name = f"{one.component.replace('_', '-').capitalize()} sum" if is_named else "Sum"
    missing = "" if one.total is not None else " of the lesions measured"
    if one.rule == "BASELINE":
        return f"{name}{missing} {one.measured_part:f} {one.unit}."
    baseline = f", baseline {one.baseline:f} {one.unit}" if one.baseline is not None else ""
    nadir = f", nadir {one.nadir:f} {one.unit}" if one.nadir is not None else ""
    return f"{name}{missing} {one.measured_part:f} {one.unit}{baseline}{nadir}."
