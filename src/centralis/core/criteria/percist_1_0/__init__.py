"""PERCIST 1.0: metabolic response of solid tumours on FDG PET by the SULpeak of the hottest lesion of each scan.

Wahl RL et al, J Nucl Med 2009;50(S1):122S-150S; O JH et al, Radiology 2016;280:576-584. The papers themselves were not
opened (of the second only the abstract). PMC2938069 Table 3, made from the first, confirms the hottest lesion, 30 %
with 0.8 SUL, the TLG of 75 %, the complete response, five lesions and two an organ; PMC4377159 Table 2 the 20 % and
0.3 SUL of the liver and the 15 minutes. Reprints differ in whether exactly 30 % counts; here it does, as PMC7046919
Table 6 and PMC9028862 Table 3 print it. Not confirmed in a source at hand: 1.5 × liver + 2 SD, 2.0 × blood pool + 2 SD,
50 to 70 minutes, and that the TLG counts only without a decline of SUL. Not covered: choice of lesions and spheres,
confirmation of a progression within a month, verification by size, PERCIST's reporting of weeks since treatment.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.percist_1_0.assess import CHECKS, assess, check, summarise
from centralis.core.criteria.percist_1_0.examples import EXAMPLES
from centralis.core.criteria.percist_1_0.model import Parameters, TimePoint
from centralis.core.criteria.percist_1_0.tables import MEASURABLE, QUALITY, RESPONSES, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Wahl RL et al, J Nucl Med 2009;50(S1):122S-150S"
_GUIDE = "O JH et al, Radiology 2016;280:576-584"
_TABLE = "PMC2938069 Table 3, made from the paper"

CRITERION = declare(
    Declaration(
        name="percist-1.0",
        title="PET Response Criteria in Solid Tumors",
        edition="1.0 (2009)",
        citation=f"{_PAPER}; {_GUIDE}",
        not_covered="Choice of lesions and spheres; confirmation of a progression within a month; "
        "verification by size.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(RESPONSES, MEASURABLE, QUALITY),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Hottest lesion of each scan; 30 % and 0.8 SUL; new lesions; complete response", _PAPER, _TABLE),
            Source("Exactly 30 % counts", _PAPER, "PMC7046919 Table 6, PMC9028862 Table 3; PMC2938069 says more than"),
            Source("TLG up by more than 75 %", _PAPER, f"{_TABLE}; biomarkerres s40364-021-00306-8 Table 6"),
            Source("TLG counts only when the hottest SULpeak has not declined", _PAPER),
            Source("Five lesions, two an organ, in the sum", _PAPER, _TABLE),
            Source("Liver within 20 % and 0.3 SUL; uptake times within 15 minutes", _PAPER, "PMC4377159 Table 2"),
            Source("Measurable: 1.5 × liver + 2 SD; 2.0 × blood pool + 2 SD", f"{_PAPER}; {_GUIDE}"),
            Source("Uptake time of 50 to 70 minutes", f"{_PAPER}; {_GUIDE}"),
            Source("No growth of other lesions, in SUL or size, under PMR", _PAPER, "PMC4377159 Table 2"),
            Source("Progression is measured from the baseline", _PAPER),
            Source(
                "A scan that does not compare has no response but PMD by new lesions; what was not told warns", "ours"
            ),
            Source("A lesion that was not evaluated leaves no answer, unless progression is shown", "ours"),
        ),
        answers=(
            ("hottest_sul", "Hottest SULpeak", "SUL"),
            ("hottest_lesion", "Hottest lesion", ""),
            ("baseline_sul", "Baseline", "SUL"),
            ("change_from_baseline_percent", "Change from baseline", "%"),
            ("sum_of_peaks_sul", "Sum of SULpeaks", "SUL"),
            ("threshold_sul", "Measurable from", "SUL"),
            ("quality", "Scan", ""),
            ("overall", "Overall response", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("CMR", "PMR", "SMD", "NED", "PMD", "NE"),
            responding=("CMR", "PMR"),
            stable=("SMD",),
            progression=("PMD",),
            rule="The first PMD.",
            source="Wahl RL et al, J Nucl Med 2009;50 Suppl 1:122S-150S",
            burden="hottest_sul",
            change="change_from_baseline_percent",
            note="The burden is the SULpeak of the hottest lesion, which need not be the same lesion each time.",
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
