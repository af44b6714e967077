"""Left ventricular ejection fraction: biplane summation of discs, short-axis slices, or volumes as measured.

Lang RM et al, J Am Soc Echocardiogr 2015;28:1-39. The formulas are geometry; normal ranges and grades were taken from
our own table of the rules and not confirmed in a source at hand. Not covered: strain, three-dimensional echo's own
normal values, the choice of frames and borders.
"""

from centralis.core.criteria.criterion import Declaration, Source, Table, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.lvef.assess import CHECKS, RULES, assess, check
from centralis.core.scores.lvef.examples import EXAMPLES
from centralis.core.scores.lvef.model import Parameters, TimePoint

_PAPER = "Lang RM et al, J Am Soc Echocardiogr 2015;28:1-39"

CRITERION = declare(
    Declaration(
        name="lvef",
        title="Left ventricular ejection fraction",
        edition="2015",
        citation=_PAPER,
        not_covered="Strain, three-dimensional echo's own normal values, the choice of frames and borders.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(
            Table(
                "Grade by sex",
                ("men", "women"),
                (
                    ("NORMAL", "52 % and more", "54 % and more"),
                    ("MILD", "41 to below 52 %", "41 to below 54 %"),
                    ("MODERATE", "30 to below 41 %", "30 to below 41 %"),
                    ("SEVERE", "below 30 %", "below 30 %"),
                ),
            ),
        ),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Biplane summation of 20 discs", _PAPER),
            Source("Normal ranges and grades", _PAPER),
            Source("Body surface area", "Mosteller RD, N Engl J Med 1987;317:1098"),
        ),
        answers=(
            ("end_diastolic_ml", "End-diastolic volume", "mL"),
            ("end_systolic_ml", "End-systolic volume", "mL"),
            ("stroke_ml", "Stroke volume", "mL"),
            ("ejection_percent", "Ejection fraction", "%"),
            ("end_diastolic_ml_per_m2", "End-diastolic volume index", "mL/m²"),
            ("end_systolic_ml_per_m2", "End-systolic volume index", "mL/m²"),
            ("sentence", "Why", ""),
        ),
        values=(
            Value("ejection_percent", "Ejection fraction", unit="%", worse="lower"),
            Value("end_diastolic_ml", "End-diastolic volume", unit="mL"),
            Value("end_systolic_ml", "End-systolic volume", unit="mL"),
        ),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)
