"""What a trial file may ask of its criterion: any of the catalogue, its own parameters, conditions it can meet."""

from collections.abc import Callable

import pytest

from centralis.apps.trials.definition.load import load_definition
from centralis.core.catalogue import CRITERIA

Edited = Callable[..., str]

PARAMETERS = "parameters: {confirmation_days: 28, sd_min_days: 49}"
TRIGGERS = "- best_overall_response differs\n      - progression_date differs by more than 0 days"
COLUMNS = "columns: [nadir, prior, current]"


def by(edited: Edited, name: str, parameters: str = "{}", when: str = "", columns: str = "prior, current") -> str:
    criterion = CRITERIA[name]
    what = "score" if criterion.kind == "score" else "overall_response"
    asked = when or f"{what} differs at any time point"
    return edited(
        "criterion: recist-1.1", f"criterion: {name}",
        PARAMETERS, f"parameters: {parameters}",
        TRIGGERS, f"- {asked}",
        COLUMNS, f"columns: [{columns}]",
    )  # fmt: skip


@pytest.mark.parametrize("name", list(CRITERIA))
def test_every_criterion_of_the_catalogue_may_be_named(edited: Edited, name: str) -> None:
    loaded = load_definition(by(edited, name))
    assert loaded.problems == ()
    assert loaded.definition is not None
    assert loaded.definition.reading.criterion == name


@pytest.mark.parametrize(
    ("name", "parameters", "field", "expected"),
    [
        ("lugano-2014", "{confirm: true}", "reading.parameters.confirm", "combination, score_3_is_complete"),
        ("lugano-2014", "{combination: ct_only}", "reading.parameters.combination", "one of pet_else_ct, pet_only"),
        ("ramris-2016", "{coverage: hand}", "reading.parameters.coverage", "one of wrist_and_fingers, wrist, fingers"),
        ("recist-1.1", "{sticky_pr: 3}", "reading.parameters.sticky_pr", "true or false"),
        ("agatston", "{threshold_hu: -1}", "reading.parameters.threshold_hu", "0 or more"),
    ],
)
def test_parameters_are_those_of_the_criterion(
    edited: Edited, name: str, parameters: str, field: str, expected: str
) -> None:
    (problem,) = load_definition(by(edited, name, parameters)).problems
    assert problem.field == field
    assert expected in problem.expected
    assert name in problem.sentence


@pytest.mark.parametrize(
    ("name", "when", "expected"),
    [
        ("ramris-2016", "best_overall_response differs", "ramris-2016 is a score; it has no best_overall_response"),
        ("pcwg3", "score differs at any time point", "pcwg3 is a criterion; it has no score"),
        ("cad-rads-2.0", "score differs by more than 1 at any time point", "is no number"),
    ],
)
def test_conditions_are_those_the_criterion_can_meet(edited: Edited, name: str, when: str, expected: str) -> None:
    (problem,) = load_definition(by(edited, name, when=when)).problems
    assert problem.field == "reading.adjudicate.when[0]"
    assert expected in problem.sentence


def test_a_difference_of_scores_is_read(edited: Edited) -> None:
    loaded = load_definition(by(edited, "ramris-2016", when="score differs by more than 2.5 at any time point"))
    assert loaded.definition is not None
    assert str(loaded.definition.reading.triggers[0].tolerance) == "2.5"


@pytest.mark.parametrize("name", ["kellgren-lawrence", "pcwg3"])
def test_a_nadir_is_shown_only_where_there_is_one_sum(edited: Edited, name: str) -> None:
    (problem,) = load_definition(by(edited, name, columns="nadir, current")).problems
    assert problem.field == "reading.layout.columns[0]"
    assert "no single sum" in problem.sentence
    assert load_definition(by(edited, "lugano-2014", columns="nadir, current")).problems == ()
