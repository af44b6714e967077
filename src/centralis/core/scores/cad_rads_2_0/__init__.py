"""CAD-RADS 2.0: category of coronary stenosis on CT angiography, with plaque burden and modifiers.

Cury RC et al, J Cardiovasc Comput Tomogr 2022;16:536-557. Categories and modifiers were seen in secondary tables (a
university's page of the 2016 edition, radathand.com for plaque burden); the 2016 tables print "> 50 %" for the left
main where the 2022 text is said to ask for 50 % or more, and a secondary table leaves a calcium score of exactly 1000
unassigned: both are parameters. Not covered: recommendations,
wording for acute chest pain, thresholds of CT-FFR and CT perfusion.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.cad_rads_2_0.assess import CHECKS, assess, check
from centralis.core.scores.cad_rads_2_0.examples import EXAMPLES
from centralis.core.scores.cad_rads_2_0.model import Parameters, TimePoint
from centralis.core.scores.cad_rads_2_0.tables import BURDEN, CATEGORIES, RULES

_PAPER = "Cury RC et al, J Cardiovasc Comput Tomogr 2022;16:536-557"

CRITERION = declare(
    Declaration(
        name="cad-rads-2.0",
        title="Coronary Artery Disease Reporting and Data System",
        edition="2.0 (2022)",
        citation=_PAPER,
        not_covered="Recommendations, wording for acute chest pain, thresholds of CT-FFR and CT perfusion.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(CATEGORIES, BURDEN),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Stenosis of categories 0 to 5", _PAPER, "a university's page of the 2016 edition"),
            Source("Left main of 50 % or more as 4B", _PAPER),
            Source("Plaque burden P1 to P4", _PAPER, "radathand.com, but for a score of exactly 1000"),
            Source("Order of modifiers, high-risk plaque from two features", _PAPER, "radathand.com"),
            Source("N beside a stenosis of 50 % or more", _PAPER),
        ),
        answers=(
            ("reported", "Report", ""),
            ("worst_percent", "Worst stenosis", "%"),
            ("worst_artery", "Worst artery", ""),
            ("sentence", "Why", ""),
        ),
        values=(
            Value("category", "Category", worse="higher", codes=("0", "1", "2", "3", "4A", "4B", "5", "N")),
            Value("worst_percent", "Worst stenosis", unit="%", worse="higher"),
        ),
        check=check,
        checks=CHECKS,
        kind="score",
    )
)
