"""The values that iwCLL 2018 compares: SPD of nodes, excess of spleen, what was abnormal and what has improved."""

from collections.abc import Sequence
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.iwcll_2018.model import Marrow, Node, Parameters, State, TimePoint

_BASELINE = (
    "spleen_mm",
    "liver_excess_mm",
    "lymphocytes_1e9_per_l",
    "platelets_1e9_per_l",
    "haemoglobin_g_per_dl",
)


def list_missing(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> list[str]:
    """Fields that this time point must tell: at baseline all; later the blood, and what was abnormal at baseline."""
    missing = [name for name in _BASELINE if getattr(point, name) is None]
    if not compute_spd(point, baseline)[1]:
        missing.append("nodes")
    if point is baseline:
        return missing
    is_enlarged = find_excess(baseline, parameters)
    spared = {"spleen_mm": not is_enlarged, "liver_excess_mm": not baseline.liver_excess_mm}
    return [name for name in missing if not spared.get(name, False)]


def compute_spd(point: TimePoint, baseline: TimePoint) -> tuple[Decimal, bool]:
    """Sum of the products of diameters in mm² of what was evaluated, and whether all nodes of the baseline were."""
    products = [_product(node) for node in point.nodes]
    followed = {node.id for node in baseline.nodes}
    measured = exact.compute_sum(one for one in products if one is not None)
    return measured, None not in products and followed <= {node.id for node in point.nodes}


def _product(node: Node) -> Decimal | None:
    if node.state is State.NOT_EVALUABLE:
        return None
    if node.long_mm is None or node.short_mm is None:
        return exact.ZERO
    return node.long_mm * node.short_mm


def find_spd_nadir(before: Sequence[TimePoint]) -> Decimal | None:
    """The lowest earlier SPD in mm², of time points at which all nodes were evaluated."""
    sums = [compute_spd(one, before[0]) for one in before]
    return min((spd for spd, complete in sums if complete), default=None)


def has_enlarged_node(point: TimePoint, parameters: Parameters) -> bool:
    """Whether a node is at least 15 mm long."""
    return any(node.long_mm is not None and node.long_mm >= parameters.node_from_mm for node in point.nodes)


def find_excess(point: TimePoint, parameters: Parameters) -> Decimal | None:
    """Length of the spleen above the limit of normal in mm, 0 when it is normal; None when not measured.

    A spleen of exactly the limit is enlarged, by nothing that can shrink; it counts as normal again below the limit.
    """
    if point.spleen_mm is None:
        return None
    return max(point.spleen_mm - parameters.spleen_normal_below_mm, exact.ZERO)


def list_abnormal(baseline: TimePoint, parameters: Parameters) -> tuple[str, ...]:
    """The parameters of group A that were abnormal at baseline: nodes, organs (spleen or liver), lymphocytes."""
    lymphocytes = baseline.lymphocytes_1e9_per_l
    is_abnormal = {
        "nodes": has_enlarged_node(baseline, parameters),
        "organs": bool(find_excess(baseline, parameters)) or bool(baseline.liver_excess_mm),
        "lymphocytes": lymphocytes is not None and lymphocytes >= parameters.normal_lymphocytes_below_1e9_per_l,
    }
    return tuple(name for name, abnormal in is_abnormal.items() if abnormal)


def list_improved(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> tuple[str, ...]:
    """Those abnormal parameters of group A that fell by at least 50 %; a value not told has not improved."""
    spd, complete = compute_spd(point, baseline)
    first, _ = compute_spd(baseline, baseline)
    percent = parameters.decrease_percent
    organs = (
        (find_excess(point, parameters), find_excess(baseline, parameters)),
        (point.liver_excess_mm, baseline.liver_excess_mm),
    )
    is_improved = {
        "nodes": complete and exact.is_decrease_of(spd, first, percent),
        "organs": all(_has_fallen(now, then, percent) for now, then in organs if then),
        "lymphocytes": has_calmed(point, baseline, parameters),
    }
    return tuple(name for name in list_abnormal(baseline, parameters) if is_improved[name])


def _has_fallen(now: Decimal | None, then: Decimal | None, percent: Decimal) -> bool:
    return now is not None and then is not None and exact.is_decrease_of(now, then, percent)


def has_calmed(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> bool:
    """Whether lymphocytes are normal or fell by at least 50 %."""
    now, then = point.lymphocytes_1e9_per_l, baseline.lymphocytes_1e9_per_l
    if now is None:
        return False
    is_normal = now < parameters.normal_lymphocytes_below_1e9_per_l
    return is_normal or _has_fallen(now, then, parameters.decrease_percent)


def find_latest_marrow(history: Sequence[TimePoint]) -> Marrow | None:
    """The latest marrow after baseline; None when none was taken."""
    return next((one.marrow for one in reversed(history[1:]) if one.marrow is not None), None)
