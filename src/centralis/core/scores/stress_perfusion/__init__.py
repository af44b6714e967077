"""Stress perfusion by the segments of the left ventricle: summed stress, rest and difference scores.

Segments and vessels: Cerqueira MD et al, Circulation 2002;105:539-542. Scores of 0 to 4 a segment and their sums are
common practice of nuclear cardiology. The grades' thresholds were taken from our own table of the rules, not confirmed
in a source at hand. Not covered: gated function, transient dilation, quantitative flow.
"""

from centralis.core.criteria.criterion import Declaration, Source, Table, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.stress_perfusion.assess import CHECKS, assess, check, list_rows
from centralis.core.scores.stress_perfusion.examples import EXAMPLES
from centralis.core.scores.stress_perfusion.model import Parameters, TimePoint
from centralis.core.scores.stress_perfusion.tables import GRADES, NAMES, RULES, VESSELS

_PAPER = "Cerqueira MD et al, Circulation 2002;105:539-542"
_VESSEL_OF = {number: vessel for vessel, numbers in VESSELS.items() for number in numbers}

CRITERION = declare(
    Declaration(
        name="stress-perfusion",
        title="Stress perfusion by segments",
        edition="17 and 16 segments (2002)",
        citation=_PAPER,
        not_covered="Gated function, transient dilation, quantitative flow.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(
            GRADES,
            Table(
                "The segments; any of them may decide a grade",
                ("segment", "name", "vessel"),
                tuple(("NOT-EVALUABLE", str(n), name, _VESSEL_OF[n]) for n, name in NAMES.items()),
            ),
        ),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Segments, their names and vessels", _PAPER),
            Source("Grades by the summed stress score, ischaemia by the summed difference", "common practice"),
        ),
        answers=(
            ("summed_stress", "Summed stress score", ""),
            ("summed_rest", "Summed rest score", ""),
            ("summed_difference", "Summed difference score", ""),
            ("stress_percent", "Share of the worst possible", "%"),
            ("ischaemia", "Ischaemia", ""),
            ("worst_vessel", "Worst vessel", ""),
            ("sentence", "Why", ""),
        ),
        values=(
            Value("summed_stress", "Summed stress score", worse="higher"),
            Value("summed_rest", "Summed rest score", worse="higher"),
            Value("summed_difference", "Summed difference score", worse="higher"),
        ),
        check=check,
        checks=CHECKS,
        kind="score",
        listed=list_rows,
    )
)
