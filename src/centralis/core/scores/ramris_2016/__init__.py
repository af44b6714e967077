"""RAMRIS: OMERACT rheumatoid arthritis magnetic resonance imaging score, update of 2016, one hand.

Ostergaard M et al, J Rheumatol 2017;44:1706-1712. Scales and sites of erosion, osteitis, synovitis and joint space
narrowing were seen in the journal's table (32468); the widths of tenosynovitis and the list of the wrist's 17 joint
spaces were not confirmed in a source at hand. Not covered: the assessed volume (1 cm from the joint for long bones),
sequences, the feet.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.ramris_2016.assess import CHECKS, assess, check, list_rows
from centralis.core.scores.ramris_2016.examples import EXAMPLES
from centralis.core.scores.ramris_2016.model import Parameters, TimePoint
from centralis.core.scores.ramris_2016.tables import RULES, SCALES

_PAPER = "Ostergaard M et al, J Rheumatol 2017;44:1706-1712"

CRITERION = declare(
    Declaration(
        name="ramris-2016",
        title="OMERACT rheumatoid arthritis MRI score",
        edition="2016",
        citation=_PAPER,
        not_covered="The volume of bone that is assessed, sequences, the feet.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(SCALES,),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Scales and sites of erosion, osteitis, synovitis, narrowing", _PAPER, "its table 32468"),
            Source("Widths of tenosynovitis", _PAPER),
            Source("Names of the wrist's 17 joint spaces", _PAPER),
        ),
        answers=(
            ("erosion", "Erosion", ""),
            ("osteitis", "Osteitis", ""),
            ("synovitis", "Synovitis", ""),
            ("narrowing", "Joint space narrowing", ""),
            ("tenosynovitis", "Tenosynovitis", ""),
            ("erosion_change", "Erosion since the first reading", ""),
            ("sentence", "Why", ""),
        ),
        values=(
            Value("erosion", "Erosion", worse="higher"),
            Value("osteitis", "Osteitis", worse="higher"),
            Value("synovitis", "Synovitis", worse="higher"),
            Value("narrowing", "Joint space narrowing", worse="higher"),
            Value("tenosynovitis", "Tenosynovitis", worse="higher"),
        ),
        check=check,
        checks=CHECKS,
        kind="score",
        listed=list_rows,
    )
)
