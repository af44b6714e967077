"""Coronary calcium: Agatston score, volume and mass from islands by vessel.

Agatston AS et al, J Am Coll Cardiol 1990;15:827-832. The weights were seen in a secondary source (our table of the
rules); threshold, least area, categories and mass were not confirmed in a source at hand. Islands come from a person or
from `core/measurement/calcium.py`. Not covered: percentiles by age, sex and origin; contrast-enhanced scans.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.agatston.assess import CHECKS, assess, check
from centralis.core.scores.agatston.examples import EXAMPLES
from centralis.core.scores.agatston.model import Parameters, TimePoint
from centralis.core.scores.agatston.tables import CATEGORIES, RULES, WEIGHTS

_PAPER = "Agatston AS et al, J Am Coll Cardiol 1990;15:827-832"

CRITERION = declare(
    Declaration(
        name="agatston",
        title="Coronary artery calcium",
        edition="1990",
        citation=_PAPER,
        not_covered="Percentiles by age, sex and origin; contrast-enhanced scans.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(WEIGHTS, CATEGORIES),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Weights by the island's peak", _PAPER, "droracle.ai 113057"),
            Source("Threshold of 130 HU, least area of 1 mm²", _PAPER),
            Source("Categories 100 and 400", "common practice"),
            Source("Mass: mean HU times volume times calibration", "Int J Cardiol Heart Vasc 2021", "its abstract"),
        ),
        answers=(
            ("agatston", "Agatston score", ""),
            ("left_main", "LM", ""),
            ("lad", "LAD", ""),
            ("lcx", "LCX", ""),
            ("rca", "RCA", ""),
            ("volume_mm3", "Volume", "mm³"),
            ("mass_mg", "Mass", "mg"),
            ("sentence", "Why", ""),
        ),
        values=(
            Value("agatston", "Agatston score", worse="higher"),
            Value("volume_mm3", "Calcium volume", unit="mm³", worse="higher"),
            Value("mass_mg", "Calcium mass", unit="mg", worse="higher"),
        ),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)
