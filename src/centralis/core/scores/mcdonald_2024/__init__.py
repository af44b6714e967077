"""McDonald 2024: one diagnosis of multiple sclerosis for attacks, progression and silent findings, with new markers.

Montalban X et al, Lancet Neurol 2025;24:850-865. The paper itself was not opened. Confirmed by what was read of it:
five regions, two for dissemination in space, four or five without dissemination in time (biotech-today.com, the
abstract of a review at avesis.istanbul.edu.tr); spinal fluid by bands or kappa free light chains, silent findings with
space and one of time, spinal fluid or central veins, the way from one region, the rule of six central veins, twelve
months of progression and two spinal cord lesions in place of a second region (a public course on multiple sclerosis
that names the paper). Two sources disagree on the spinal cord in progression: the review has its two lesions in place
of spinal fluid, the course in place of a second region; the second is used here. Not confirmed: the kappa index from
which spinal fluid is positive, and whether support is a condition or an advice from 50 years on. Not covered: typical
and atypical syndromes, how tests of the optic nerve are read and its lesions in time, children, other diagnoses.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.mcdonald_2024.assess import CHECKS, assess, check
from centralis.core.scores.mcdonald_2024.examples import EXAMPLES
from centralis.core.scores.mcdonald_2024.model import Parameters, TimePoint
from centralis.core.scores.mcdonald_2024.tables import EVIDENCE, RULES, WAYS

_PAPER = "Montalban X et al, Lancet Neurol 2025;24:850-865"
_COURSE = "a public course on multiple sclerosis that names the paper (tertiary)"
_DRAFT = "biotech-today.com; physiciansweekly.com, on the draft of 2024"

CRITERION = declare(
    Declaration(
        name="mcdonald-2024",
        title="McDonald criteria of multiple sclerosis, 2024",
        edition="2024",
        citation=_PAPER,
        not_covered="Typical and atypical syndromes, how tests of the optic nerve are read, enhancement of the optic "
        "nerve as time, children, other diagnoses.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(WAYS, EVIDENCE),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source(
                "Optic nerve by MRI, OCT or VEP as fifth region; two of five are space", _PAPER, "biotech-today.com"
            ),
            Source("Four or five regions need no dissemination in time", _PAPER, "avesis.istanbul.edu.tr, abstract"),
            Source("Two or three regions: time, spinal fluid or central veins; silent findings too", _PAPER, _COURSE),
            Source("One region: a marker on MRI, and time or spinal fluid", _PAPER, _COURSE),
            Source("Six central veins; below ten lesions the majority; one paramagnetic rim", _PAPER, _COURSE),
            Source("Progression of twelve months; two spinal cord lesions as two regions", _PAPER, _COURSE),
            Source("Support from 50 years on, with vascular disorders or migraine", _PAPER, _DRAFT),
            Source("What counts as support: spinal cord lesion, spinal fluid or central veins", _PAPER, _COURSE),
            Source("Support is a condition of the diagnosis, not only an advice", _PAPER),
            Source("Kappa free light chain index from 6.1", "Hegen H et al, Mult Scler 2023;29:169-181"),
            Source("Two spinal cord lesions don't add to the four regions", "ours"),
            Source("What was not examined leaves the answer open; evidence gathers over the visits", "ours"),
        ),
        answers=(
            ("diagnosis", "Diagnosis", ""),
            ("regions", "Regions involved", ""),
            ("dissemination_in_space", "Disseminated in space", ""),
            ("dissemination_in_time", "Disseminated in time", ""),
            ("csf_positive", "Spinal fluid positive", ""),
            ("central_veins", "Central vein sign", ""),
            ("paramagnetic_rims", "Paramagnetic rims", ""),
            ("sentence", "Why", ""),
        ),
        values=(Value("diagnosis", "Diagnosis", codes=("not_established", "open", "multiple_sclerosis")),),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
