"""IMWG 2016 as data: progression, then response by what was measurable at baseline, and the rules by id."""

from centralis.core.criteria.criterion import Table

PROGRESSION = Table(
    "Progression, tested first; increases are from the lowest confirmed value",
    ("what rises", "increase", "least absolute increase", "in whom"),
    (
        ("PD-NEW-LESION", "an unequivocal new lesion", "-", "-", "all"),
        ("PD-LESION-BACK", "a lesion is seen again", "after an SPD of 0 mm²", "-", "all"),
        ("PD-LESION-SPD", "SPD of more than one lesion", "≥ 50 %", "-", "all"),
        ("PD-LESION-DIAMETER", "longest diameter of a lesion", "≥ 50 %", "short axis was > 10 mm", "all"),
        ("PD-SERUM-HIGH", "serum M-protein", "-", "≥ 1 g/dL", "lowest value ≥ 5 g/dL"),
        ("PD-SERUM", "serum M-protein", "≥ 25 %", "≥ 0.5 g/dL", "all others"),
        ("PD-URINE", "urine M-protein", "≥ 25 %", "≥ 200 mg/24 h", "all"),
        ("PD-FLC", "dFLC", "≥ 25 %", "> 10 mg/dL", "no measurable M-protein"),
        ("PD-MARROW", "marrow plasma cells", "≥ 25 %", "≥ 10 points", "neither M-protein nor FLC measurable"),
        ("PD-CIRCULATING", "circulating plasma cells", "≥ 50 %", "count ≥ 200/µL", "nothing else measurable"),
    ),
)

RESPONSES = Table(
    "Response, when progression is not shown; the first row that fits counts",
    ("M-protein or what stands for it", "soft-tissue plasmacytomas", "marrow", "overall"),
    (
        ("NE-BASELINE", "the baseline does not tell what is measurable", "any", "any", "NE"),
        ("SCR", "as CR, FLC ratio normal", "gone", "< 5 %, no clonal cells", "sCR"),
        ("CR", "immunofixation of serum and urine negative; FLC alone: ratio normal", "gone", "< 5 %", "CR"),
        ("NE-MISSING", "a measurable value is missing", "any", "any", "NE"),
        ("NE-NOTHING-MEASURABLE", "nothing measurable at baseline, no CR", "any", "any", "NE"),
        ("NE-PLASMACYTOMA", "fits VGPR, PR or MR", "not evaluated since baseline", "any", "NE"),
        ("VGPR-ELECTROPHORESIS", "none on electrophoresis of serum and urine", "> 90 % down", "any", "VGPR"),
        ("VGPR", "serum ≥ 90 % down and urine < 100 mg/24 h", "> 90 % down", "any", "VGPR"),
        ("VGPR-FLC", "FLC alone: dFLC ≥ 90 % down", "> 90 % down", "any", "VGPR"),
        ("PR", "serum ≥ 50 % down; urine ≥ 90 % down or < 200 mg/24 h", "≥ 50 % down", "any", "PR"),
        ("PR-FLC", "FLC alone: dFLC ≥ 50 % down", "≥ 50 % down", "any", "PR"),
        ("PR-MARROW", "neither measurable", "≥ 50 % down", "≥ 50 % down from ≥ 30 %", "PR"),
        ("MR", "serum ≥ 25 % down and urine ≥ 50 % down", "≥ 50 % down", "any", "MR"),
        ("SD", "anything else", "any", "any", "SD"),
    ),
)

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PD-NEW-LESION": "An unequivocal new lesion is progression.",
    "PD-LESION-BACK": "A lesion is seen again after all had gone.",
    "PD-LESION-SPD": "The sum of the products of more than one lesion is at least 50 % above its nadir.",
    "PD-LESION-DIAMETER": "The longest diameter of a lesion with a short axis above 10 mm grew by at least 50 %.",
    "PD-SERUM-HIGH": "The serum M-protein, 5 g/dL or more at its lowest, rose by at least 1 g/dL.",
    "PD-SERUM": "The serum M-protein rose by at least 25 % and 0.5 g/dL from its lowest confirmed value.",
    "PD-URINE": "The urine M-protein rose by at least 25 % and 200 mg/24 h from its lowest confirmed value.",
    "PD-FLC": "Without measurable M-protein, dFLC rose by at least 25 % and more than 10 mg/dL.",
    "PD-MARROW": "Without measurable M-protein or light chains, marrow plasma cells rose by 25 % and 10 points.",
    "PD-CIRCULATING": "The only measure of disease, circulating plasma cells, rose by at least 50 % to 200/µL or more.",
    "NE-BASELINE": "The baseline does not tell what is measurable, so a response can't be told.",
    "SCR": "Complete response with a normal light chain ratio and no clonal cells in the marrow.",
    "CR": "No M-protein by immunofixation, no plasmacytoma, and less than 5 % plasma cells in the marrow.",
    "NE-MISSING": "A value that was measurable at baseline is missing, and progression is not shown otherwise.",
    "NE-NOTHING-MEASURABLE": "Nothing was measurable at baseline; only complete response and progression can be told.",
    "NE-PLASMACYTOMA": "The blood would fit a response, but a plasmacytoma was not evaluated since baseline.",
    "VGPR-ELECTROPHORESIS": "Electrophoresis shows no M-protein in serum and urine; complete response is not shown.",
    "VGPR": "The serum M-protein fell by at least 90 % and the urine holds less than 100 mg/24 h.",
    "VGPR-FLC": "Measurable by light chains alone, dFLC fell by at least 90 %.",
    "PR": "The serum M-protein fell by at least 50 %; the urine by 90 % or to less than 200 mg/24 h.",
    "PR-FLC": "Measurable by light chains alone, dFLC fell by at least 50 %.",
    "PR-MARROW": "Measurable by the marrow alone, plasma cells fell by at least 50 %.",
    "MR": "The serum M-protein fell by at least 25 % and the urine by at least 50 %.",
    "SD": "Neither a response nor progression.",
}
