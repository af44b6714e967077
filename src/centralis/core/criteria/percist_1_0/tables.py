"""PERCIST 1.0 as data: the order of the rules, what makes a lesion measurable and scans comparable, rules by id."""

from centralis.core.criteria.criterion import Table

RESPONSES = Table(
    "Response at a time point; the first row that fits counts",
    ("what is seen", "response"),
    (
        ("PMD-NEW-LESION", "a new lesion that is beyond doubt cancer, on any scan", "PMD"),
        ("PMD-UNEQUIVOCAL", "unequivocal progression of other lesions, on any scan", "PMD"),
        ("NE-QUALITY", "the scan does not compare with the baseline", "NE"),
        ("PMD-SUL", "hottest SULpeak ≥ 30 % and ≥ 0.8 SUL above the reference scan", "PMD"),
        ("PMD-TLG", "TLG > 75 % above baseline, hottest SULpeak not below it", "PMD"),
        ("NED", "no lesion at baseline, none now", "NED"),
        ("NE-LESION", "a lesion of the baseline was not evaluated", "NE"),
        ("CMR", "every lesion resolved to blood pool, and below the mean of the liver where a SULpeak is told", "CMR"),
        ("NE-REFERENCE", "the reference (liver or blood pool) or every SULpeak of the baseline was not told", "NE"),
        ("NE-NOT-MEASURABLE", "hottest lesion of the baseline below the threshold", "NE"),
        (
            "SMD-OTHER-GREW",
            "PMR, but another lesion's SULpeak is ≥ 30 % and ≥ 0.8 SUL above baseline, or a lesion has grown in size",
            "SMD",
        ),
        ("PMR", "hottest SULpeak ≥ 30 % and ≥ 0.8 SUL below the hottest of the baseline", "PMR"),
        ("SMD", "none of these", "SMD"),
    ),
)

MEASURABLE = Table(
    "A measurable lesion at baseline",
    ("reference", "hottest SULpeak at least"),
    (
        ("NE-NOT-MEASURABLE", "liver", "1.5 × mean + 2 standard deviations"),
        ("NE-NOT-MEASURABLE", "blood pool, where the liver is diseased", "2.0 × mean + 2 standard deviations"),
    ),
)

QUALITY = Table(
    "A scan that compares with the baseline",
    ("what", "limit"),
    (
        (
            "NE-QUALITY",
            "mean of the liver (of the blood pool where the liver is diseased)",
            "≤ 20 % and < 0.3 SUL apart",
        ),
        ("NE-QUALITY", "uptake time", "≤ 15 min apart"),
        ("NE-QUALITY", "scanner, reconstruction, dose", "as at baseline"),
    ),
)

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PMD-NEW-LESION": "A new lesion is beyond doubt cancer.",
    "PMD-UNEQUIVOCAL": "Other lesions have progressed unequivocally.",
    "NE-QUALITY": "The scan does not compare with the baseline, and nothing new is seen.",
    "PMD-SUL": "The hottest SULpeak has risen enough, in percent and in SUL.",
    "PMD-TLG": "The total lesion glycolysis has risen enough.",
    "NED": "There was no lesion at baseline and there is none now.",
    "NE-LESION": "A lesion of the baseline was not evaluated, and progression is not shown otherwise.",
    "CMR": "Every lesion has resolved.",
    "NE-REFERENCE": "The reference or the SULpeaks of the baseline were not told; no lesion is known to be measurable.",
    "NE-NOT-MEASURABLE": "The hottest lesion of the baseline was too faint to be measurable.",
    "SMD-OTHER-GREW": "The hottest SULpeak has fallen enough for PMR; growth elsewhere precludes it.",
    "PMR": "The hottest SULpeak has fallen enough, in percent and in SUL.",
    "SMD": "Neither enough of a fall for PMR nor enough of a rise for PMD.",
}
