"""The language of eligibility rules, and the answer that one, two or three reads come to."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.catalogue import find_criterion
from centralis.core.reading.eligibility import (
    FORMS,
    RuleError,
    Verdict,
    assess_rules,
    check_rule,
    deciding_read,
    parse_rule,
    readers_needed,
)

RECIST, MAYO, KELLGREN = (find_criterion(one) for one in ("recist-1.1", "mayo-endoscopic", "kellgren-lawrence"))
YES, NO, CANNOT = Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE, Verdict.NOT_EVALUABLE


def recist(*targets: float):
    entries = {
        "targets": [
            {"id": f"T{place}", "organ": "liver", "node": False, "state": "measured", "diameter_mm": one}
            for place, one in enumerate(targets, start=1)
        ],
        "non_targets": [],
        "new_lesions": [],
    }
    return entries, RECIST.open_reading({}).final([], 0, entries).assessment


@pytest.mark.parametrize(("targets", "verdict"), [((22.0,), YES), ((22.0, 15.0), YES), ((), NO)])
def test_measurable_disease_is_a_target_that_was_measured(targets: tuple[float, ...], verdict: Verdict):
    found = assess_rules([parse_rule("number of targets is at least 1")], RECIST, *recist(*targets))
    assert found.verdict == verdict
    shown = "met" if verdict is YES else "not met"
    assert [one.sentence for one in found.rules] == [f"Number of targets is at least 1: {shown}."]


@pytest.mark.parametrize(("score", "verdict"), [(1, NO), (2, YES), (3, YES), (None, CANNOT)])
def test_a_score_without_a_value_is_not_evaluable(score: int | None, verdict: Verdict):
    rules = [parse_rule("score is at least 2"), parse_rule("score is at most 3")]
    found = assess_rules(rules, MAYO, {}, {"score": score})
    assert found.verdict == verdict
    if score is not None:
        assert str(score) not in "".join(one.sentence.replace(one.rule.text[6:], "") for one in found.rules)


def test_the_headline_value_is_called_score_and_words_are_listed():
    assert assess_rules([parse_rule("score is one of 2, 3")], KELLGREN, {}, {"worst_grade": 3}).verdict is YES
    assert assess_rules([parse_rule("score is one of 2, 3")], KELLGREN, {}, {"worst_grade": 4}).verdict is NO
    vessels = find_criterion("cad-rads-2.0")
    assert "is a word. Say which are allowed" in check_rule(parse_rule("score is at least 3"), vessels)
    assert check_rule(parse_rule("score is one of 3, 4A"), vessels) == ""
    assert "is never 9" in check_rule(parse_rule("category is one of 3, 9"), vessels)


@pytest.mark.parametrize(
    "text", ["eligible", "score differs", "score is at least", "number of targets is one of a", ""]
)
def test_what_is_no_rule_is_named_with_the_forms(text: str):
    with pytest.raises(RuleError) as refused:
        parse_rule(text)
    assert all(form in str(refused.value) for form in FORMS)


def test_a_rule_on_what_the_criterion_does_not_tell_is_refused():
    assert "it has: targets, non_targets" in check_rule(parse_rule("number of new_lesions is at most 0"), RECIST)
    assert "it has: sum_of_diameters_mm" in check_rule(parse_rule("score is at least 2"), RECIST)
    assert check_rule(parse_rule("sum_of_diameters_mm is at least 10"), RECIST) == ""


@given(st.integers(-999, 999), st.integers(-999, 999))
def test_bounds_are_within(limit: int, value: int):
    rules = [parse_rule(f"score is {way} {limit}") for way in ("at least", "at most")]
    met = [assess_rules([rule], MAYO, {}, {"score": value}).verdict is YES for rule in rules]
    assert met == [value >= limit, value <= limit]


def test_two_that_differ_ask_for_a_third_who_decides():
    assert (readers_needed(1, []), deciding_read(1, []), deciding_read(1, [NO])) == (1, None, 0)
    for first, second in product(Verdict, repeat=2):
        is_split = first is not second
        assert readers_needed(2, [first, second]) == (3 if is_split else 2)
        assert deciding_read(2, [first]) is None
        assert deciding_read(2, [first, second]) == (None if is_split else 0)
        if is_split:
            assert deciding_read(2, [first, second, CANNOT]) == 2
