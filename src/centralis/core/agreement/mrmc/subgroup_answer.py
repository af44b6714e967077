"""Turn the results of subgroups into the answer that commands and pages print; what cannot be given is null."""

from dataclasses import asdict
from typing import Any

from centralis.core.agreement.mrmc.answer import build_comparison, build_limits
from centralis.core.agreement.mrmc.subgroups import GroupEstimate, Subgroup, SubgroupReport


def build_subgroup_answer(report: SubgroupReport) -> dict[str, Any]:
    """The answer: all cases, every group with its counts, and whether the groups differ."""
    return {
        "attribute": report.attribute,
        "overall": _group(report.overall),
        "groups": [_group(group) for group in report.groups],
        "heterogeneity": [{**asdict(one), "reason": one.reason or None} for one in report.heterogeneity],
        "notes": list(report.notes),
    }


def _group(group: Subgroup) -> dict[str, Any]:
    return {
        "group": group.word,
        "diseased": group.diseased,
        "nondiseased": group.nondiseased,
        "readers": group.readers,
        "tests": [_estimate(one) for one in group.estimates],
        "comparisons": [build_comparison(one) for one in group.comparisons],
        "reason": group.reason or None,
    }


def _estimate(one: GroupEstimate) -> dict[str, Any]:
    return {
        "test": one.test,
        "estimate": one.estimate,
        "se": one.se,
        "ci": build_limits(one.lower, one.upper),
        "reason": one.reason or None,
    }
