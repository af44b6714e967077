"""UCEIS: ulcerative colitis endoscopic index of severity, 0 to 8, in the worst area seen.

Travis SPL et al, Gut 2012;61:535-542. Descriptors, definitions and remission at 1 or less on the scale from 0 were
confirmed by tables that print them (gut.bmj.com, table 226896, with the original scale that starts at 1; ECCO e-guide,
UCEIS). The paper's first scale starts at 1 (3 to 11): which scale a trial uses is a parameter and stands in the answer.
Not covered: the extent of disease.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.uceis.assess import CHECKS, assess, check
from centralis.core.scores.uceis.examples import EXAMPLES
from centralis.core.scores.uceis.model import Parameters, TimePoint
from centralis.core.scores.uceis.tables import DESCRIPTORS, RULES

_PAPER = "Travis SPL et al, Gut 2012;61:535-542"

CRITERION = declare(
    Declaration(
        name="uceis",
        title="Ulcerative colitis endoscopic index of severity",
        edition="2012",
        citation=_PAPER,
        not_covered="The extent of disease.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(DESCRIPTORS,),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Descriptors and their definitions, the worst area", _PAPER, "gut.bmj.com table 226896"),
            Source("The scale that starts at 0, sum 0 to 8", _PAPER, "grepmed.com 11987 and the ECCO e-guide"),
            Source("Remission at 1 or less", _PAPER, "mdapp.co, UCEIS calculator 608"),
        ),
        answers=(("score", "UCEIS", ""), ("remission", "Remission", ""), ("sentence", "Why", "")),
        values=(Value("score", "UCEIS", worse="higher"),),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)
