"""The criteria this house knows, by public name: what each is, its schema, its form, and how a case is assessed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from centralis.core.criteria import recist_1_1


@dataclass(frozen=True)
class Criterion:
    """One response criterion. `assess` takes a case as JSON values, raises CaseError, returns the answer as JSON."""

    name: str
    title: str
    edition: str
    citation: str
    not_covered: str
    derive_schema: Callable[[], dict[str, Any]]
    assess: Callable[[object], dict[str, Any]]
    derive_form: Callable[[], dict[str, Any]]

    def to_json(self) -> dict[str, str]:
        return {
            "name": self.name,
            "title": self.title,
            "edition": self.edition,
            "citation": self.citation,
            "not_covered": self.not_covered,
        }


CRITERIA: dict[str, Criterion] = {
    "recist-1.1": Criterion(
        name="recist-1.1",
        title="Response Evaluation Criteria in Solid Tumours",
        edition="1.1 (2009)",
        citation="Eisenhauer EA et al, Eur J Cancer 2009;45:228-247",
        not_covered="Choice of lesions, symptomatic deterioration without imaging, modifications such as iRECIST.",
        derive_schema=recist_1_1.derive_case_schema,
        assess=recist_1_1.assess_case_json,
        derive_form=recist_1_1.derive_form,
    ),
}


def find_criterion(name: str) -> Criterion:
    """The criterion of a public name; raises ValueError that names the known ones."""
    if name not in CRITERIA:
        raise ValueError(f"Criterion {name!r} is not known; expected one of {', '.join(sorted(CRITERIA))}.")
    return CRITERIA[name]
