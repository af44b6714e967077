"""McDonald 2017: diagnosis of multiple sclerosis by dissemination in space and in time.

Thompson AJ et al, Lancet Neurol 2018;17:162-173. The paper itself was not opened. Confirmed by tables printed after it:
the rows of an attack at onset by PMC7385797 Table 2, progression from onset by PMC10092602 Table 1, dissemination in
space and time by the legend of PMC11496980 Figure 1, the 3 mm of a lesion by neuro-assistant.org. Not covered: the
diagnosis of anything else (the reader says whether another one explains the findings better), which syndromes are
typical, the optic nerve (not a region of this edition), children's own features.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.mcdonald_2017.assess import CHECKS, assess, check
from centralis.core.scores.mcdonald_2017.examples import EXAMPLES
from centralis.core.scores.mcdonald_2017.model import Parameters, TimePoint
from centralis.core.scores.mcdonald_2017.tables import ATTACK, EVIDENCE, PROGRESSION, RULES

_PAPER = "Thompson AJ et al, Lancet Neurol 2018;17:162-173"

CRITERION = declare(
    Declaration(
        name="mcdonald-2017",
        title="McDonald criteria of multiple sclerosis, 2017",
        edition="2017",
        citation=_PAPER,
        not_covered="Typical and atypical syndromes, other diagnoses, the optic nerve, children's own features.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(ATTACK, PROGRESSION, EVIDENCE),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("What an attack at onset needs besides", _PAPER, "PMC7385797 Table 2"),
            Source("Progression from onset", _PAPER, "PMC10092602 Table 1"),
            Source(
                "Dissemination in space and in time, bands in place of time", _PAPER, "PMC11496980 Figure 1, legend"
            ),
            Source("A lesion of at least 3 mm", _PAPER, "neuro-assistant.org, definitions"),
            Source("What was not examined leaves the answer open; evidence gathers over the visits", "ours"),
        ),
        answers=(
            ("diagnosis", "Diagnosis", ""),
            ("regions", "Regions involved", ""),
            ("dissemination_in_space", "Disseminated in space", ""),
            ("dissemination_in_time", "Disseminated in time", ""),
            ("sentence", "Why", ""),
        ),
        values=(Value("diagnosis", "Diagnosis", codes=("not_established", "open", "multiple_sclerosis")),),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
