"""Response on PET by Lugano 2014: the 5-point scale, the uptake against baseline, the marrow, new foci."""

from centralis.core.criteria.lugano_2014.model import MarrowUptake, Parameters, Score, TimePoint, Uptake

_RANKING = ("CMR", "PMR-MARROW", "PMR", "NMR-MARROW", "NMR")
_BY_UPTAKE = {Uptake.REDUCED: "PMR", Uptake.UNCHANGED: "NMR"}
_BY_MARROW = {
    MarrowUptake.NONE: "CMR",
    MarrowUptake.REDUCED: "PMR-MARROW",
    MarrowUptake.UNCHANGED: "NMR-MARROW",
}


def is_above(score: Score | None, parameters: Parameters) -> bool:
    """Whether a score means residual disease: 4 and 5, and 3 where the trial says so."""
    if score is Score.THREE:
        return not parameters.score_3_is_complete
    return score in (Score.FOUR, Score.FIVE)


def decide(point: TimePoint, parameters: Parameters) -> str | None:
    """The rule of `tables.PET`; None when no PET was read. The worse of lesions and marrow counts."""
    if point.new_foci:
        return "PMD-NEW-FOCI"
    if point.marrow_uptake is MarrowUptake.NEW_OR_RECURRENT:
        return "PMD-MARROW"
    if point.score is None:
        return None
    above = is_above(point.score, parameters)
    if above and point.uptake is Uptake.INCREASED:
        return "PMD-UPTAKE"
    if point.score is Score.NOT_EVALUABLE:
        return "PET-NE-SCORE"
    if above and point.uptake is None:
        return "PET-NE-UPTAKE"
    if point.marrow_uptake is None:
        return "PET-NE-MARROW"
    lesions = _BY_UPTAKE[point.uptake] if above and point.uptake is not None else "CMR"
    return max(lesions, _BY_MARROW[point.marrow_uptake], key=_RANKING.index)


def response_of(rule: str | None) -> str | None:
    """CMR PMR NMR PMD or NE of a rule of PET."""
    if rule is None:
        return None
    return "NE" if rule.startswith("PET-NE") else rule.split("-")[0]
