"""The sentence a rule decided by, built from the numbers it used: "PD: sum 62.0 mm is 24 % and 12.0 mm above ..."."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centralis.core.criteria import exact
from centralis.core.criteria.recist_1_1 import tables
from centralis.core.criteria.recist_1_1.model import NewLesion, NonTargetState, Parameters, TimePoint


@dataclass(frozen=True)
class Story:
    """What a sentence may speak of: the time point, the baseline and the numbers of the target assessment (mm)."""

    now: TimePoint
    baseline: TimePoint
    missing: tuple[str, ...]
    part_mm: Decimal
    baseline_mm: Decimal | None
    nadir_mm: Decimal | None
    certain: tuple[NewLesion, ...]
    parameters: Parameters


def render_baseline(total_mm: Decimal | None, baseline: TimePoint) -> str:
    """What the subject starts from."""
    if total_mm is not None:
        return f"Baseline: sum of {_count(len(baseline.targets), 'target lesion')} is {exact.render_mm(total_mm)}"
    if baseline.targets:
        return "Baseline: a target lesion was not evaluated, so there is no sum to compare with"
    if baseline.non_targets:
        return f"Baseline: {_count(len(baseline.non_targets), 'non-target lesion')}, no target lesion"
    return "Baseline: no disease"


def render(rules: Sequence[str], story: Story, progression_day: int | None) -> str:
    """The response, then what decided, every reason named; then what was seen but did not decide."""
    code = "PD" if rules[0].startswith("PD") else _overall_of(rules[0])
    text = f"{code}: " + "; ".join(_REASONS[rule](story) for rule in rules)
    if progression_day is not None and progression_day < story.now.day:
        text += f"; first seen on day {progression_day}, from which the progression counts"
    unsure = [lesion for lesion in story.now.new_lesions if lesion not in story.certain]
    if unsure:
        text += (
            f"; new {_lesions(unsure)} is equivocal and followed"
            if len(unsure) == 1
            else (f"; new {_lesions(unsure)} are equivocal and followed")
        )
    return text


def _overall_of(rule: str) -> str:
    if rule == "PR-KEPT":
        return "PR"
    return next(row.overall for row in tables.OVERALL if row.rule == rule)


def _pd_sum(story: Story) -> str:
    return f"sum {exact.render_mm(story.part_mm)} is {_from_nadir(story)}"


def _pd_part(story: Story) -> str:
    return (
        f"the measured part {exact.render_mm(story.part_mm)} alone is {_from_nadir(story)}, "
        f"though {_names(story.missing)} {_was(story.missing)} not evaluated"
    )


def _pd_nadir_zero(story: Story) -> str:
    return f"sum {exact.render_mm(story.part_mm)}, target disease is seen again after a nadir of 0.0 mm"


def _pd_non_target(story: Story) -> str:
    names = [one.id for one in story.now.non_targets if one.state is NonTargetState.UNEQUIVOCAL_PROGRESSION]
    return f"non-target {_names(names)} {'has' if len(names) == 1 else 'have'} progressed unequivocally"


def _pd_new(story: Story) -> str:
    return f"new {_lesions(story.certain)} {'is' if len(story.certain) == 1 else 'are'} unequivocal"


def _pd_after_cr(story: Story) -> str:
    return "disease is seen again after an overall complete response"


def _cr(story: Story) -> str:
    nodes = [target for target in story.baseline.targets if target.node]
    normal = exact.render_mm(story.parameters.normal_node_below_mm)
    if nodes and story.part_mm > 0:
        text = f"target nodes are below {normal} (sum {exact.render_mm(story.part_mm)})"
        if len(nodes) < len(story.baseline.targets):
            text = f"target lesions other than nodes are gone and {text}"
    else:
        text = "every target lesion is gone"
    return f"{text}, non-target disease is gone" if story.baseline.non_targets else text


def _pr(story: Story) -> str:
    return f"sum {exact.render_mm(story.part_mm)} is {_from_baseline(story)}"


def _pr_kept(story: Story) -> str:
    return f"kept, since sum {exact.render_mm(story.part_mm)} is {_from_nadir(story)}, which is not progression"


def _pr_persists(story: Story) -> str:
    names = [one.id for one in story.now.non_targets if one.state is NonTargetState.PRESENT]
    if not names:
        return "target disease is gone, tumour markers are not normal"
    return f"target disease is gone, non-target {_names(names)} {'persists' if len(names) == 1 else 'persist'}"


def _pr_not_evaluated(story: Story) -> str:
    return f"target disease is gone, non-target {_not_evaluated(story)} not evaluated"


def _sd(story: Story) -> str:
    baseline = _from_baseline(story)
    if story.nadir_mm == story.baseline_mm:
        return f"sum {exact.render_mm(story.part_mm)} is {baseline}, the nadir; neither PR nor PD"
    return f"sum {exact.render_mm(story.part_mm)} is {baseline} and {_from_nadir(story)}; neither PR nor PD"


def _ne_target(story: Story) -> str:
    if not story.missing:
        return "the baseline has no complete sum to compare with"
    text = f"target {_names(story.missing)} {_was(story.missing)} not evaluated"
    if story.nadir_mm is None:
        return text
    part, nadir = exact.render_mm(story.part_mm), exact.render_mm(story.nadir_mm)
    return f"{text}, and the measured part {part} does not show progression from nadir {nadir}"


def _only_cr(story: Story) -> str:
    return "there was non-target disease only, and it is gone"


def _only_persists(story: Story) -> str:
    names = [one.id for one in story.now.non_targets if one.state is NonTargetState.PRESENT]
    if not names:
        return "there was non-target disease only, and tumour markers are not normal"
    return f"non-target {_names(names)} {'persists' if len(names) == 1 else 'persist'}"


def _only_not_evaluated(story: Story) -> str:
    return f"non-target {_not_evaluated(story)} not evaluated"


def _ned(story: Story) -> str:
    return "no disease at baseline and no new lesion"


_REASONS: dict[str, Callable[[Story], str]] = {
    "PD-SUM": _pd_sum,
    "PD-SUM-MEASURED-PART": _pd_part,
    "PD-NADIR-ZERO": _pd_nadir_zero,
    "PD-NON-TARGET": _pd_non_target,
    "PD-NEW-LESION": _pd_new,
    "PD-AFTER-CR": _pd_after_cr,
    "CR": _cr,
    "PR": _pr,
    "PR-KEPT": _pr_kept,
    "PR-NON-TARGET-PERSISTS": _pr_persists,
    "PR-NON-TARGET-NOT-EVALUATED": _pr_not_evaluated,
    "SD": _sd,
    "NE-TARGET": _ne_target,
    "NON-TARGET-ONLY-CR": _only_cr,
    "NON-TARGET-ONLY-PERSISTS": _only_persists,
    "NON-TARGET-ONLY-NOT-EVALUATED": _only_not_evaluated,
    "NED": _ned,
}


def _from_nadir(story: Story) -> str:
    """How the sum stands to the nadir, in percent and mm: "24 % and 12.0 mm above nadir 50.0 mm"."""
    nadir = exact.ZERO if story.nadir_mm is None else story.nadir_mm
    if story.part_mm == nadir:
        return f"at nadir {exact.render_mm(nadir)}"
    percent = exact.compute_change_percent(story.part_mm, nadir)
    shown = "" if percent is None else f"{exact.render_percent(percent)} and "
    side = "above" if story.part_mm > nadir else "below"
    return f"{shown}{exact.render_mm(abs(story.part_mm - nadir))} {side} nadir {exact.render_mm(nadir)}"


def _from_baseline(story: Story) -> str:
    """How the sum stands to baseline, in percent: "30 % below baseline 100.0 mm"."""
    baseline = exact.ZERO if story.baseline_mm is None else story.baseline_mm
    percent = exact.compute_change_percent(story.part_mm, baseline)
    if percent is None or percent == 0:
        return f"at baseline {exact.render_mm(baseline)}"
    side = "above" if percent > 0 else "below"
    return f"{exact.render_percent(percent)} {side} baseline {exact.render_mm(baseline)}"


def _not_evaluated(story: Story) -> str:
    found = {one.id: one.state for one in story.now.non_targets}
    names = [
        one.id
        for one in story.baseline.non_targets
        if found.get(one.id, NonTargetState.NOT_EVALUABLE) is NonTargetState.NOT_EVALUABLE
    ]
    return f"{_names(names)} {_was(names)}"


def _lesions(lesions: Iterable[NewLesion]) -> str:
    ordered = sorted(lesions, key=lambda lesion: lesion.id)
    shown = [f"{one.id} ({one.organ.replace('_', ' ')})" if one.organ else one.id for one in ordered]
    return ("lesion " if len(shown) == 1 else "lesions ") + _names(shown, ordered=True)


def _names(names: Sequence[str], ordered: bool = False) -> str:
    shown = list(names) if ordered else sorted(names)
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _was(names: Sequence[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
