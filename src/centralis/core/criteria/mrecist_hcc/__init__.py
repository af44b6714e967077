"""mRECIST: modified RECIST for hepatocellular carcinoma, by viable (arterially enhancing) tumour.

Lencioni R, Llovet JM, Semin Liver Dis 2010;30:52-60. The rules were taken from our own table of them; only the proof by
cytology for effusions was seen in a secondary source, the rest is not confirmed in a source at hand. The best response
follows RECIST 1.1. Not covered: the choice of lesions, portal vein thrombosis as non-measurable disease, perfusion.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.mrecist_hcc.assess import CHECKS, assess, check, summarise
from centralis.core.criteria.mrecist_hcc.examples import EXAMPLES
from centralis.core.criteria.mrecist_hcc.model import Parameters, TimePoint
from centralis.core.criteria.mrecist_hcc.tables import NEW, OVERALL, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Lencioni R, Llovet JM, Semin Liver Dis 2010;30:52-60"

CRITERION = declare(
    Declaration(
        name="mrecist-hcc",
        title="Modified RECIST for hepatocellular carcinoma",
        edition="2010",
        citation=_PAPER,
        not_covered="Choice of lesions, portal vein thrombosis, perfusion.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(OVERALL, NEW),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Viable diameter, thresholds of 30 % and 20 %, no least increase", _PAPER),
            Source("Effusions count only with cancer cells", _PAPER, "pparpathway, secondary"),
            Source("New nodules: 10 mm with a typical look, or 10 mm of growth", _PAPER),
            Source("Nodes: 15 mm, at the porta hepatis 20 mm", _PAPER),
            Source("Progression from the measured part alone, and from a nadir of 0 mm", "ours, as in RECIST 1.1"),
        ),
        answers=(
            ("sum_of_viable_mm", "Sum of viable diameters", "mm"),
            ("baseline_mm", "Baseline", "mm"),
            ("nadir_mm", "Nadir", "mm"),
            ("change_from_baseline_percent", "Change from baseline", "%"),
            ("change_from_nadir_percent", "Change from nadir", "%"),
            ("target", "Target response", ""),
            ("non_target", "Non-target response", ""),
            ("new_lesion", "New lesion", ""),
            ("overall", "Overall response", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE"),
            responding=("CR", "PR"),
            stable=("SD", "NON-CR/NON-PD"),
            progression=("PD",),
            rule="The first PD.",
            source="Lencioni R, Llovet JM, Semin Liver Dis 2010;30:52-60",
            burden="sum_of_viable_mm",
            change="change_from_baseline_percent",
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)
