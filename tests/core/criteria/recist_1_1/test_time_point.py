"""Hand-worked RECIST 1.1 time points, numbered; thresholds at, just below and just above; properties."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.criteria.recist_1_1 import (
    OVERALL,
    RULES,
    BaselinePet,
    Certainty,
    NewLesion,
    NonTarget,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    TimePoint,
    assess_time_point,
    assess_time_points,
)

DEFAULT = Parameters()
PRESENT, ABSENT = NonTargetState.PRESENT, NonTargetState.ABSENT
UNKNOWN, WORSE = NonTargetState.NOT_EVALUABLE, NonTargetState.UNEQUIVOCAL_PROGRESSION
MISSED = TargetState.NOT_EVALUABLE


def lesion(name, value, node=False):
    """A target from a number (mm, exact), None (not evaluable), 'small' or 'absent'."""
    states = {None: MISSED, "small": TargetState.TOO_SMALL, "absent": TargetState.ABSENT}
    if value in states:
        return Target(name, "liver", node, states[value])
    return Target(name, "liver", node, TargetState.MEASURED, D(str(value)))


def point(day, *values, nodes=(), others=None, new=(), **more):
    targets = [lesion(f"T{i}", value) for i, value in enumerate(values, 1)]
    targets += [lesion(f"K{i}", value, node=True) for i, value in enumerate(nodes, 1)]
    seen = [NonTarget(f"N{i}", state) for i, state in enumerate(others or (), 1)]
    lesions = [NewLesion(name, certainty) for name, certainty in new]
    return TimePoint(day, tuple(targets), tuple(seen), tuple(lesions), **more)


def overalls(history, parameters=DEFAULT):
    return [one.overall for one in assess_time_points(history, parameters)[1:]]


def series(*sums, **more):
    """One target, a time point each 56 days."""
    return [point(56 * index, value, **more) for index, value in enumerate(sums)]


class TestExamples:
    def test_01_partial_response_at_exactly_30_percent(self):
        """100 -> 70: (100 - 70) / 100 = 30.0 % >= 30 %: PR."""
        found = assess_time_point(series(100, 70), DEFAULT)
        assert (found.overall, found.rule) == ("PR", "PR")
        assert found.sentence == "PR: sum 70.0 mm is 30 % below baseline 100.0 mm"

    def test_02_just_short_of_partial_response(self):
        """100 -> 70.1: 29.9 % < 30 %: SD."""
        assert assess_time_point(series(100, "70.1"), DEFAULT).overall == "SD"

    def test_03_progression_from_the_nadir_in_words(self):
        """Nadir 50: 62 - 50 = 12 mm, 12/50 = 24 %: PD, and the sentence names the numbers."""
        found = assess_time_point(series(80, 50, 62), DEFAULT)
        assert (found.overall, found.rule) == ("PD", "PD-SUM")
        assert found.sentence == "PD: sum 62.0 mm is 24 % and 12.0 mm above nadir 50.0 mm"
        assert (found.baseline_mm, found.nadir_mm, found.change_from_nadir_mm) == (D(80), D(50), D(12))
        assert found.change_from_nadir_percent == D(24)

    def test_04_progression_at_exactly_20_percent_and_5_mm(self):
        """25 -> 30: 5/25 = 20.0 % and 5.0 mm, both at the threshold: PD."""
        assert assess_time_point(series(25, 30), DEFAULT).overall == "PD"

    def test_05_twenty_percent_but_less_than_5_mm(self):
        """20 -> 24.9: 24.5 % but 4.9 mm < 5 mm: SD."""
        assert assess_time_point(series(20, "24.9"), DEFAULT).overall == "SD"

    def test_06_five_mm_but_less_than_20_percent(self):
        """100 -> 119.9: 19.9 mm but 19.9 % < 20 %: SD; 120 is PD."""
        assert assess_time_point(series(100, "119.9"), DEFAULT).overall == "SD"
        assert assess_time_point(series(100, 120), DEFAULT).overall == "PD"

    def test_07_binary_fractions_do_not_decide(self):
        """0.1 + 0.2 style: baseline 3 x 11.1 = 33.3; 39.96 - 33.3 = 6.66 = exactly 20 %: PD in decimals."""
        history = [point(0, "11.1", "11.1", "11.1"), point(56, "13.32", "13.32", "13.32")]
        assert assess_time_point(history, DEFAULT).overall == "PD"

    def test_08_progression_is_tested_before_partial_response(self):
        """100 -> 50 -> 61: 39 % below baseline (PR by that) but 11 mm and 22 % above nadir 50: PD."""
        assert overalls(series(100, 50, 61)) == ["PR", "PD"]

    def test_09_partial_response_is_kept(self):
        """EORTC's worked row 100, 70, 70, 80, 80, 80: 80 is 14.2 % above nadir 70, not PD: PR five times."""
        found = assess_time_points(series(100, 70, 70, 80, 80, 80), DEFAULT)[1:]
        assert [one.overall for one in found] == ["PR"] * 5
        assert [one.rule for one in found] == ["PR", "PR", "PR-KEPT", "PR-KEPT", "PR-KEPT"]
        assert "14.2 % and 10.0 mm above nadir 70.0 mm, which is not progression" in found[2].sentence

    def test_10_partial_response_is_not_kept_when_switched_off(self):
        """The same row without the switch: 80 is 20 % below baseline: SD."""
        assert overalls(series(100, 70, 70, 80, 80, 80), Parameters(sticky_pr=False)) == ["PR", "PR", "SD", "SD", "SD"]

    def test_11_kept_only_when_confirmed_if_confirmation_is_asked(self):
        """With confirmation a single PR (100, 70) does not hold: 80 is SD; after PR twice, 56 days apart, it holds."""
        asked = Parameters(confirm=True)
        assert overalls(series(100, 70, 80), asked) == ["PR", "SD"]
        assert overalls(series(100, 70, 70, 80), asked) == ["PR", "PR", "PR"]

    def test_12_eortc_example_165_63_65(self):
        """EORTC FAQ: 165, 63, 65: 65 is 60.6 % below baseline and 3.1 % above nadir: PR, PR."""
        assert overalls(series(165, 63, 65)) == ["PR", "PR"]

    def test_13_complete_response(self):
        """Both targets absent, non-target absent, no new lesion: CR with sum 0."""
        found = assess_time_point(
            [point(0, 30, 20, others=[PRESENT]), point(56, "absent", "absent", others=[ABSENT])], DEFAULT
        )
        assert (found.overall, found.sum_of_diameters_mm) == ("CR", D(0))

    def test_14_complete_response_with_nodes_has_a_sum(self):
        """Node 20 -> 9.9 mm (< 10) and lesion 30 -> 0: CR although the sum is 9.9 mm."""
        found = assess_time_point([point(0, 30, nodes=[20]), point(56, "absent", nodes=["9.9"])], DEFAULT)
        assert (found.overall, found.sum_of_diameters_mm) == ("CR", D("9.9"))
        assert "target nodes are below 10.0 mm (sum 9.9 mm)" in found.sentence

    def test_15_a_node_of_exactly_10_mm_is_not_normal(self):
        """Node 20 -> 10.0 mm: not below 10; 50 % below baseline: PR."""
        assert assess_time_point([point(0, nodes=[20]), point(56, nodes=[10])], DEFAULT).overall == "PR"

    def test_16_nodes_that_grow_below_10_mm_stay_complete(self):
        """Nodes 20+20 -> 3+3 -> 9+9: +12 mm and +200 % over nadir 6, yet all below 10: CR stands before PD."""
        history = [point(0, nodes=[20, 20]), point(56, nodes=[3, 3]), point(112, nodes=[9, 9])]
        assert overalls(history) == ["CR", "CR"]

    def test_17_too_small_counts_5_mm_and_is_not_complete(self):
        """40 -> too small: sum 5.0 mm, 87.5 % below baseline: PR, never CR."""
        found = assess_time_point(series(40, "small"), DEFAULT)
        assert (found.overall, found.sum_of_diameters_mm) == ("PR", D(5))

    def test_18_a_measured_3_mm_counts_3_mm(self):
        """If it can be measured below 5 mm the value counts: sum 3.0 mm."""
        assert assess_time_point(series(40, 3), DEFAULT).sum_of_diameters_mm == D(3)

    def test_19_nadir_is_the_smallest_earlier_sum(self):
        """100, 60, 80, 71: the nadir at the last is 60 (not 80): 11 mm, 18.3 %: not PD, PR kept."""
        found = assess_time_point(series(100, 60, "71.9", 71), DEFAULT)
        assert found.nadir_mm == D(60)
        assert found.overall == "PR"

    def test_20_missing_target_is_not_evaluable(self):
        """50+30, then 20 and one missing: 20 is no progression from nadir 80: NE, no sum, never 20 as a sum."""
        found = assess_time_point([point(0, 50, 30), point(56, 20, None)], DEFAULT)
        assert (found.target, found.overall, found.rule) == ("NE", "NE", "NE-TARGET")
        assert found.sum_of_diameters_mm is None
        assert found.measured_part_mm == D(20)
        assert found.change_from_baseline_percent is None

    def test_21_missing_target_with_progression_provable(self):
        """Nadir 50 (30+20); then 60 and one missing: 60 alone is +10 mm, +20 %: PD is provable."""
        found = assess_time_point([point(0, 30, 20), point(56, 60, None)], DEFAULT)
        assert (found.overall, found.rule, found.sum_of_diameters_mm) == ("PD", "PD-SUM-MEASURED-PART", None)
        assert "T2 was not evaluated" in found.sentence

    def test_21b_normal_nodes_prove_nothing_when_one_is_missing(self):
        """Nodes 20+20+20 -> 3+3+3 -> 9+9+missing: 18 is above nadir 9, but all measured are below 10: NE, not PD."""
        history = [point(0, nodes=[20, 20, 20]), point(56, nodes=[3, 3, 3]), point(112, nodes=[9, 9, None])]
        assert overalls(history) == ["CR", "NE"]

    def test_22_a_target_without_entry_is_missing_not_zero(self):
        """Only T1 is entered at follow-up: T2 counts as not evaluated: NE, not PR."""
        assert assess_time_point([point(0, 50, 30), point(56, 20)], DEFAULT).overall == "NE"

    def test_23_an_incomplete_sum_is_no_nadir(self):
        """100 (60+40); then 30 and missing (NE); then 60+15 = 75: nadir stays 100, so 25 % below baseline: SD."""
        history = [point(0, 60, 40), point(56, 30, None), point(112, 60, 15)]
        found = assess_time_point(history, DEFAULT)
        assert (found.overall, found.nadir_mm) == ("SD", D(100))

    def test_24_reappearance_after_a_nadir_of_zero(self):
        """30 -> 0 -> 8: no percentage of 0 exists; disease seen again is PD. 3 mm too, by our table."""
        found = assess_time_point(series(30, "absent", 8), DEFAULT)
        assert (found.overall, found.rule, found.change_from_nadir_percent) == ("PD", "PD-NADIR-ZERO", None)
        assert assess_time_point(series(30, "absent", 3), DEFAULT).overall == "PD"
        assert assess_time_point(series(30, "absent", "small"), DEFAULT).overall == "PD"

    def test_25_non_target_persists_beside_complete_targets(self):
        """Targets CR, non-target Non-CR/Non-PD: PR."""
        found = assess_time_point([point(0, 30, others=[PRESENT]), point(56, "absent", others=[PRESENT])], DEFAULT)
        assert (found.target, found.non_target, found.overall) == ("CR", "NON-CR/NON-PD", "PR")
        assert found.sentence == "PR: target disease is gone, non-target N1 persists"

    def test_26_non_target_not_evaluated_beside_complete_targets(self):
        """Targets CR, one non-target gone and one not evaluated: PR, never CR."""
        history = [point(0, 30, others=[PRESENT, PRESENT]), point(56, "absent", others=[ABSENT, UNKNOWN])]
        found = assess_time_point(history, DEFAULT)
        assert (found.non_target, found.overall) == ("NE", "PR")

    def test_27_unequivocal_non_target_progression(self):
        """Targets 100 -> 60 (PR), non-target unequivocally worse: PD."""
        found = assess_time_point([point(0, 100, others=[PRESENT]), point(56, 60, others=[WORSE])], DEFAULT)
        assert (found.target, found.overall, found.rule) == ("PR", "PD", "PD-NON-TARGET")

    def test_28_unequivocal_new_lesion(self):
        """Targets gone, a new lesion is certain: PD."""
        found = assess_time_point([point(0, 30), point(56, "absent", new=[("L1", Certainty.UNEQUIVOCAL)])], DEFAULT)
        assert (found.target, found.new_lesion, found.overall) == ("CR", True, "PD")
        assert found.sentence == "PD: new lesion L1 is unequivocal"

    def test_29_equivocal_new_lesion_then_confirmed_dates_back(self):
        """Equivocal at day 56: SD goes on. Certain at day 112: PD, counting from day 56."""
        history = [
            point(0, 50),
            point(56, 50, new=[("L1", Certainty.EQUIVOCAL)]),
            point(112, 50, new=[("L1", Certainty.UNEQUIVOCAL)]),
        ]
        first, second = assess_time_points(history, DEFAULT)[1:]
        assert (first.overall, first.new_lesion, first.new_lesion_equivocal) == ("SD", False, True)
        assert (second.overall, second.progression_day) == ("PD", 56)
        assert "first seen on day 56" in second.sentence
        kept = Parameters(date_back_equivocal=False)
        assert assess_time_point(history, kept).progression_day == 112

    def test_30_another_lesion_does_not_date_back(self):
        """L1 equivocal at 56 and never confirmed, L2 certain at 112: PD from day 112."""
        history = [
            point(0, 50),
            point(56, 50, new=[("L1", Certainty.EQUIVOCAL)]),
            point(112, 50, new=[("L2", Certainty.UNEQUIVOCAL)]),
        ]
        assert assess_time_point(history, DEFAULT).progression_day == 112

    def test_31_fdg_pet_site_needs_a_negative_baseline_pet(self):
        """A new FDG-avid site alone: PD after a negative baseline PET, else followed as equivocal."""
        new = NewLesion("L1", Certainty.UNEQUIVOCAL, fdg_pet_only=True)
        now = replace(point(56, 50), new_lesions=(new,))
        assert assess_time_point([point(0, 50), now], DEFAULT).overall == "SD"
        assert assess_time_point([point(0, 50, fdg_pet=BaselinePet.NEGATIVE), now], DEFAULT).overall == "PD"

    def test_32_split_lesion_adds_its_parts(self):
        """40 mm splits into 15 + 12 = 27 mm: 32.5 % below baseline: PR."""
        parts = Target("T1", "liver", parts_mm=(D(15), D(12)))
        found = assess_time_point([point(0, 40), TimePoint(56, (parts,))], DEFAULT)
        assert (found.sum_of_diameters_mm, found.overall) == (D(27), "PR")

    def test_33_merged_lesions_count_the_conglomerate_once(self):
        """20 + 20 merge into one of 46 mm: sum 46, not 66: 6 mm and 15 % above nadir 40: SD."""
        merged = (Target("T1", "liver", diameter_mm=D(46)), Target("T2", "liver", merged_into="T1"))
        found = assess_time_point([point(0, 20, 20), TimePoint(56, merged)], DEFAULT)
        assert (found.sum_of_diameters_mm, found.overall) == (D(46), "SD")

    @pytest.mark.parametrize(
        ("states", "overall"),
        [
            ([ABSENT, ABSENT], "CR"),
            ([PRESENT, ABSENT], "NON-CR/NON-PD"),
            ([ABSENT, UNKNOWN], "NE"),
            ([PRESENT, WORSE], "PD"),
        ],
    )
    def test_34_non_target_disease_only(self, states, overall):
        """Table 2: all gone CR, any persists Non-CR/Non-PD, not all evaluated NE, worse PD; no target response."""
        found = assess_time_point([point(0, others=[PRESENT, PRESENT]), point(56, others=states)], DEFAULT)
        assert (found.target, found.overall) == (None, overall)

    def test_35_no_disease_at_baseline(self):
        """NED while nothing is new; a new lesion is PD."""
        history = [point(0), point(56), point(112, new=[("L1", Certainty.UNEQUIVOCAL)])]
        assert overalls(history) == ["NED", "PD"]

    def test_36_markers_keep_a_complete_response_back(self):
        """All gone but tumour markers not normal: non-target Non-CR/Non-PD, overall PR."""
        history = [point(0, 30, others=[PRESENT]), point(56, "absent", others=[ABSENT], markers_normal=False)]
        found = assess_time_point(history, DEFAULT)
        assert (found.non_target, found.overall) == ("NON-CR/NON-PD", "PR")

    def test_37_every_reason_for_progression_is_named(self):
        """Sum 50 -> 62, worse non-target and new lesion together: the sum leads, all three are in the sentence."""
        now = point(56, 62, others=[WORSE], new=[("L1", Certainty.UNEQUIVOCAL)])
        found = assess_time_point([point(0, 50, others=[PRESENT]), now], DEFAULT)
        assert found.rule == "PD-SUM"
        assert found.sentence.count(";") == 2
        assert "non-target N1 has progressed unequivocally" in found.sentence

    def test_38_disease_after_complete_response_by_the_trials_choice(self):
        """Node 20 -> 9 (CR) -> 11: by the sums PR (45 % below baseline); with the switch PD."""
        history = [point(0, nodes=[20]), point(56, nodes=[9]), point(112, nodes=[11])]
        assert overalls(history) == ["CR", "PR"]
        assert overalls(history, Parameters(reappearance_after_cr_is_pd=True)) == ["CR", "PD"]

    def test_38b_a_progression_ends_the_kept_response(self):
        """100, 60 (PR), 80 (33 % above 60: PD), 71.9 (19.8 % above 60, 28.1 % below 100): SD, no PR is kept."""
        assert overalls(series(100, 60, 80, "71.9")) == ["PR", "PD", "SD"]

    def test_39_baseline_has_no_response(self):
        found = assess_time_point([point(0, 40, 10)], DEFAULT)
        assert (found.overall, found.rule, found.baseline_mm, found.nadir_mm) == (None, "BASELINE", D(50), None)

    def test_40_an_empty_history_is_refused(self):
        with pytest.raises(ValueError, match="baseline"):
            assess_time_point([], DEFAULT)


