"""Published data of the worked examples and of the tests that hold the code against printed answers. Figures only."""

from collections.abc import Sequence

from centralis.core.agreement.ratings import RatingTable

SKIN_CONDITION = ((10, 4, 1, 0), (5, 10, 12, 2), (2, 4, 12, 5), (0, 2, 6, 13))
"""88 patients by two dermatologists, terrible, poor, marginal, clear (SAS/STAT User's Guide, PROC FREQ, table 3.2)."""

ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
"""100 pregnancies by two abstractors (R irrCAC, cont3x3abstractors)."""

FOUR_RATERS = (
    "1 1 - 1", "2 2 3 2", "3 3 3 3", "3 3 3 3", "2 2 2 2", "1 2 3 4",
    "4 4 4 4", "1 1 2 1", "2 2 2 2", "- 5 5 5", "- - 1 1", "- - 3 -",
)  # fmt: skip
"""Twelve units by four observers with missing cells (Krippendorff 2011; R irrCAC, cac.raw4raters)."""

SIX_PSYCHIATRISTS = (
    "00060", "03003", "01401", "00006", "03030", "20400", "00402", "20310",
    "20040", "00006", "10050", "11040", "03300", "10050", "02031",
)  # fmt: skip
"""How many of six psychiatrists gave each of five diagnoses to fifteen patients (R irrCAC, distrib.6raters)."""

FOUR_JUDGES = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
"""Six targets by four judges (Shrout and Fleiss 1979, table 2)."""

PEAK_FLOW = (
    (494, 512), (395, 430), (516, 520), (434, 428), (476, 500), (557, 600), (413, 364), (442, 380), (650, 658),
    (433, 445), (417, 432), (656, 626), (267, 260), (478, 477), (178, 259), (423, 350), (427, 451),
)  # fmt: skip
"""Peak flow of seventeen people by the large and the mini Wright meter, l/min (Bland and Altman 1986, table 1)."""

CARDIAC_OUTPUT = {
    "1": "7.83 6.57, 7.42 5.62, 7.89 6.90, 7.12 6.57, 7.88 6.35",
    "2": "6.16 4.06, 7.26 4.29, 6.71 4.26, 6.54 4.09",
    "3": "4.75 4.71, 5.24 5.50, 4.86 5.08, 4.78 5.02, 6.05 6.01, 5.42 5.67",
    "4": "4.21 4.14, 3.61 4.20, 3.72 4.61, 3.87 4.68, 3.92 5.04",
    "5": "3.13 3.03, 2.98 2.86, 2.85 2.77, 3.17 2.46, 3.09 2.32, 3.12 2.43",
    "6": "5.92 5.90, 6.42 5.81, 5.92 5.70, 6.27 5.76",
    "7": "7.13 5.09, 6.62 4.63, 6.58 4.61, 6.93 5.09",
    "8": "4.54 4.72, 4.81 4.61, 5.11 4.36, 5.29 4.20, 5.39 4.36, 5.57 4.20",
    "9": "4.48 3.17, 4.92 3.12, 3.97 2.96",
    "10": "4.22 4.35, 4.65 4.62, 4.74 3.16, 4.44 3.53, 4.50 3.53",
    "11": "6.78 7.20, 6.07 6.09, 6.52 7.00, 6.42 7.10, 6.41 7.40, 5.76 6.80",
    "12": "5.06 4.50, 4.72 4.20, 4.90 3.80, 4.80 3.80, 4.90 4.20, 5.10 4.50",
}
"""Cardiac output of twelve patients by radionuclide ventriculography and impedance, l/min (Bland and Altman 1999)."""

CHILDREN = (
    "190 220 200 200", "220 200 240 230", "260 260 240 280", "210 300 280 265", "270 265 280 270",
    "280 280 270 275", "260 280 280 300", "275 275 275 305", "280 290 300 290", "320 290 300 290",
    "300 300 310 300", "270 250 330 370", "320 330 330 330", "335 320 335 375", "350 320 340 365",
    "360 320 350 345", "330 340 380 390", "335 385 360 370", "400 420 425 420", "430 460 480 470",
)  # fmt: skip
"""Four peak flows of each of twenty schoolchildren, l/min (Bland and Altman, BMJ 1996;313:744)."""


def expand_counts(counts: Sequence[Sequence[int]]) -> tuple[tuple[float, float], ...]:
    """The pairs behind a square table of counts; categories are numbered from 1."""
    return tuple(
        (float(i + 1), float(j + 1)) for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)
    )


def build_pairs_table(pairs: Sequence[tuple[float, float]]) -> RatingTable:
    """Readers A and B over cases 1, 2, 3 ..."""
    rows = [
        (str(n), reader, value) for n, pair in enumerate(pairs, 1) for reader, value in zip("AB", pair, strict=True)
    ]
    return RatingTable.from_rows(rows)


def build_four_raters() -> RatingTable:
    """Observers A to D over twelve units; a dash is a missing rating."""
    rows = [
        (str(n), reader, float(value))
        for n, row in enumerate(FOUR_RATERS, 1)
        for reader, value in zip("ABCD", row.split(), strict=True)
        if value != "-"
    ]
    return RatingTable.from_rows(rows)


def build_psychiatrists() -> RatingTable:
    """Six ratings a patient; which psychiatrist gave which does not matter to the methods that use them."""
    rows = []
    for n, row in enumerate(SIX_PSYCHIATRISTS, 1):
        given = [category for category, count in zip("DPSNO", row, strict=True) for _ in range(int(count))]
        rows += [(str(n), f"R{place}", category) for place, category in enumerate(given, 1)]
    return RatingTable.from_rows(rows)


def build_judges() -> RatingTable:
    """Judges A to D over six targets."""
    rows = [
        (str(n), reader, float(value))
        for n, row in enumerate(FOUR_JUDGES, 1)
        for reader, value in zip("ABCD", row, strict=True)
    ]
    return RatingTable.from_rows(rows)


def build_peak_flow() -> tuple[tuple[float, float], ...]:
    """(large meter, mini meter) a person."""
    return tuple((float(large), float(mini)) for large, mini in PEAK_FLOW)


def build_cardiac_output() -> dict[str, list[tuple[float, float]]]:
    """Pairs by patient."""
    found = {}
    for patient, text in CARDIAC_OUTPUT.items():
        pairs = [pair.split() for pair in text.split(",")]
        found[patient] = [(float(one), float(other)) for one, other in pairs]
    return found


def build_children() -> dict[str, list[float]]:
    """Repeats by child."""
    return {str(n): [float(value) for value in row.split()] for n, row in enumerate(CHILDREN, 1)}
