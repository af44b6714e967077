"""iwCLL 2018 as data: Table 4 of Hallek 2018 in our own order, and the rules by id."""

from centralis.core.criteria.criterion import Table

PROGRESSION = Table(
    "Progression, tested first; one parameter is enough",
    ("group", "parameter", "change", "from"),
    (
        ("PD-TRANSFORMATION", "-", "histology", "transformation", "-"),
        ("PD-NEW-LESION", "A", "new node ≥ 15 mm, or organ infiltrate", "unequivocal", "-"),
        ("PD-NODES", "A", "SPD of the nodes, one of them ≥ 15 mm", "≥ 50 % up", "lowest"),
        ("PD-SPLEEN", "A", "length above 130 mm", "≥ 50 % up; by 20 mm if it was normal", "lowest"),
        ("PD-LIVER", "A", "length above normal", "≥ 50 % up, or enlarged anew", "lowest"),
        ("PD-LYMPHOCYTES", "A", "lymphocytes, unless redistributed", "≥ 50 % up to ≥ 5 × 10⁹/L", "baseline"),
        ("PD-PLATELETS", "B", "platelets, due to CLL", "≥ 50 % down", "baseline"),
        ("PD-HAEMOGLOBIN", "B", "haemoglobin, due to CLL", "≥ 2 g/dL down", "baseline"),
        ("PD-MARROW", "B", "CLL cells of the marrow", "≥ 50 % up", "lowest earlier biopsy"),
    ),
)

RESPONSES = Table(
    "Response, when progression is not shown; the first row that fits counts",
    ("nodes", "spleen and liver", "symptoms", "lymphocytes", "platelets, haemoglobin", "marrow", "overall"),
    (
        ("NE-BASELINE", "a value of the baseline is missing", "", "", "", "", "", "NE"),
        ("NE-CAUSE", "any", "any", "any", "any", "fell as far as PD, cause not told", "any", "NE"),
        ("CR", "none ≥ 15 mm", "< 130 mm; normal", "none", "normal", "≥ 100 and ≥ 11", "clear", "CR"),
        (
            "CRI",
            "none ≥ 15 mm",
            "< 130 mm; normal",
            "none",
            "normal",
            "low, not due to CLL, or any with a hypocellular marrow",
            "no CLL cells, no nodules",
            "CRi",
        ),
        ("NE-MISSING", "a value needed is missing", "", "", "", "", "", "NE"),
        (
            "PR-L",
            "≥ 50 % down",
            "excess ≥ 50 % down",
            "any",
            "redistributed: neither normal nor ≥ 50 % down",
            "≥ 100 or ≥ 11 or ≥ 50 % up",
            "any",
            "PR-L",
        ),
        (
            "PR",
            "≥ 50 % down (two of the three of group A, or all that were abnormal)",
            "excess ≥ 50 % down",
            "any",
            "normal or ≥ 50 % down",
            "≥ 100 or ≥ 11 or ≥ 50 % up",
            "any or not done",
            "PR",
        ),
        ("SD", "any change that is none of these", "", "any", "", "", "", "SD"),
    ),
)

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PD-TRANSFORMATION": "Transformation to a more aggressive histology is progression.",
    "PD-NEW-LESION": "An unequivocal new lesion is progression.",
    "PD-NODES": "The sum of the products of the nodes is at least 50 % above its lowest, one node being enlarged.",
    "PD-SPLEEN": "The spleen has grown by at least 50 % of its excess, or has become enlarged.",
    "PD-LIVER": "The liver has grown by at least 50 % of its excess, or has become enlarged.",
    "PD-LYMPHOCYTES": "Lymphocytes rose by at least 50 % over baseline, to 5 × 10⁹/L or more.",
    "PD-PLATELETS": "Platelets fell by at least 50 % from baseline because of CLL.",
    "PD-HAEMOGLOBIN": "Haemoglobin fell by at least 2 g/dL from baseline because of CLL.",
    "PD-MARROW": "CLL cells of the marrow rose by at least 50 % on successive biopsies.",
    "NE-BASELINE": "A value of the baseline is missing, so a response can't be told.",
    "NE-CAUSE": "Platelets or haemoglobin fell as far as progression, and the cause is not told.",
    "CR": "All parameters of groups A and B fit complete response.",
    "CRI": "Complete response but for cytopenia not due to CLL, or a hypocellular marrow.",
    "NE-MISSING": "A value that is needed is missing, and progression is not shown otherwise.",
    "PR-L": "Partial response of nodes and organs with lymphocytes that the therapy moved into the blood.",
    "PR": "Enough parameters of group A and one of group B fit partial response.",
    "SD": "Neither a response nor progression.",
}