def test_every_rule_of_the_overall_table_is_explained():
    assert {row.rule for row in OVERALL} <= set(RULES)


ORDER = ["CR", "PR", "SD", "NON-CR/NON-PD", "NED", "NE", "PD"]
tenths = st.integers(0, 2000).map(lambda number: D(number) / 10)
baseline_values = st.lists(st.integers(100, 900).map(lambda number: D(number) / 10), min_size=1, max_size=5)


@st.composite
def histories(draw):
    """A baseline of 1 to 5 targets, some nodes, and 1 to 4 follow-ups with measured or missing values."""
    first = draw(baseline_values)
    nodes = draw(st.lists(st.booleans(), min_size=len(first), max_size=len(first)))

    def at(day, values):
        return TimePoint(
            day,
            tuple(
                Target(f"T{i}", "liver", node, TargetState.MEASURED if value is not None else MISSED, value)
                for i, (value, node) in enumerate(zip(values, nodes, strict=True))
            ),
        )

    follow_ups = draw(
        st.lists(st.lists(st.none() | tenths, min_size=len(first), max_size=len(first)), min_size=1, max_size=4)
    )
    return [at(0, first), *(at(56 * (i + 1), values) for i, values in enumerate(follow_ups))]


class TestProperties:
    @given(histories())
    def test_an_unequivocal_new_lesion_is_always_progression(self, history):
        new = NewLesion("L1", Certainty.UNEQUIVOCAL)
        assert assess_time_point([*history[:-1], replace(history[-1], new_lesions=(new,))], DEFAULT).overall == "PD"

    @given(histories(), tenths)
    def test_a_larger_lesion_never_improves_the_response(self, history, growth):
        """Make one target of the last time point larger: the response is as good or worse (NE aside)."""
        before = assess_time_point(history, DEFAULT).overall
        last = history[-1]
        grown = tuple(
            replace(one, diameter_mm=one.diameter_mm + growth) if one.diameter_mm is not None and index == 0 else one
            for index, one in enumerate(last.targets)
        )
        after = assess_time_point([*history[:-1], replace(last, targets=grown)], DEFAULT).overall
        assert ORDER.index(after) >= ORDER.index(before)

    @given(histories())
    def test_a_non_target_that_appears_at_baseline_never_improves(self, history):
        """Add a non-target that persists: only CR can change, to PR."""
        other = (NonTarget("N1", PRESENT),)
        before = overalls(history)
        after = overalls([replace(one, non_targets=other) for one in history])
        assert all(new == old or (old, new) == ("CR", "PR") for old, new in zip(before, after, strict=True))

    @given(histories(), st.randoms(use_true_random=False))
    def test_the_order_of_lesions_does_not_matter(self, history, chance):
        shuffled = [replace(one, targets=tuple(chance.sample(one.targets, len(one.targets)))) for one in history]
        assert assess_time_points(shuffled, DEFAULT) == assess_time_points(history, DEFAULT)

    @given(histories(), st.integers(2, 9))
    def test_scaling_leaves_the_percentages_alone(self, history, factor):
        """With the rules in mm scaled alike (5 mm, 10 mm), every response stays; percentages never see the scale."""
        scaled = [
            replace(
                one,
                targets=tuple(
                    replace(t, diameter_mm=None if t.diameter_mm is None else t.diameter_mm * factor)
                    for t in one.targets
                ),
            )
            for one in history
        ]
        rules = replace(DEFAULT, pd_increase_mm=D(5) * factor, normal_node_below_mm=D(10) * factor)
        assert overalls(scaled, rules) == overalls(history)
        changes = [one.change_from_baseline_percent for one in assess_time_points(history, DEFAULT)]
        assert changes == [one.change_from_baseline_percent for one in assess_time_points(scaled, rules)]

    @given(histories())
    def test_a_missing_value_never_becomes_zero(self, history):
        """Take one value away at the last time point: no sum, no CR, PR or SD; PD only if it was PD before."""
        before = assess_time_point(history, DEFAULT)
        last = history[-1]
        gone = (replace(last.targets[0], state=MISSED, diameter_mm=None), *last.targets[1:])
        after = assess_time_point([*history[:-1], replace(last, targets=gone)], DEFAULT)
        assert after.sum_of_diameters_mm is None
        assert after.overall in ("NE", "PD")
        assert after.overall == "NE" or before.overall == "PD"

    @given(histories())
    def test_what_comes_later_never_changes_an_earlier_response(self, history):
        whole = assess_time_points(history, DEFAULT)
        for end in range(1, len(history) + 1):
            assert assess_time_points(history[:end], DEFAULT) == whole[:end]
