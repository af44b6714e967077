"""The 2017 McDonald criteria on each day of a history, with all evidence gathered up to it."""

from collections.abc import Iterator, Mapping, Sequence

from centralis.core.criteria.findings import Finding
from centralis.core.scores.mcdonald import evidence
from centralis.core.scores.mcdonald.evidence import Truth, all_of, any_of, at_least
from centralis.core.scores.mcdonald.model import Answer, Diagnosis, Region
from centralis.core.scores.mcdonald_2017.model import Parameters, Presentation, TimePoint
from centralis.core.scores.mcdonald_2017.tables import RULES

CHECKS = evidence.SHARED_CHECKS


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Answer, ...]:
    """The diagnosis on each day."""
    return tuple(_assess(history[: index + 1], parameters) for index in range(len(history)))


def _assess(history: Sequence[TimePoint], parameters: Parameters) -> Answer:
    point = history[-1]
    involved = evidence.find_involved(history, parameters.least_periventricular)
    space = at_least(list(involved.values()), parameters.regions_for_space)
    time, bands = evidence.is_disseminated_in_time(history), evidence.has_bands(history)
    if point.better_explanation:
        rule, diagnosis = evidence.BETTER_EXPLANATION, Diagnosis.NOT_ESTABLISHED
    elif point.presentation is Presentation.ATTACK:
        rule, diagnosis = evidence.decide(_ways_after_attack(point, space, time, bands, parameters))
    else:
        rule, diagnosis = evidence.decide([("PROGRESSION", _is_progressive(history, involved, bands, parameters))])
    names = tuple(region.value for region, shown in involved.items() if shown)
    return Answer(
        day=point.day,
        diagnosis=diagnosis,
        regions=names,
        dissemination_in_space=space,
        dissemination_in_time=time,
        csf_positive=bands,
        rule=rule,
        sentence=f"{RULES[rule]} Regions involved: {', '.join(names) or 'none'}; "
        f"disseminated in space: {evidence.render_truth(space)}, in time: {evidence.render_truth(time)}; "
        f"bands in spinal fluid only: {evidence.render_truth(bands)}.",
    )


def _ways_after_attack(
    point: TimePoint, space: Truth, time: Truth, bands: Truth, parameters: Parameters
) -> list[tuple[str, Truth]]:
    """Each way to the diagnosis in the order of `tables.ATTACK`."""
    attacks, lesions = point.attacks or 0, point.objective_lesions or 0
    instead = bands if parameters.bands_replace_time else False
    one, two, again = lesions >= 1, lesions >= 2, attacks >= 2
    return [
        ("ATTACKS-LESIONS", again and two),
        ("ATTACKS-HISTORY", again and one and point.historical_attack),
        ("ATTACKS-SPACE", all_of([again, one, space])),
        ("LESIONS-TIME", all_of([two, time])),
        ("LESIONS-BANDS", all_of([two, instead])),
        ("SPACE-TIME", all_of([one, space, time])),
        ("SPACE-BANDS", all_of([one, space, instead])),
    ]


def _is_progressive(
    history: Sequence[TimePoint], involved: Mapping[Region, Truth], bands: Truth, parameters: Parameters
) -> Truth:
    brain = any_of([shown for region, shown in involved.items() if region is not Region.CORD])
    cord = evidence.has_lesions(history, Region.CORD, parameters.cord_lesions)
    is_long = (history[-1].progression_days or 0) >= parameters.progression_days
    return all_of([is_long, at_least([brain, cord, bands], 2)])


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last visit."""
    return evidence.check_visit(history)
