"""Grades of Kellgren-Lawrence: the reader's grade counts; features that were told must not contradict it."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from operator import ge

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.kellgren_lawrence.model import (
    Assessment,
    Deformity,
    Joint,
    JointGrade,
    Narrowing,
    Osteophytes,
    Parameters,
    Sclerosis,
    State,
    TimePoint,
)

#: What a grade asks of each feature at least; grade 1 is any possible osteophyte or doubtful narrowing.
LEAST = {
    2: (Osteophytes.DEFINITE, Narrowing.NONE, Sclerosis.NONE, Deformity.NONE),
    3: (Osteophytes.MULTIPLE, Narrowing.DEFINITE, Sclerosis.SOME, Deformity.NONE),
    4: (Osteophytes.LARGE, Narrowing.MARKED, Sclerosis.SEVERE, Deformity.DEFINITE),
}
CHECKS: dict[str, str] = {
    "K01": "The features told do not describe the grade given.",
    "K02": "A grade is lower than at an earlier time point.",
}


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The grades of each time point; a joint of the baseline that is not listed later was not graded."""
    return tuple(_assess(point, history[0], parameters) for point in history)


def _assess(point: TimePoint, baseline: TimePoint, parameters: Parameters) -> Assessment:
    told = {joint.id: joint for joint in point.joints}
    names = dict.fromkeys([joint.id for joint in baseline.joints] + list(told))
    joints = tuple(_grade(name, told.get(name), parameters) for name in names)
    grades = [joint.grade for joint in joints if joint.grade is not None]
    worst = max(grades) if grades and len(grades) == len(joints) else None
    affected = sum(1 for joint in joints if joint.osteoarthritis)
    missing = [joint.id for joint in joints if joint.grade is None]
    if worst is None:
        why = f"Not graded: {', '.join(missing)}." if missing else "No joint is listed."
        return Assessment(point.day, joints, None, affected, "NOT-EVALUABLE", why)
    sentence = f"The worst of {len(joints)} graded {'joint' if len(joints) == 1 else 'joints'} has grade {worst}."
    return Assessment(point.day, joints, worst, affected, f"GRADE-{worst}", sentence)


def _grade(name: str, joint: Joint | None, parameters: Parameters) -> JointGrade:
    if joint is None or joint.state is State.NOT_EVALUABLE or joint.grade is None:
        return JointGrade(name, None, None, "NOT-EVALUABLE")
    return JointGrade(name, joint.grade, joint.grade >= parameters.osteoarthritis_from_grade, f"GRADE-{joint.grade}")


def derive_grade(joint: Joint) -> int | None:
    """The highest grade whose whole description the four features meet; None unless all four are told."""
    told = (joint.osteophytes, joint.narrowing, joint.sclerosis, joint.deformity)
    if None in told:
        return None
    ranks = tuple(_rank(one) for one in told if one is not None)
    fitting = [grade for grade, least in LEAST.items() if all(map(ge, ranks, map(_rank, least)))]
    return max(fitting, default=1 if ranks[0] or ranks[1] else 0)


def _rank(value: StrEnum) -> int:
    return list(type(value)).index(value)


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Warn where features and grade differ, and where a joint seems to have healed."""
    earlier = {joint.id: joint.grade for point in history[:-1] for joint in point.joints if joint.grade is not None}
    for index, joint in enumerate(history[-1].joints):
        derived, place = derive_grade(joint), f"joints[{index}].grade"
        if joint.grade is not None and derived is not None and derived != joint.grade:
            text = f"{joint.id}: the features told describe grade {derived}, the grade given is {joint.grade}."
            yield Finding("K01", Severity.WARNING, place, joint.id, text)
        before = earlier.get(joint.id)
        if joint.grade is not None and before is not None and joint.grade < before:
            text = f"{joint.id}: grade {joint.grade} after grade {before}; osteoarthritis seldom recedes. Look again."
            yield Finding("K02", Severity.WARNING, place, joint.id, text)
