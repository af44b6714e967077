"""RUST and modified RUST: radiographic union of a long-bone fracture, by its four cortices.

RUST: Whelan DB et al, J Trauma 2010;68:629-632. Modified RUST: Litrenta J et al, J Orthop Trauma 2015;29:491-497. The
cortex scales were confirmed by orthobuzz.jbjs.org (2018), which prints both. Totals
from which a fracture counts as united are not part of either score: papers differ, so it is the trial's choice. Not
covered: which views are needed, union by other means (CT, pain, function).
"""

from centralis.core.criteria.criterion import Criterion, Declaration, Source, Table, declare
from centralis.core.criteria.reading import Value
from centralis.core.scores.rust.assess import CHECKS, assess, check, rules_of
from centralis.core.scores.rust.examples import MRUST_EXAMPLES, RUST_EXAMPLES
from centralis.core.scores.rust.model import (
    MrustParameters,
    MrustTimePoint,
    RustParameters,
    RustTimePoint,
)

_CORTEX = {
    "rust": (("no callus, fracture line seen", "1"), ("callus, fracture line seen", "2"), ("callus, no line", "3")),
    "mrust": (
        ("no callus", "1"),
        ("callus", "2"),
        ("bridging callus, fracture line seen", "3"),
        ("remodelled, no line", "4"),
    ),
}


def _declared(name: str, title: str, edition: str, citation: str) -> Criterion:
    is_modified = name == "mrust"
    table = Table(
        "Each of the four cortices (medial, lateral, anterior, posterior)",
        ("finding", "points"),
        tuple(("TOTAL", *row) for row in _CORTEX[name]),
    )
    return declare(
        Declaration(
            name=name,
            title=title,
            edition=edition,
            citation=citation,
            not_covered="Which views are needed; union judged by CT, pain or function.",
            parameters=MrustParameters if is_modified else RustParameters,
            time_point=MrustTimePoint if is_modified else RustTimePoint,
            assess=assess,
            tables=(table,),
            rules=rules_of(name),
            examples=MRUST_EXAMPLES if is_modified else RUST_EXAMPLES,
            sources=(
                Source("Points of a cortex, sum of four", citation, "orthobuzz.jbjs.org 2018, which prints both"),
                Source("The total from which a fracture counts as united", "papers differ; the trial's choice"),
            ),
            answers=(("total", "Total", ""), ("united", "United", ""), ("sentence", "Why", "")),
            values=(Value("total", "Total", worse="lower"),),
            check=check,
            checks=CHECKS,
            kind="score",
        )
    )


RUST = _declared(
    "rust", "Radiographic union score for tibial fractures", "2010", "Whelan DB et al, J Trauma 2010;68:629-632"
)
MRUST = _declared(
    "mrust", "Modified radiographic union score", "2015", "Litrenta J et al, J Orthop Trauma 2015;29:491-497"
)
