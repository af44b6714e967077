"""What outcomes are made of for every criterion and score: its codes and numbers are really in the answers."""

import pytest

from centralis.apps.outcomes.meaning import find_value, meaning_of
from centralis.core.catalogue import CRITERIA


def assessments(name):
    criterion = CRITERIA[name]
    return [point for example in criterion.examples for point in criterion.assess(example.case)["time_points"]]


def meaning(name):
    return meaning_of(CRITERIA[name], CRITERIA[name].open_reading({}))


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_measures_levels_and_codes_fit_the_answers_of_the_worked_examples(name):
    found, answers = meaning(name), assessments(name)
    assert (found.responses is not None) == (CRITERIA[name].kind == "criterion")
    for place, measure in enumerate(found.measures):
        told = [value for value in (find_value(one, measure.key) for one in answers) if value is not None]
        assert told or place, measure.key
        assert all(isinstance(value, str) == bool(measure.codes) for value in told), measure.key
    if found.responses is not None:
        assert {one["overall"] for one in answers} - {None} <= set(found.ranking)
        assert set(found.responding) < set(found.controlled) < set(found.ranking)
    if found.levels:
        assert found.change
        assert found.levels[0] < 0 < found.levels[1]


def test_a_measure_names_its_unit_and_whether_it_is_a_change_already():
    sums = meaning("recist-1.1").measure
    assert (sums.title, sums.is_change, sums.worse) == ("Sum of diameters (mm)", False, "higher")
    yearly = meaning("brain-volumetry").measure
    assert (yearly.title, yearly.is_change) == ("Brain volume change a year (%/year)", True)
    assert meaning("imwg-2016").measure is None
    assert meaning("mcdonald-2017").ranking == ("not_established", "open", "multiple_sclerosis")


def test_a_place_is_followed_inwards_and_ends_quietly_where_it_does_not_exist():
    answer = {"sum": 4.0, "burdens": [{"total": 9.5}], "bone": {"new": 2}}
    assert find_value(answer, "sum") == 4.0
    assert find_value(answer, "burdens.0.total") == 9.5
    assert find_value(answer, "bone.new") == 2
    assert find_value(answer, "burdens.1.total") is None
    assert find_value(answer, "sum.more") is None
    assert find_value(answer, "") is None
