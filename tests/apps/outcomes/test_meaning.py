"""Every criterion and score of the catalogue has its meaning, and what it names is really in the answers."""

import pytest

from centralis.apps.outcomes.meaning import MEANINGS, find_value, meaning_of
from centralis.core.catalogue import CRITERIA


def assessments(name: str):
    criterion = CRITERIA[name]
    return [point for example in criterion.examples for point in criterion.assess(example.case)["time_points"]]


def test_every_name_of_the_catalogue_has_a_meaning_and_no_other():
    assert set(MEANINGS) == set(CRITERIA)


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_each_measure_is_in_some_answer_of_the_worked_examples(name):
    found = assessments(name)
    for place, measure in enumerate(meaning_of(name).measures):
        assert all(measure.key.partition(".")[0] in one for one in found), measure.key
        values = [find_value(one, measure.key) for one in found]
        told = [value for value in values if value is not None]
        assert told or place, measure.key
        assert all(isinstance(value, str) == measure.is_category for value in told), measure.key
        assert not any(isinstance(value, bool) for value in told), measure.key


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_rankings_hold_every_code_of_the_worked_examples(name):
    meaning = meaning_of(name)
    codes = {one.get("overall") for one in assessments(name)} - {None}
    assert meaning.has_response == (CRITERIA[name].kind == "criterion")
    assert codes <= set(meaning.ranking)
    assert set(meaning.responding) <= set(meaning.controlled) <= set(meaning.ranking)
    if meaning.change:
        assert any(isinstance(find_value(one, meaning.change), float) for one in assessments(name))


def test_a_place_is_followed_inwards_and_ends_quietly_where_it_does_not_exist():
    answer = {"sum": 4.0, "burdens": [{"total": 9.5}], "bone": {"new": 2}}
    assert find_value(answer, "sum") == 4.0
    assert find_value(answer, "burdens.0.total") == 9.5
    assert find_value(answer, "bone.new") == 2
    assert find_value(answer, "burdens.1.total") is None
    assert find_value(answer, "sum.more") is None
    assert find_value(answer, "") is None
