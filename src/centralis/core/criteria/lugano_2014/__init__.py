"""Lugano 2014: response of lymphoma on CT, on PET by the 5-point scale, and both combined by the trial's choice.

Cheson BD et al, J Clin Oncol 2014;32:3059-3068 (its Table 3); Barrington SF et al, J Clin Oncol 2014;32:3048-3058 (the
scale). The papers themselves were not opened. The rules of CT were seen as PMC5298348 Table 2 reprints them, those of
PET as ashpublications 10674618 and 10674621 and the AJNR table 71982 do, the scale as UpToDate 108973 does. Not
confirmed in a source at hand: the least size of extranodal targets. Ours, where the papers are silent: how PET and CT
are combined when one is missing, what a part that was not evaluated does to the rest, the size at which regrowth
counts, the length a spleen grows from. Not covered: choice of lesions, LYRIC's indeterminate responses, split and
merged lesions, the size of the liver (record it as non-measured disease), the consensus on Lugano of 2023.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.lugano_2014.assess import CHECKS, assess, check, summarise
from centralis.core.criteria.lugano_2014.examples import EXAMPLES
from centralis.core.criteria.lugano_2014.model import Parameters, TimePoint
from centralis.core.criteria.lugano_2014.tables import COMBINED, CT, NEW, PET, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Cheson BD et al, J Clin Oncol 2014;32:3059-3068"
_SCALE = "Barrington SF et al, J Clin Oncol 2014;32:3048-3058"
_CT = "PMC5298348 Table 2, a reprint"

CRITERION = declare(
    Declaration(
        name="lugano-2014",
        title="Lugano classification of response in lymphoma",
        edition="2014",
        citation=f"{_PAPER}; {_SCALE}",
        not_covered="Choice of lesions; LYRIC's indeterminate responses; split and merged lesions; the liver's size, "
        "which is recorded as non-measured disease; the PRoLoG consensus of 2023.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(CT, NEW, PET, COMBINED),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("CT: sizes, SPD, growth of a lesion, new lesions, spleen, marrow, 5 × 5 and 0 × 0 mm", _PAPER, _CT),
            Source("A normal spleen is up to 13 cm", _PAPER, "ashpublications 10674621, Table 9, a reprint"),
            Source(
                "PET: scores, uptake against baseline, new foci", _PAPER, "AJNR table 71982; ashpublications 10674618"
            ),
            Source("The 5-point scale and X", _SCALE, "UpToDate 108973, reprinted from Barrington 2010"),
            Source("Marrow on PET", _PAPER, "UpToDate 97480, a reprint; JNM table 79263"),
            Source("Extranodal targets above 10 mm", _PAPER),
            Source("A score of 3 may be inadequate where a trial de-escalates", _SCALE),
            Source("CT stands in where PET has no answer; the choices of combination", "ours"),
            Source("A part that was not evaluated leaves CT without an answer, unless progression is shown", "ours"),
            Source("A spleen never measured precludes CR, no more; one measured at baseline must be measured", "ours"),
            Source("Regrowth counts at the sizes of new lesions; 2 cm or less goes by LDi at nadir", "ours"),
            Source(
                "A spleen once normal must become longer than 13 cm and by 2 cm; an enlarged one from baseline", "ours"
            ),
            Source("Partial response with non-measured disease that has not increased", "ours"),
        ),
        answers=(
            ("spd_mm2", "SPD", "mm²"),
            ("baseline_spd_mm2", "Baseline SPD", "mm²"),
            ("change_from_baseline_percent", "Change from baseline", "%"),
            ("spleen_excess_mm", "Spleen beyond normal", "mm"),
            ("ct", "CT response", ""),
            ("pet", "PET response", ""),
            ("overall", "Overall response", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("CR", "PR", "SD", "NED", "PD", "NE"),
            responding=("CR", "PR"),
            stable=("SD",),
            progression=("PD",),
            rule="The first PD of the overall response, by PET or CT as the trial combines them.",
            source=_PAPER,
            burden="spd_mm2",
            change="change_from_baseline_percent",
            note="A complete metabolic response stands as CR in the overall response.",
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
