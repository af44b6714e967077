"""Brain volumetry: annual change of brain volume, hippocampi, parenchymal fraction, lesion activity.

Percentage brain volume change as SIENA measures it: Smith SM et al, NeuroImage 2002;17:479-489. The formulas are
arithmetic; the pathological rate of −0.4 % a year and the least interval were not confirmed in a source at hand and are
the trial's choice. Volumes come from a segmentation outside this module. Not covered: percentiles by age and sex,
regional atrophy, pseudo-atrophy after start of treatment.
"""

from centralis.core.criteria.criterion import Declaration, Source, Table, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.brain_volumetry.assess import CHECKS, RULES, assess, check
from centralis.core.scores.brain_volumetry.examples import EXAMPLES
from centralis.core.scores.brain_volumetry.model import Parameters, TimePoint

_PAPER = "Smith SM et al, NeuroImage 2002;17:479-489"

CRITERION = declare(
    Declaration(
        name="brain-volumetry",
        title="Brain volumetry",
        edition="2002",
        citation=_PAPER,
        not_covered="Percentiles by age and sex, regional atrophy, pseudo-atrophy after start of treatment.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(
            Table(
                "Annual change of brain volume; the first row that fits counts",
                ("condition", "answer"),
                (
                    ("BASELINE", "first scan", "none"),
                    ("NOT-COMPARABLE", "another scanner or sequence", "none"),
                    ("NO-CHANGE-TOLD", "no change told", "none"),
                    ("TOO-SHORT", "interval below 180 days", "none"),
                    ("PATHOLOGICAL", "−0.4 % a year or less", "pathological"),
                    ("NOT-PATHOLOGICAL", "above −0.4 % a year", "not pathological"),
                ),
            ),
        ),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Percentage brain volume change between two scans", _PAPER),
            Source("The pathological rate and the least interval", "common practice; the trial's choice"),
            Source("Correction of hippocampi for the intracranial volume, two ways", "common practice"),
        ),
        answers=(
            ("change_percent_per_year", "Brain volume change", "%/year"),
            ("pathological", "Pathological", ""),
            ("hippocampus_mm3", "Hippocampi", "mm³"),
            ("hippocampus_asymmetry_percent", "Asymmetry", "%"),
            ("hippocampus_corrected", "Hippocampi, corrected", ""),
            ("hippocampus_change_percent_per_year", "Hippocampal change", "%/year"),
            ("brain_parenchymal_fraction", "Brain parenchymal fraction", ""),
            ("active_lesions", "New and enlarging lesions", ""),
            ("lesion_change_ml", "Lesion volume change", "mL"),
            ("sentence", "Why", ""),
        ),
        values=(
            Value("change_percent_per_year", "Brain volume change a year", unit="%/year", worse="lower"),
            Value("change_percent", "Brain volume change", unit="%", worse="lower"),
            Value("hippocampus_mm3", "Hippocampi", unit="mm³", worse="lower"),
            Value("active_lesions", "New or enlarging lesions", worse="higher"),
        ),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)
