"""irRC: immune-related response criteria, bidimensional, with new measurable lesions in the tumour burden.

Wolchok JD et al, Clin Cancer Res 2009;15:7412-7420. Tables 1 and 2 were seen as the journal prints them
(clincancerres.aacrjournals.org, tables 77060 and 77062), the comparison in PMC5994498 Table 2 with them. Not covered:
the choice of lesions, irRECIST and iRECIST, which measure one diameter.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.irrc.assess import CHECKS, assess, check, summarise
from centralis.core.criteria.irrc.examples import EXAMPLES
from centralis.core.criteria.irrc.model import Parameters, TimePoint
from centralis.core.criteria.irrc.tables import RESPONSES, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Wolchok JD et al, Clin Cancer Res 2009;15:7412-7420"

CRITERION = declare(
    Declaration(
        name="irrc",
        title="Immune-related response criteria",
        edition="2009",
        citation=_PAPER,
        not_covered="Choice of lesions; irRECIST and iRECIST, which measure one diameter.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(RESPONSES,),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Thresholds, burden with new lesions, confirmation after 4 weeks", _PAPER, "its Tables 1 and 2"),
            Source("Least size 5 × 5 mm of new measurable lesions", _PAPER, "its Table 1"),
            Source(
                "Limits of index lesions: 5 an organ, 10 visceral, 5 cutaneous", _PAPER, "PMC6600249 Table 2, partly"
            ),
            Source("Progression from the measured part alone, and from a nadir of 0 mm²", "ours, as in RECIST 1.1"),
            Source("An irPD that a better response follows does not count; one that nothing follows does", "ours"),
        ),
        answers=(
            ("burden_mm2", "Tumour burden", "mm²"),
            ("baseline_mm2", "Baseline", "mm²"),
            ("nadir_mm2", "Nadir", "mm²"),
            ("change_from_baseline_percent", "Change from baseline", "%"),
            ("change_from_nadir_percent", "Change from nadir", "%"),
            ("overall", "Overall response", ""),
            ("confirmed", "Confirmed", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("irCR", "irPR", "irSD", "irPD", "NE"),
            responding=("irCR", "irPR"),
            stable=("irSD",),
            progression=("irPD",),
            rule=(
                "The first irPD that is confirmed, or one that nothing follows; an irPD followed by another response "
                "does not count."
            ),
            source="Wolchok JD et al, Clin Cancer Res 2009;15:7412-7420; that an irPD nothing follows counts is ours",
            burden="burden_mm2",
            change="change_from_baseline_percent",
            note="Best overall response counts irCR and irPR when confirmed.",
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
