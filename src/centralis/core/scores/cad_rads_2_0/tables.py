"""Categories, plaque burden and modifiers of CAD-RADS 2.0 as data."""

from centralis.core.criteria.criterion import Table

RULES: dict[str, str] = {
    "N": "An artery can't be judged, and nothing seen reaches 50 %: obstruction is not excluded.",
    "5": "An artery is occluded.",
    "4B-LEFT-MAIN": "The left main is narrowed by 50 % or more.",
    "4B-THREE-VESSELS": "Three arteries are narrowed by 70 % or more.",
    "4A": "One or two arteries are narrowed by 70 to 99 %.",
    "3": "The worst stenosis is 50 to 69 %.",
    "2": "The worst stenosis is 25 to 49 %.",
    "1": "The worst stenosis is 1 to 24 %, or there is plaque without any.",
    "0": "Neither plaque nor stenosis.",
}

CATEGORIES = Table(
    "Categories; the first row that fits counts",
    ("finding", "category"),
    (
        ("5", "an artery occluded (100 %)", "5"),
        ("4B-LEFT-MAIN", "left main 50 % or more", "4B"),
        ("4B-THREE-VESSELS", "70 % or more in three arteries", "4B"),
        ("4A", "70 to 99 % in one or two arteries", "4A"),
        ("3", "50 to 69 %", "3; with a part not diagnostic 3/N"),
        ("N", "an artery not diagnostic, nothing seen reaches 50 %", "N"),
        ("2", "25 to 49 %", "2"),
        ("1", "1 to 24 %, or plaque without stenosis", "1"),
        ("0", "no plaque, no stenosis", "0"),
    ),
)

PLAQUE: tuple[tuple[str, int, int], ...] = (("P4", 1000, 8), ("P3", 301, 5), ("P2", 101, 3), ("P1", 1, 1))
"""Plaque category, least calcium score, least segments involved; the highest first."""

BURDEN = Table(
    "Plaque burden; part of the report of any category with plaque",
    ("calcium score", "segments involved", "plaque"),
    (
        ("1", "1 to 100", "up to 2", "P1 mild"),
        ("1", "101 to 300", "3 or 4", "P2 moderate"),
        ("1", "301 to 999", "5 to 7", "P3 severe"),
        ("1", "1000 and more", "8 and more", "P4 extensive"),
    ),
)
