"""The descriptors of UCEIS as data; points on the scale that starts at 0."""

from centralis.core.criteria.criterion import Table

DESCRIPTORS = Table(
    "The descriptors",
    ("descriptor", "points", "what is seen"),
    (
        ("TOTAL", "vascular pattern", "0", "capillaries clear, or their margins blurred or lost in patches"),
        ("TOTAL", "vascular pattern", "1", "obliterated in patches"),
        ("TOTAL", "vascular pattern", "2", "obliterated"),
        ("TOTAL", "bleeding", "0", "no blood"),
        ("TOTAL", "bleeding", "1", "coagulated spots or streaks on the mucosa that wash away"),
        ("TOTAL", "bleeding", "2", "some liquid blood in the lumen"),
        ("TOTAL", "bleeding", "3", "frank blood in the lumen, or oozing after washing"),
        ("TOTAL", "erosions and ulcers", "0", "none"),
        ("TOTAL", "erosions and ulcers", "1", "flat white or yellow defects of at most 5 mm"),
        ("TOTAL", "erosions and ulcers", "2", "fibrin-covered defects over 5 mm, superficial"),
        ("TOTAL", "erosions and ulcers", "3", "deeper defects with a slightly raised edge"),
    ),
)

RULES: dict[str, str] = {
    "TOTAL": "All three descriptors of the worst area are judged: the score is their sum.",
    "NOT-EVALUABLE": "A descriptor could not be judged: there is no score.",
}
