"""Totals of RAMRIS: each domain's sum over the sites that the trial scores."""

from collections.abc import Iterator, Sequence

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.scores.ramris_2016 import tables
from centralis.core.scores.ramris_2016.model import Assessment, Coverage, Parameters, TimePoint

CHECKS: dict[str, str] = {
    "J01": "A site that is scored in this trial has no score.",
    "J02": "A row names no site that is scored in this trial.",
    "J03": "A site's erosion is smaller than before.",
}
#: domain → rows of the time point, its field, sites of the wrist, sites of the fingers
DOMAINS: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "erosion": ("bones", "erosion", tables.WRIST_BONES, tables.FINGER_BONES),
    "osteitis": ("bones", "osteitis", tables.WRIST_BONES, tables.FINGER_BONES),
    "synovitis": ("joints", "synovitis", tables.WRIST_JOINTS, tables.FINGER_JOINTS),
    "narrowing": ("spaces", "narrowing", tables.WRIST_SPACES, tables.FINGER_JOINTS),
    "tenosynovitis": ("tendons", "tenosynovitis", tables.WRIST_TENDONS, tables.FINGER_TENDONS),
}


def sites_of(domain: str, parameters: Parameters) -> tuple[str, ...]:
    """The sites of a domain that this trial scores, in order; none for tenosynovitis where it is left out."""
    if domain == "tenosynovitis" and not parameters.tenosynovitis:
        return ()
    _, _, wrist, fingers = DOMAINS[domain]
    if parameters.coverage is Coverage.WRIST:
        return wrist
    return fingers if parameters.coverage is Coverage.FINGERS else wrist + fingers


def list_rows(parameters: Parameters) -> dict[str, dict[str, str]]:
    """The rows of a form: every site this trial scores, under the section that holds it."""
    found: dict[str, dict[str, str]] = {}
    for domain, (table, _, _, _) in DOMAINS.items():
        sites = {site: site[:1].upper() + site[1:] for site in sites_of(domain, parameters)}
        found.setdefault(table, {}).update(sites)
    return found


def compute_total(point: TimePoint, domain: str, parameters: Parameters) -> int | None:
    """The sum over a domain's sites; None when one has no score or the trial does not score the domain."""
    table, name, _, _ = DOMAINS[domain]
    told: dict[str, int | None] = {row.id: getattr(row, name) for row in getattr(point, table)}
    sites = sites_of(domain, parameters)
    scores = [score for site in sites if (score := told.get(site)) is not None]
    return sum(scores) if sites and len(scores) == len(sites) else None


def assess(history: Sequence[TimePoint], parameters: Parameters) -> tuple[Assessment, ...]:
    """The totals of each reading."""
    first = compute_total(history[0], "erosion", parameters)
    return tuple(_assess(point, first, parameters) for point in history)


def _assess(point: TimePoint, first_erosion: int | None, parameters: Parameters) -> Assessment:
    totals = {domain: compute_total(point, domain, parameters) for domain in DOMAINS}
    scored = [domain for domain in DOMAINS if sites_of(domain, parameters)]
    missing = [domain for domain in scored if totals[domain] is None]
    rule = "ALL-TOTALS" if not missing else "NO-TOTAL" if len(missing) == len(scored) else "SOME-TOTALS"
    told = ", ".join(f"{domain} {totals[domain]}" for domain in scored if totals[domain] is not None)
    without = f" Without a total: {', '.join(missing)}." if missing else ""
    erosion = totals["erosion"]
    change = None if erosion is None or first_erosion is None else erosion - first_erosion
    sentence = f"{tables.RULES[rule]}{f' {told.capitalize()}.' if told else ''}{without}"
    return Assessment(point.day, **totals, erosion_change=change, rule=rule, sentence=sentence)


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Every site once and scored; none that is not scored here; erosions that shrink are looked at again."""
    point = history[-1]
    for domain, (table, name, _, _) in DOMAINS.items():
        told = {row.id: getattr(row, name) for row in getattr(point, table)}
        for site in sites_of(domain, parameters):
            if told.get(site) is None:
                yield Finding(
                    "J01", Severity.WARNING, table, site, f"{site[:1].upper()}{site[1:]}: {domain} is not scored."
                )
    known = {DOMAINS[domain][0]: set(sites_of(domain, parameters)) for domain in reversed(DOMAINS)}
    for table, sites in known.items():
        for index, row in enumerate(getattr(point, table)):
            if row.id not in sites:
                text = f"{row.id!r} is no site that this trial scores among {table}."
                yield Finding("J02", Severity.ERROR, f"{table}[{index}].id", row.id, text)
    earlier = {row.id: row.erosion for one in history[:-1] for row in one.bones if row.erosion is not None}
    for index, bone in enumerate(point.bones):
        before = earlier.get(bone.id)
        if bone.erosion is not None and before is not None and bone.erosion < before:
            text = f"{bone.id}: erosion {bone.erosion} after {before}; bone seldom heals. Look again."
            yield Finding("J03", Severity.WARNING, f"bones[{index}].erosion", bone.id, text)
