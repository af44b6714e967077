"""Criteria with one sum of products a time point: RANO 2010 and RANO-LGG 2011."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from centralis.core.criteria.rano import rules
from centralis.core.criteria.rano.burden import Burden, Thresholds, compute_product, measure
from centralis.core.criteria.rano.decide import confirm
from centralis.core.criteria.rano.model import Assessment, Parameters, Point

P = TypeVar("P", bound=Point)
Decision = tuple[str, str | None, str | None]
Decide = Callable[[P, P, Burden], Decision]


def assess_all(
    history: Sequence[P], decide: Decide[P], thresholds: Thresholds, parameters: Parameters, sentences: dict[str, str]
) -> tuple[Assessment, ...]:
    """Assess a history, baseline first. decide: rule, response and sign of progression behind
    them, of a follow-up, its baseline and its burden."""
    burdens: list[Burden] = []
    done: list[Assessment] = []
    for point in history:
        values = {one.id: compute_product(one) for one in point.targets}
        followed = [one.id for one in history[0].targets]
        burden = measure(("", "mm²"), values, followed, (burdens, 0), thresholds)
        rule, overall, sign = decide(point, history[0], burden) if burdens else ("BASELINE", None, None)
        burdens.append(burden)
        done.append(_answer(point.day, burden, rule, overall, rules.explain(sentences, rule, (burden,), sign)))
    return confirm(done, parameters)


def _answer(day: int, burden: Burden, rule: str, overall: str | None, sentence: str) -> Assessment:
    return Assessment(
        day=day,
        sum_mm2=burden.total,
        measured_part_mm2=burden.measured_part,
        baseline_mm2=burden.baseline,
        nadir_mm2=burden.nadir,
        change_from_baseline_percent=burden.change_from_baseline_percent,
        change_from_nadir_percent=burden.change_from_nadir_percent,
        overall=overall,
        confirmed=None,
        progression_day=day if overall == "PD" else None,
        rule=rule,
        sentence=sentence,
    )


ANSWERS = (
    ("sum_mm2", "Sum of products", "mm²"),
    ("baseline_mm2", "Baseline", "mm²"),
    ("nadir_mm2", "Nadir", "mm²"),
    ("change_from_baseline_percent", "Change from baseline", "%"),
    ("change_from_nadir_percent", "Change from nadir", "%"),
    ("overall", "Overall response", ""),
    ("confirmed", "Confirmed", ""),
    ("sentence", "Why", ""),
)
