"""iRECIST: RECIST 1.1 for trials of immunotherapy, with progression that must be confirmed.

Seymour L et al, Lancet Oncol 2017;18:e143-e152. Its Tables 2 and 3 were seen as PMC5648544 prints them (the last rows
of Table 2 not), and the EORTC RECIST working group's questions on iRECIST at recist.eortc.org; the article's text was
not. Target and non-target responses are those of `recist_1_1`, by its functions. Each source below says what was
confirmed. Not covered: the choice of lesions, clinical stability (which decides on treatment, not on response),
FDG-PET, irRC and irRECIST, reappearance after a complete response as progression by itself.

Modules in order of use: `model`, `tables`, `facts` (one time point), `series` (the iUPD and what becomes of it),
`assess` (a history, best response, progression), `checks`, `examples`.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.irecist.assess import assess, derive_best_overall_response, summarise
from centralis.core.criteria.irecist.checks import CHECKS, check
from centralis.core.criteria.irecist.examples import EXAMPLES
from centralis.core.criteria.irecist.model import Parameters, TimePoint
from centralis.core.criteria.irecist.tables import CONFIRMING, OPENING, RESPONSES, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Seymour L et al, Lancet Oncol 2017;18:e143-e152"
_EORTC = "EORTC RECIST working group, recist.eortc.org, questions on iRECIST"

CRITERION = declare(
    Declaration(
        name="irecist",
        title="Immune response criteria based on RECIST 1.1",
        edition="2017",
        citation=_PAPER,
        not_covered=(
            "Choice of lesions; clinical stability; FDG-PET; reappearance after a complete response as progression by "
            "itself."
        ),
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(OPENING, CONFIRMING, RESPONSES),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Responses, what opens an iUPD and what confirms one", _PAPER, "its Table 2, PMC5648544"),
            Source("Best overall response", _PAPER, "its Table 3, PMC5648544"),
            Source("Any further increase of non-target disease or of a new non-target confirms", _EORTC, "its answer"),
            Source(
                "Increases since the iUPD add up; lesions that outlived one open another by RECIST 1.1's measure",
                _EORTC,
                "its answer on how new lesions define progression",
            ),
            Source("A response once reached is kept", _EORTC, "its answer on managing PR"),
            Source(
                "Shrinkage ends an iUPD beside a persisting new lesion, no change does not",
                _EORTC,
                "its answer on response after new lesions, scenarios B and F",
            ),
            Source(
                "No confirmation before 4 weeks less 2 days, but by one more new lesion on a scan for new symptoms",
                _EORTC,
                "its answer on less than four weeks",
            ),
            Source(
                "Confirmation 4 to 8 weeks after the iUPD; a later scan still confirms",
                _PAPER,
                "PMC6600249 Table 2, the window",
            ),
            Source("New targets: at most five in all, two an organ", _PAPER),
            Source(
                "Progression counts from the first iUPD of the series that is confirmed; an iUPD that is last in the "
                "record counts, one that a better response follows does not",
                _PAPER,
            ),
            Source(
                "5 mm of shrinkage of the target sum, or a better response, ends an iUPD beside new lesions", "ours"
            ),
            Source(
                "An iUPD is not ended while what it rests on was not evaluated; progression of another category "
                "confirms also when the first has shrunk; lesions missing at either scan never add growth",
                "ours",
            ),
        ),
        answers=(
            ("sum_of_diameters_mm", "Sum of diameters", "mm"),
            ("baseline_mm", "Baseline", "mm"),
            ("nadir_mm", "Nadir", "mm"),
            ("change_from_baseline_percent", "Change from baseline", "%"),
            ("change_from_nadir_percent", "Change from nadir", "%"),
            ("new_target_sum_mm", "New targets, apart", "mm"),
            ("further_increase_mm", "Target sum since the iUPD", "mm"),
            ("target", "Target response", ""),
            ("non_target", "Non-target response", ""),
            ("overall", "Overall response", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NED", "NE", "iUPD", "iCPD"),
            responding=("iCR", "iPR"),
            stable=("iSD", "NON-iCR/NON-iUPD"),
            progression=("iCPD",),
            rule=(
                "The first iUPD of the series that an iCPD confirms; otherwise an iUPD that is last in the record and"
                " never settled, unless the trial says no. One that a better response follows does not count."
            ),
            source=f"{_PAPER}; {_EORTC}",
            unconfirmed=("iUPD",),
            burden="sum_of_diameters_mm",
            change="change_from_baseline_percent",
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess", "derive_best_overall_response"]
