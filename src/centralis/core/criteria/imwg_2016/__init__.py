"""IMWG 2016: responses of multiple myeloma by M-protein, free light chains, marrow and plasmacytomas.

Kumar S et al, Lancet Oncol 2016;17:e328-e346. The paper itself was not seen; its table was seen as PMC9954856 Table 1
reprints it, its predecessors as PMC2627786 Table 5 and the ASH table 7148891, and its rules of progression and of
light chains in two summaries that cite it (named in `sources`). Not confirmed: that VGPR asks plasmacytomas to shrink
by more than 90 %. Marrow progression is read as an absolute increase of 10 points (2016), not as a value of 10 %.
Not covered: MRD categories, clinical relapse, relapse from CR (they are not used for progression), imaging MRD.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.imwg_2016.assess import assess, summarise
from centralis.core.criteria.imwg_2016.checks import CHECKS, check
from centralis.core.criteria.imwg_2016.examples import EXAMPLES
from centralis.core.criteria.imwg_2016.model import Parameters, TimePoint
from centralis.core.criteria.imwg_2016.tables import PROGRESSION, RESPONSES, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Kumar S et al, Lancet Oncol 2016;17:e328-e346"
_SUMMARY = "a summary that cites it, droracle.ai article"

CRITERION = declare(
    Declaration(
        name="imwg-2016",
        title="International Myeloma Working Group response criteria",
        edition="2016",
        citation=_PAPER,
        not_covered="MRD categories, clinical relapse, relapse from CR, death as confirmation, two samples of a day.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(PROGRESSION, RESPONSES),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("sCR, CR, VGPR, PR, SD", _PAPER, "PMC9954856 Table 1; PMC2627786 Table 5; ASH table 7148891"),
            Source("MR: serum 25-49 %, urine 50-89 %, plasmacytomas at least 50 %", _PAPER, "PMC9954856 Table 1"),
            Source("Progression of serum, urine and dFLC", _PAPER, "PMC9954856 Table 1"),
            Source("Progression of marrow, lesions, circulating cells", _PAPER, f"{_SUMMARY} 468331; Radiopaedia"),
            Source("Least measurable values", _PAPER, "Radiopaedia, IMWG response criteria"),
            Source("Light chains alone: CR by ratio 0.26-1.65, VGPR by dFLC 90 %", _PAPER, f"{_SUMMARY} 392724"),
            Source(
                "Two consecutive assessments before new therapy, the lesser counts; marrow and imaging not repeated",
                _PAPER,
                "CIBMTR forms manual; the IMWG article of the R package admiralonco",
            ),
            Source("VGPR asks plasmacytomas to shrink by more than 90 %", _PAPER),
            Source("A measurable value that is missing: NE, where others go by the next lower response", "ours"),
            Source("Circulating plasma cells: 200/µL is read as the least count, not the least increase", "ours"),
            Source("The lowest confirmed value: the lowest that the next value does not exceed", "ours"),
            Source("An M-protein not measurable at baseline need not be taken for PR and MR", "ours"),
            Source("A lesion seen again after an SPD of 0 mm²", "ours"),
        ),
        answers=(
            ("measured_by", "Measured by", ""),
            ("serum_change_percent", "Serum M-protein, change from baseline", "%"),
            ("serum_nadir_g_per_dl", "Serum M-protein, lowest confirmed", "g/dL"),
            ("urine_change_percent", "Urine M-protein, change from baseline", "%"),
            ("urine_nadir_mg_per_24h", "Urine M-protein, lowest confirmed", "mg/24 h"),
            ("dflc_mg_per_dl", "dFLC", "mg/dL"),
            ("dflc_nadir_mg_per_dl", "dFLC, lowest confirmed", "mg/dL"),
            ("spd_mm2", "SPD of lesions", "mm²"),
            ("overall", "Overall response", ""),
            ("confirmed_as", "Confirmed as", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("sCR", "CR", "VGPR", "PR", "MR", "SD", "PD", "NE"),
            responding=("sCR", "CR", "VGPR", "PR"),
            stable=("MR", "SD"),
            progression=("PD",),
            rule=(
                "The first PD before new therapy; one of the blood only when the next assessment bears it out, or, "
                "where the trial chooses so, when nothing follows it."
            ),
            source="Kumar S et al, Lancet Oncol 2016;17:e328-e346",
            note="A minimal response (MR) is no objective response.",
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
