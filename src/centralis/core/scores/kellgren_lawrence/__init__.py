"""Kellgren-Lawrence: grade of radiographic osteoarthritis of a joint, 0 to 4.

Kellgren JH, Lawrence JS, Ann Rheum Dis 1957;16:494-502. The five descriptions were confirmed by tables that print them
after the original (ard.bmj.com, "Different descriptions of the classification criteria of Kellgren and Lawrence",
column "Original"; empendium.com Table 18.13-1). Not covered: the variants of single cohorts (grade 2 by definite
osteophytes alone, grade 3 by narrowing alone) and the atlas of images.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.kellgren_lawrence.assess import CHECKS, assess, check
from centralis.core.scores.kellgren_lawrence.examples import EXAMPLES
from centralis.core.scores.kellgren_lawrence.model import Parameters, TimePoint
from centralis.core.scores.kellgren_lawrence.tables import GRADES, RULES

CRITERION = declare(
    Declaration(
        name="kellgren-lawrence",
        title="Kellgren-Lawrence grade",
        edition="1957",
        citation="Kellgren JH, Lawrence JS, Ann Rheum Dis 1957;16:494-502",
        not_covered="Cohorts' own variants of the descriptions, the atlas of images, half grades.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(GRADES,),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source(
                "The descriptions of grades 0 to 4",
                "Kellgren JH, Lawrence JS 1957",
                "ard.bmj.com, table of the criteria's descriptions in epidemiological studies, column Original; "
                "empendium.com Table 18.13-1",
            ),
            Source("Osteoarthritis from grade 2", "Kellgren JH, Lawrence JS 1957", ""),
        ),
        answers=(
            ("worst_grade", "Worst grade", ""),
            ("osteoarthritis", "Joints with osteoarthritis", ""),
            ("sentence", "Why", ""),
        ),
        values=(
            Value("worst_grade", "Worst grade", worse="higher"),
            Value("osteoarthritis", "Joints with osteoarthritis", worse="higher"),
        ),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
