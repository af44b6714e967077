"""The evidence a history of visits holds, in three-valued logic: shown, excluded, or (None) not told.

A region that was not imaged is None, never free of lesions. What no contrast agent could show is None as well.
"""

from collections.abc import Iterator, Mapping, Sequence

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.mcdonald.model import Csf, Diagnosis, Region, RegionFinding, State, Visit

Truth = bool | None
OPEN = "OPEN"
NOT_MET = "NOT-MET"
BETTER_EXPLANATION = "BETTER-EXPLANATION"

SHARED_RULES: dict[str, str] = {
    BETTER_EXPLANATION: "Another diagnosis explains the findings better; the criteria don't apply.",
    NOT_MET: "Everything asked for was told, and it doesn't meet the criteria on this day.",
    OPEN: "The criteria are not met by what was told; an examination that is missing could still meet them.",
}
SHARED_CHECKS: dict[str, str] = {
    "M01": "More lesions enhance, or are new, than there are lesions.",
    "M02": "New lesions are told at the first scan, which has nothing to compare with.",
    "M03": "A region is not listed; it counts as not judged.",
    "M04": "There are fewer attacks than at an earlier visit.",
}


def any_of(values: Sequence[Truth]) -> Truth:
    """Shown by one of several; excluded only when each is."""
    if any(values):
        return True
    return None if None in values else False


def all_of(values: Sequence[Truth]) -> Truth:
    """Shown only by all; excluded by one."""
    if False in values:
        return False
    return None if None in values else True


def at_least(values: Sequence[Truth], least: int) -> Truth:
    """Whether at least so many of several are shown."""
    shown, open_ones = values.count(True), values.count(None)
    if shown >= least:
        return True
    return None if shown + open_ones >= least else False


def find_involved(visits: Sequence[Visit], least_periventricular: int) -> Mapping[Region, Truth]:
    """Each region: did it show a lesion on any day up to the last one?"""
    least = {Region.PERIVENTRICULAR: least_periventricular}
    return {region: has_lesions(visits, region, least.get(region, 1)) for region in Region}


def has_lesions(visits: Sequence[Visit], region: Region, least: int) -> Truth:
    """Whether a region showed at least so many lesions on one day; the last judged scan excludes it."""
    counts = [one.t2_lesions for visit in visits for one in visit.regions if one.id is region]
    told = [count for count in counts if count is not None]
    if any(count >= least for count in told):
        return True
    return False if told else None


def is_disseminated_in_time(visits: Sequence[Visit]) -> Truth:
    """Enhancing beside non-enhancing lesions on one day, or a lesion that is new since the first scan."""
    simultaneous = [_has_both(visit) for visit in visits]
    return any_of([*simultaneous, *(_has_new(visit) for visit in visits[1:])])


def _has_both(visit: Visit) -> Truth:
    """Whether enhancing and non-enhancing lesions are seen together; regions without contrast count for neither."""
    seen = [(one.t2_lesions, one.enhancing) for one in visit.regions if one.enhancing is not None]
    enhancing = sum(count for _, count in seen)
    silent = sum(max(0, (total or 0) - count) for total, count in seen)
    if enhancing >= 1 and silent >= 1:
        return True
    return None if any(_may_enhance(one) for one in _every(visit)) else False


def _has_new(visit: Visit) -> Truth:
    if any(one.new_lesions for one in visit.regions):
        return True
    return None if any(one.new_lesions is None and one.t2_lesions != 0 for one in _every(visit)) else False


def _may_enhance(one: RegionFinding) -> bool:
    return one.enhancing is None and one.t2_lesions != 0


def _every(visit: Visit) -> list[RegionFinding]:
    """The four regions; one that is not listed as not evaluable."""
    told = {one.id: one for one in visit.regions}
    return [told.get(region, RegionFinding(region, State.NOT_EVALUABLE)) for region in Region]


def has_bands(visits: Sequence[Visit]) -> Truth:
    """Whether oligoclonal bands were found; the last word of several tests is the positive one."""
    told = [visit.csf_bands for visit in visits if visit.csf_bands is not Csf.NOT_DONE]
    return Csf.POSITIVE in told if told else None


def decide(ways: Sequence[tuple[str, Truth]]) -> tuple[str, Diagnosis]:
    """The first way that is shown; otherwise open when one could still be, else not established."""
    for rule, shown in ways:
        if shown:
            return rule, Diagnosis.ESTABLISHED
    if any(shown is None for _, shown in ways):
        return OPEN, Diagnosis.OPEN
    return NOT_MET, Diagnosis.NOT_ESTABLISHED


def render_truth(value: Truth) -> str:
    """Yes, no or not told, for a sentence."""
    return "not told" if value is None else ("yes" if value else "no")


def check_visit(visits: Sequence[Visit]) -> Iterator[Finding]:
    """The edit checks both editions share, for the last visit."""
    visit, is_first = visits[-1], len(visits) == 1
    for index, one in enumerate(visit.regions):
        yield from _check_counts(f"regions[{index}]", one, is_first)
    for region in Region:
        if region not in {one.id for one in visit.regions}:
            text = f"{region.value} is not listed; it counts as not judged. Say what was seen of it."
            yield Finding("M03", Severity.WARNING, "regions", region.value, text)
    before = [each.attacks for each in visits[:-1] if each.attacks is not None]
    if visit.attacks is not None and before and visit.attacks < max(before):
        text = f"{visit.attacks} attacks so far, {max(before)} at an earlier visit. Count all attacks."
        yield Finding("M04", Severity.ERROR, "attacks", "", text)


def _check_counts(place: str, one: RegionFinding, is_first: bool) -> Iterator[Finding]:
    total = one.t2_lesions
    for name, word, count in (("enhancing", "enhance", one.enhancing), ("new_lesions", "are new", one.new_lesions)):
        if total is not None and count is not None and count > total:
            text = f"{one.id.value}: {count} lesions {word}, {total} are counted. Count every lesion."
            yield Finding("M01", Severity.ERROR, f"{place}.{name}", one.id.value, text)
    if is_first and one.new_lesions is not None:
        text = f"{one.id.value}: new lesions are told at the first scan; leave them empty there."
        yield Finding("M02", Severity.ERROR, f"{place}.new_lesions", one.id.value, text)
