"""Worked examples of iRECIST: those published, and our own for the rows they do not reach."""

from centralis.core.criteria.criterion import Example
from centralis.core.criteria.irecist.published import (
    PUBLISHED,
    START,
    case_of,
    comes_to,
    new_lesion,
    non_target,
    point_of,
    target_of,
    whole_of,
)

EXAMPLES = (
    *PUBLISHED,
    Example(
        "too early, then confirmed",
        "New lesion on day 56. Day 70: one more, 14 days later on a planned scan: too early. Day 82, 26 days later: "
        "both are there, one more than at first: iCPD.",
        case_of(
            point_of(0, 50),
            point_of(56, 50, new_lesion()),
            point_of(70, 50, new_lesion(), new_lesion("L2")),
            point_of(82, 50, new_lesion(), new_lesion("L2")),
        ),
        (
            START,
            comes_to("iUPD", "UPD-NEW-LESION"),
            comes_to("iUPD", "UPD-TOO-EARLY", reasons=["UPD-TOO-EARLY", "CPD-NEW-LESION-MORE"]),
            comes_to("iCPD", "CPD-NEW-LESION-MORE", new_lesion_count=2),
        ),
        whole_of("iCPD", 56, True),
    ),
    Example(
        "progression in another category",
        "62 of 50 mm is 24 % and 12 mm more: iUPD by targets. Day 84: 62 mm still, but a new lesion: iCPD.",
        case_of(point_of(0, 50), point_of(56, 62), point_of(84, 62, new_lesion())),
        (START, comes_to("iUPD", "UPD-TARGET"), comes_to("iCPD", "CPD-CATEGORY", further_increase_mm=0.0)),
        whole_of("iCPD", 56, True),
    ),
    Example(
        "a new lesion that can't be measured grows",
        "A new non-target lesion on day 56 is larger on day 84, 28 days later: any increase confirms.",
        case_of(point_of(0, 50), point_of(56, 50, new_lesion()), point_of(84, 50, new_lesion(increased=True))),
        (START, comes_to("iUPD", "UPD-NEW-LESION"), comes_to("iCPD", "CPD-NEW-LESION-INCREASE")),
        whole_of("iCPD", 56, True),
    ),
    Example(
        "targets gone, a new lesion persists",
        "A new lesion on day 56: iUPD. Day 112: targets are gone, the new lesion is not: iPR, no iCR. Day 168: non-"
        "target disease was not evaluated, the new lesion is gone: iPR.",
        case_of(
            point_of(0, 50, non_targets=non_target()),
            point_of(56, 50, new_lesion(), non_targets=non_target()),
            point_of(112, 0, new_lesion(), non_targets=non_target("absent")),
            point_of(168, 0, new_lesion(state="absent"), non_targets=non_target("not_evaluable")),
        ),
        (
            START,
            comes_to("iUPD", "UPD-NEW-LESION"),
            comes_to("iPR", "PR-NEW-LESION-PERSISTS"),
            comes_to("iPR", "PR-NON-TARGET-NOT-EVALUATED"),
        ),
        whole_of("iPR", None),
    ),
    Example(
        "progression shown by the measured part alone",
        "Baseline 30 + 20 = 50 mm. T2 is not evaluated, T1 alone is 60 mm, 20 % and 10 mm above 50: iUPD.",
        case_of(
            {"day": 0, "targets": [target_of(30), target_of(20, "T2")]},
            {"day": 56, "targets": [target_of(60), target_of(None, "T2")]},
        ),
        (START, comes_to("iUPD", "UPD-TARGET-MEASURED-PART", sum_of_diameters_mm=None, measured_part_mm=60.0)),
        whole_of("iUPD", 56),
    ),
    Example(
        "non-target disease only",
        "Persists; is not evaluated; a new lesion: iUPD; non-target disease goes but the new lesion stays; both gone.",
        case_of(
            {"day": 0, "non_targets": non_target()},
            {"day": 56, "non_targets": non_target()},
            {"day": 112, "non_targets": non_target("not_evaluable")},
            {"day": 168, "non_targets": non_target(), "new_lesions": [new_lesion()]},
            {"day": 224, "non_targets": non_target("absent"), "new_lesions": [new_lesion()]},
            {"day": 280, "non_targets": non_target("absent"), "new_lesions": [new_lesion(state="absent")]},
        ),
        (
            START,
            comes_to("NON-iCR/NON-iUPD", "NON-TARGET-ONLY-PERSISTS"),
            comes_to("NE", "NON-TARGET-ONLY-NOT-EVALUATED"),
            comes_to("iUPD", "UPD-NEW-LESION", target=None),
            comes_to("NON-iCR/NON-iUPD", "NON-TARGET-ONLY-NEW-LESION-PERSISTS"),
            comes_to("iCR", "NON-TARGET-ONLY-CR"),
        ),
        whole_of("iCR", None),
    ),
    Example(
        "no disease at baseline",
        "Nothing on day 56: NED. A new lesion on day 112: iUPD; gone on day 168: NED again.",
        case_of(
            {"day": 0},
            {"day": 56},
            {"day": 112, "new_lesions": [new_lesion()]},
            {"day": 168, "new_lesions": [new_lesion(state="absent")]},
        ),
        (START, comes_to("NED", "NED"), comes_to("iUPD", "UPD-NEW-LESION"), comes_to("NED", "NED")),
        whole_of("NED", None),
    ),
)
