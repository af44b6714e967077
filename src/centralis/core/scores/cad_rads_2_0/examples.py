"""Worked examples of CAD-RADS 2.0."""

from typing import Any

from centralis.core.criteria.criterion import Example


def _case(lm: float | None, lad: float | None, lcx: float | None, rca: float | None, **more: Any) -> dict[str, Any]:
    """Stenosis of each artery in percent; None: not diagnostic. A narrowed artery holds plaque."""
    arteries = [
        {"id": name, "state": "non_diagnostic"}
        if value is None
        else {"id": name, "state": "judged", "stenosis_percent": value, "plaque": value > 0}
        for name, value in zip(("LM", "LAD", "LCX", "RCA"), (lm, lad, lcx, rca), strict=True)
    ]
    return {"time_points": [{"day": 0, "arteries": arteries, **more}]}


def _one(name: str, words: str, case: dict[str, Any], reported: str, rule: str) -> Example:
    return Example(name, words, case, ({"reported": f"CAD-RADS {reported}", "rule": rule},))


EXAMPLES = (
    _one("no disease", "Neither plaque nor stenosis.", _case(0, 0, 0, 0), "0", "0"),
    _one(
        "minimal",
        "20 % is within 1 to 24; a calcium score of 55 is P1.",
        _case(0, 20, 0, 0, calcium_score=55),
        "1/P1",
        "1",
    ),
    _one(
        "mild with moderate plaque",
        "49 % is within 25 to 49; 4 segments are P2, a score of 90 alone would be P1: the worse counts.",
        _case(0, 49, 10, 0, calcium_score=90, involved_segments=4),
        "2/P2",
        "2",
    ),
    _one(
        "moderate with high-risk plaque",
        "50 % begins category 3; spotty calcium and a napkin ring are two features: HRP. The report is the one the "
        "document gives as an example.",
        _case(0, 50, 0, 0, calcium_score=150, spotty_calcium=True, napkin_ring=True),
        "3/P2/HRP",
        "3",
    ),
    _one(
        "severe in two arteries",
        "70 % in two arteries is 4A; CT-FFR is positive; 400 is P3.",
        _case(0, 70, 80, 30, calcium_score=400, ischaemia="positive"),
        "4A/P3/I+",
        "4A",
    ),
    _one("left main", "50 % of the left main is 4B.", _case(50, 20, 0, 0), "4B", "4B-LEFT-MAIN"),
    _one(
        "three arteries",
        "70 % in three arteries is 4B; a calcium score of 1000 is P4.",
        _case(0, 70, 75, 90, calcium_score=1000),
        "4B/P4",
        "4B-THREE-VESSELS",
    ),
    _one(
        "occlusion with a stent and a graft",
        "100 % is 5; modifiers stand in the order S, G.",
        _case(0, 100, 30, 0, stent=True, graft=True),
        "5/S/G",
        "5",
    ),
    _one(
        "not diagnostic",
        "The RCA can't be judged and nothing else reaches 50 %: obstruction is not excluded.",
        _case(0, 30, 0, None),
        "N",
        "N",
    ),
    _one(
        "not diagnostic beside a stenosis",
        "The RCA can't be judged; 60 % of the LAD is category 3 with modifier N.",
        _case(0, 60, 0, None),
        "3/N",
        "3",
    ),
)
