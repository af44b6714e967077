"""Mayo endoscopic subscore of ulcerative colitis, 0 to 3, by the worst segment seen.

Schroeder KW, Tremaine WJ, Ilstrup DM, N Engl J Med 1987;317:1625-1629. The descriptions were confirmed by journal
tables that print them (World J Gastroenterol 2011;17:5110, Table 1; BMC Gastroenterol, s12876-018-0890-z, Table 1).
Moving mild friability from 1 to 2, as later trials do, was not confirmed in a source at hand; it is the trial's choice
and the published wording is the default. Not covered: the other parts of the Mayo score.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.mayo_endoscopic.assess import CHECKS, assess, check
from centralis.core.scores.mayo_endoscopic.examples import EXAMPLES
from centralis.core.scores.mayo_endoscopic.model import Parameters, TimePoint
from centralis.core.scores.mayo_endoscopic.tables import GRADES, RULES

_PAPER = "Schroeder KW et al, N Engl J Med 1987;317:1625-1629"

CRITERION = declare(
    Declaration(
        name="mayo-endoscopic",
        title="Mayo endoscopic subscore",
        edition="1987",
        citation=_PAPER,
        not_covered="The other parts of the Mayo score; the extent of disease.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(GRADES,),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("The descriptions of 0 to 3", _PAPER, "World J Gastroenterol 2011;17:5110, Table 1"),
            Source("Mild friability counted as 2", "later trials' practice"),
            Source("Improvement at 0 or 1, remission at 0; the worst segment counts", "later trials' practice"),
        ),
        answers=(
            ("score", "Score", ""),
            ("improvement", "Endoscopic improvement", ""),
            ("remission", "Endoscopic remission", ""),
            ("sentence", "Why", ""),
        ),
        values=(Value("score", "Score of the worst segment", worse="higher"),),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)
