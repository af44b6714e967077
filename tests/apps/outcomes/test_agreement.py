"""Agreement of readers by variable and pair, discordant subjects, adjudication counted; worked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.outcomes.agreement import (
    ReaderCase,
    compare_numbers,
    compare_progressions,
    compare_words,
    pairs_of,
    responses_of,
)
from centralis.apps.outcomes.discordance import Judged, count_adjudication, find_discordant
from centralis.apps.outcomes.meaning import meaning_of
from centralis.core.catalogue import CRITERIA

DAY_0 = date(2026, 1, 10)


def meaning(name="recist-1.1"):
    return meaning_of(CRITERIA[name], CRITERIA[name].open_reading({}))


def case(subject, reader, said, headline="", progressed=None, complete=True, key="sum_of_diameters_mm"):
    """said: (response, number) a time point, the baseline first."""
    points = [
        {"visit": f"V{place}", "name": f"Visit {place}", "response": response, "value": number,
         "answers": {key: number}, "signed_at": f"2026-0{1 + place}-01"}
        for place, (response, number) in enumerate(said)
    ]  # fmt: skip
    on = None if progressed is None else DAY_0 + timedelta(progressed)
    return ReaderCase(subject, reader, headline, on, DAY_0, points, complete)


CASES = [
    case("1", "Ann", [("", 100), ("PR", 60), ("PR", 55)], "PR"),
    case("1", "Ben", [("", 101), ("PR", 62), ("SD", 75)], "PR"),
    case("2", "Ann", [("", 50), ("SD", 48), ("PD", 62)], "SD", 112),
    case("2", "Ben", [("", 50), ("PD", 62), ("PD", 64)], "PD", 56),
    case("3", "Ann", [("", 80), ("NE", None)], "NE"),
    case("3", "Ben", [("", 82), ("SD", 79)], "SD"),
    case("4", "Ann", [("", 70)], "", None, False),
    case("4", "Cem", [("", 73)], "", None, False),
]


def test_pairs_are_those_who_read_one_subject_and_baseline_is_no_response():
    pairs = pairs_of(CASES, lambda one: responses_of(one, after_baseline=True))
    assert [(pair.first, pair.second, len(pair.said)) for pair in pairs] == [("Ann", "Ben", 5)]
    assert [(one.case, one.first, one.second) for one in pairs[0].said] == [
        ("1 V1", "PR", "PR"),
        ("1 V2", "PR", "SD"),
        ("2 V1", "SD", "PD"),
        ("2 V2", "PD", "PD"),
        ("3 V1", "NE", "SD"),
    ]


def test_words_agree_by_share_kappa_and_weighted_kappa_by_hand():
    points, best = compare_words(CASES, meaning())
    assert points.variable == "Response at each time point"
    assert (points.percent.estimate, points.percent.cases) == (0.4, 5)
    assert points.words == ("PR", "SD", "PD", "NE")
    assert dict(points.table) == {"PR": (1, 1, 0, 0), "SD": (0, 0, 1, 0), "PD": (0, 0, 1, 0), "NE": (0, 1, 0, 0)}
    # Ann PR 2, SD 1, PD 1, NE 1 of 5; Ben PR 1, SD 2, PD 2: by chance (2*1 + 1*2 + 1*2) / 25 = 0.24
    assert points.kappa.estimate == pytest.approx((0.4 - 0.24) / (1 - 0.24))
    # weighted without NE over CR PR SD NON PD: linear steps of 1/4. PR/PR 1, PR/SD 0.75, SD/PD 0.5, PD/PD 1: 0.8125
    # by chance, with Ann's PR 1/2, SD 1/4, PD 1/4 and Ben's PR 1/4, SD 1/4, PD 1/2:
    chance = 0.5 * (0.25 + 0.25 * 0.75 + 0.5 * 0.25) + 0.25 * (0.25 * 0.75 + 0.25 + 0.5 * 0.5)
    chance += 0.25 * (0.25 * 0.25 + 0.25 * 0.5 + 0.5)
    assert points.weighted.estimate == pytest.approx((0.8125 - chance) / (1 - chance))
    assert points.reason == "1 not in the order (NE, NED) and left out of the weighted kappa."
    assert (best.variable, best.percent.estimate, best.percent.cases) == ("Best overall response", 1 / 3, 3)


def test_numbers_are_compared_over_all_time_points_and_subjects():
    both, other = compare_numbers(CASES, meaning())
    assert (both.pair.first, both.pair.second, len(both.pair.said)) == ("Ann", "Ben", 7)
    # differences -1, -2, -20; 0, -14, -2; -2: mean of seven -41/7
    assert both.limits.bias == pytest.approx(-41 / 7)
    assert both.limits.cases == 3
    assert both.icc.form.value == "2,1"
    assert (other.pair.second, other.limits, other.icc is None or other.icc.estimate is None) == ("Cem", None, True)
    assert "need" in other.reason


def test_progression_is_compared_over_subjects_that_both_finished():
    (found,) = compare_progressions(CASES, 0)
    assert (found.first, found.second, found.found.subjects) == ("Ann", "Ben", 3)
    assert (found.found.first_later, found.found.neither) == (1, 2)
    (alike,) = compare_progressions(CASES, 56)
    assert (alike.found.first_later, alike.found.both_same_day) == (0, 1)


def test_subjects_that_differ_say_in_what_and_what_became_of_it():
    judged = {"2": Judged(("best_overall_response differs",), "Ben", "it grew")}
    found = find_discordant(CASES, meaning(), judged)
    assert [one.subject for one in found] == ["1", "2", "3"]
    assert [(d.what, d.first, d.second) for d in found[1].differences] == [
        ("Visit 1", "SD", "PD"),
        ("Best overall response", "SD", "PD"),
        ("Progression", "2026-05-02", "2026-03-07"),
    ]
    assert (found[0].judged, found[1].judged.chosen) == (None, "Ben")


def test_adjudication_is_counted_over_finished_cases_of_two_readers():
    judged = {
        "2": Judged(
            ("best_overall_response differs", "progression_date differs by more than 0 days"), "Ben", "it grew"
        ),
        "3": Judged(("best_overall_response differs",), "", ""),
    }
    found = count_adjudication(CASES, judged)
    assert (found.cases, found.pending, found.rate.rate.responders) == (3, 1, 2)
    assert [(one.cause, one.share.rate.responders) for one in found.causes] == [
        ("best_overall_response differs", 2), ("progression_date differs by more than 0 days", 1)]  # fmt: skip
    overruled = {one.reader: one.overruled.rate.responders for one in found.readers}
    assert overruled == {"Ann": 1, "Ben": 0}
    assert count_adjudication(CASES[-2:], {}) is None
    third = case("1", "Cem", [("", 100)], "PR")
    assert count_adjudication([*CASES, third], {}).cases == 2


def test_a_scores_words_and_numbers_are_told_apart():
    words = [case("1", "Ann", [("1", 0)], key="x"), case("1", "Ben", [("2", 0)], key="x")]
    (found,) = compare_words(words, meaning("cad-rads-2.0"))
    assert (found.variable, found.percent.estimate, found.words) == ("Category", 0.0, ("1", "2"))
    assert compare_words(words, meaning("lvef")) == []


RESPONSES = st.sampled_from(["CR", "PR", "SD", "PD", "NE"])


@given(st.lists(st.tuples(RESPONSES, RESPONSES), min_size=1, max_size=12))
def test_who_is_named_first_does_not_matter(both):
    def cases(first, second):
        return [
            case(str(number), reader, [("", 1), (said, 1)])
            for number, pair in enumerate(both)
            for reader, said in ((first, pair[0]), (second, pair[1]))
        ]

    found = {name: compare_words(cases(*order), meaning())[0] for name, order in
             {"a": ("Ann", "Ben"), "b": ("Ben", "Ann")}.items()}  # fmt: skip
    assert found["a"].percent.estimate == found["b"].percent.estimate
    assert found["a"].kappa.estimate == pytest.approx(found["b"].kappa.estimate) or found["a"].kappa.estimate is None
    total = sum(count for _word, counts in found["a"].table for count in counts)
    assert total == len(both)
