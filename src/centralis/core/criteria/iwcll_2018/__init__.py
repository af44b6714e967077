"""iwCLL 2018: responses of chronic lymphocytic leukaemia by tumour load (group A) and marrow function (group B).

Hallek M et al, Blood 2018;131:2745-2760, Table 4, seen as the journal prints it (ASH table 8031833) without its
footnotes. Not confirmed, and so from general knowledge: how many parameters must improve for PR, that at most six
nodes are summed, PR with lymphocytosis, CRi in the 2018 edition, the two months a response lasts. From the edition of
2008 (PMC2972576 Table 4, ASH table 6922359, CIBMTR manual): normal lymphocytes below 4, progression from 5 × 10⁹/L,
transformation. Not covered: nodular PR, MRD, neutrophils, relapse and refractory disease, the 6 and 2 months after
therapy at which a response is to be assessed.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.iwcll_2018.assess import assess, summarise
from centralis.core.criteria.iwcll_2018.checks import CHECKS, check
from centralis.core.criteria.iwcll_2018.examples import EXAMPLES
from centralis.core.criteria.iwcll_2018.model import Parameters, TimePoint
from centralis.core.criteria.iwcll_2018.tables import PROGRESSION, RESPONSES, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Hallek M et al, Blood 2018;131:2745-2760"
_EARLIER = "Hallek M et al, Blood 2008;111:5446-5456"

CRITERION = declare(
    Declaration(
        name="iwcll-2018",
        title="International Workshop on Chronic Lymphocytic Leukemia response criteria",
        edition="2018",
        citation=_PAPER,
        not_covered="Nodular PR, MRD, neutrophils, when after therapy a response is to be assessed.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(PROGRESSION, RESPONSES),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Groups A and B: CR, PR, PD, SD by parameter", _PAPER, "its Table 4, ASH table 8031833"),
            Source(
                "CRi: cytopenia or hypocellular marrow", _EARLIER, "PMC2972576 Table 4; bloodref.com (edition 2008)"
            ),
            Source("Normal lymphocytes below 4 × 10⁹/L", _EARLIER, "ASH table 6922359 (edition 2008)"),
            Source("Progression of lymphocytes from 5 × 10⁹/L; transformation", _EARLIER, "CIBMTR forms manual (2008)"),
            Source("PR: two parameters of group A, or all abnormal ones, and one of B", _PAPER),
            Source("SPD of at most six nodes", _PAPER),
            Source("PR with lymphocytosis; redistributed lymphocytes are no progression", _PAPER),
            Source("A response lasts two months, read as 56 days", _PAPER),
            Source("Percentages of spleen and liver apply to the excess over normal", "ours, as in Lugano 2014"),
            Source("A spleen once normal must grow by 20 mm; nodes need one of 15 mm to progress", "ours"),
            Source("A marrow stands until the next one; a fall without a cause told is NE", "ours"),
        ),
        answers=(
            ("spd_mm2", "SPD of nodes", "mm²"),
            ("spd_nadir_mm2", "SPD, lowest", "mm²"),
            ("spd_change_percent", "SPD, change from baseline", "%"),
            ("spleen_excess_mm", "Spleen above normal", "mm"),
            ("lymphocytes_change_percent", "Lymphocytes, change from baseline", "%"),
            ("abnormal_a", "Group A, abnormal at baseline", ""),
            ("improved_a", "Group A, improved", ""),
            ("overall", "Overall response", ""),
            ("confirmed_as", "Lasting as", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("CR", "CRi", "PR", "PR-L", "SD", "PD", "NE"),
            responding=("CR", "CRi", "PR"),
            stable=("PR-L", "SD"),
            progression=("PD",),
            rule="The first PD.",
            source="Hallek M et al, Blood 2018;131:2745-2760",
            burden="spd_mm2",
            change="spd_change_percent",
            note=(
                "PR-L, a partial response with lymphocytosis, is reported apart and not counted as objective "
                "response; ours."
            ),
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
