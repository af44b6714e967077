"""Lugano 2014 as data: responses on CT and PET, how they are combined, which new lesions count, the rules by id."""

from centralis.core.criteria.criterion import Table

CT = Table(
    "Response on CT; the first row that fits counts",
    ("what is seen", "response"),
    (
        (
            "PD-LESION",
            "a target of LDi > 15 mm; its PPD ≥ 50 % above its nadir; and LDi or SDi ≥ 5 mm above its own nadir "
            "(≥ 10 mm when LDi was > 20 mm at nadir)",
            "PD",
        ),
        ("PD-REGROWTH", "disease that was gone is back: node > 15 mm, extranodal > 10 mm, or non-measured", "PD"),
        ("PD-NON-MEASURED", "clear progression of non-measured disease", "PD"),
        ("PD-NEW-LESION", "a new lesion that counts, see below", "PD"),
        (
            "PD-SPLEEN",
            "enlarged before: length up by > 50 % of its excess over 130 mm; normal before: > 130 mm and ≥ 20 mm "
            "longer",
            "PD",
        ),
        ("PD-MARROW", "marrow involved that was normal before", "PD"),
        ("NED", "no disease on CT at baseline, none now", "NED"),
        ("NE-TARGET", "a target was not evaluated", "NE"),
        ("NE-NON-MEASURED", "non-measured disease was not evaluated", "NE"),
        ("NE-SPLEEN", "the spleen, measured at baseline, was not measured", "NE"),
        (
            "CR",
            "target nodes ≤ 15 mm, extranodal targets and non-measured disease gone, spleen ≤ 130 mm, marrow normal "
            "where it was involved",
            "CR",
        ),
        (
            "PR-NOT-SHOWN",
            "as PR and as CR, but the length of a spleen never measured, or the marrow that was involved, is not told",
            "PR",
        ),
        (
            "PR",
            "SPD ≥ 50 % below baseline; excess of an enlarged spleen down by > 50 %; non-measured disease not "
            "increased",
            "PR",
        ),
        ("SD", "none of these", "SD"),
    ),
)

PET = Table(
    "Response on PET; the first row that fits counts, where two rows fit for lesions and marrow the worse",
    ("5-point scale", "uptake against baseline", "marrow", "new foci", "response"),
    (
        ("PMD-NEW-FOCI", "any", "any", "any", "yes", "PMD"),
        ("PMD-MARROW", "any", "any", "new or recurrent", "no", "PMD"),
        ("PMD-UPTAKE", "4 or 5", "increased", "any", "no", "PMD"),
        ("PET-NE-SCORE", "not evaluable", "", "any", "no", "NE"),
        ("PET-NE-UPTAKE", "4 or 5", "not told", "any", "no", "NE"),
        ("PET-NE-MARROW", "any", "any", "not told", "no", "NE"),
        ("NMR", "4 or 5", "unchanged", "any", "no", "NMR"),
        ("NMR-MARROW", "any", "not unchanged", "unchanged", "no", "NMR"),
        ("PMR", "4 or 5", "reduced", "none or reduced", "no", "PMR"),
        ("PMR-MARROW", "1, 2 or 3", "", "reduced", "no", "PMR"),
        ("CMR", "1, 2 or 3", "", "none", "no", "CMR"),
    ),
)

NEW = Table(
    "New lesions on CT",
    ("kind", "lymphoma", "size", "counts"),
    (
        ("PD-NEW-LESION", "node", "likely or unequivocal", "> 15 mm in any axis", "yes"),
        ("PD-NEW-LESION", "extranodal", "likely", "> 10 mm in any axis", "yes"),
        ("PD-NEW-LESION", "extranodal or assessable", "unequivocal", "any", "yes"),
    ),
)

COMBINED = Table(
    "Overall response: PET of an FDG-avid lymphoma, otherwise CT (the rule is one example of the row)",
    ("lymphoma", "PET", "CT", "overall"),
    (
        ("CMR", "FDG-avid", "CMR, PMR, NMR, PMD", "any", "CR, PR, SD, PD by PET"),
        ("NE-NO-PET", "FDG-avid, CT may not stand in", "not read", "any", "NE"),
        ("SD", "FDG-avid", "not read or NE", "any", "as CT"),
        ("PD-LESION", "FDG-avid, CT progression counts", "any", "PD", "PD"),
        ("PR", "not FDG-avid", "any", "any", "as CT"),
    ),
)

RULES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PD-LESION": "A target is abnormal in size and has grown enough from its nadir, in its product and in a diameter.",
    "PD-REGROWTH": "Disease that was gone is seen again.",
    "PD-NON-MEASURED": "Non-measured disease has clearly progressed.",
    "PD-NEW-LESION": "A new lesion is large enough, or beyond doubt lymphoma.",
    "PD-SPLEEN": "The spleen has grown enough to be progression.",
    "PD-MARROW": "The marrow is involved and was normal before.",
    "NED": "CT showed no disease at baseline and shows none now.",
    "NE-TARGET": "A target was not evaluated, and CT shows no progression.",
    "NE-NON-MEASURED": "Non-measured disease was not evaluated, and CT shows no progression.",
    "NE-SPLEEN": "The spleen was measured at baseline and not now, and CT shows no progression.",
    "CR": "Target nodes are normal in size, all other disease is gone, spleen and marrow are normal.",
    "PR-NOT-SHOWN": "Disease is gone; a normal spleen or marrow, which CR asks for, is not shown.",
    "PR": "Measured disease has shrunk enough, an enlarged spleen with it, and nothing else has grown.",
    "SD": "CT shows neither enough shrinkage for PR nor progression.",
    "PMD-NEW-FOCI": "PET shows new foci of lymphoma.",
    "PMD-MARROW": "PET shows new or recurrent lymphoma in the marrow.",
    "PMD-UPTAKE": "PET shows uptake above the liver that has increased since baseline.",
    "PET-NE-SCORE": "PET could not be scored.",
    "PET-NE-UPTAKE": "PET shows uptake above the liver that was not compared with baseline.",
    "PET-NE-MARROW": "The marrow was not read on PET.",
    "NMR": "PET shows uptake above the liver without significant change since baseline.",
    "NMR-MARROW": "PET shows marrow uptake without significant change since baseline.",
    "PMR": "PET shows uptake above the liver that is reduced since baseline.",
    "PMR-MARROW": "PET shows no lesion above the liver; marrow uptake remains, reduced since baseline.",
    "CMR": "PET shows no uptake above the liver, and no lymphoma in the marrow.",
    "NE-NO-PET": "PET decides in this lymphoma, and none was read.",
}
