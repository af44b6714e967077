"""Whole RECIST 1.1 cases: the best overall response by Table 3, the progression day, the published JSON shape."""

import json
from decimal import Decimal

import jsonschema
import pytest

from centralis.core.criteria.findings import CaseError
from centralis.core.criteria.recist_1_1 import (
    assess_case,
    assess_case_json,
    derive_case_schema,
    read_case,
    read_parameters,
)


def case(*sums, days=None, **parameters):
    """One target; a number is a diameter, 0 is absent, None not evaluable; 56 days apart unless given."""
    points = []
    for index, value in enumerate(sums):
        target = {"id": "T1", "organ": "liver", "node": False, "state": "measured", "diameter_mm": value}
        if value in (0, None):
            target |= {"state": "absent" if value == 0 else "not_evaluable", "diameter_mm": None}
        day = days[index] if days else 56 * index
        points.append({"day": day, "targets": [target], "non_targets": [], "new_lesions": []})
    return {"parameters": parameters, "time_points": points}


def best(*sums, **more):
    return assess_case_json(case(*sums, **more))["best_overall_response"]


class TestBestOverallResponse:
    """Days 0, 56, 112, ...; SD needs 42 days unless said otherwise."""

    def test_without_confirmation_the_best_counts(self):
        """100 -> 60 (PR) -> 80 (33 % above nadir 60: PD): PR."""
        assert best(100, 60, 80) == "PR"

    def test_responses_after_the_first_progression_do_not_count(self):
        """100 -> 130 (PD) -> 50 (would be PR): PD."""
        assert best(100, 130, 50) == "PD"

    def test_confirmed_partial_response(self):
        assert best(100, 60, 60, confirmation_days=28) == "PR"

    @pytest.mark.parametrize(("second", "expected"), [(28, "PR"), (27, "SD")])
    def test_confirmation_interval_is_inclusive(self, second, expected):
        """PR on day 56, PR again 28 days later confirms, 27 days later does not (then SD, 56 >= 42)."""
        assert best(100, 60, 60, days=[0, 56, 56 + second], confirmation_days=28) == expected

    def test_unconfirmed_response_then_progression(self):
        """PR day 56, PD day 112: SD, since day 56 meets the 42 days."""
        assert best(100, 60, 80, confirmation_days=28) == "SD"

    def test_unconfirmed_response_too_early_then_progression(self):
        """PR day 30 (< 42), PD day 60: PD."""
        assert best(100, 60, 80, days=[0, 30, 60], confirmation_days=28) == "PD"

    @pytest.mark.parametrize(("day", "expected"), [(42, "SD"), (41, "NE")])
    def test_minimum_duration_of_stable_disease_is_inclusive(self, day, expected):
        assert best(100, 90, days=[0, day]) == expected

    def test_complete_then_not_evaluable(self):
        """CR day 56, then NE: not confirmed: SD; with CR at day 30 it is NE."""
        assert best(100, 0, None, confirmation_days=28) == "SD"
        assert best(100, 0, None, days=[0, 30, 60], confirmation_days=28) == "NE"

    def test_one_not_evaluable_may_stand_between(self):
        """PR, NE, PR: confirmed with at most one NE; not with none allowed."""
        assert best(100, 60, None, 60, confirmation_days=28) == "PR"
        assert best(100, 60, None, 60, confirmation_days=28, max_ne=0) == "SD"

    def test_complete_then_disease_seen_again(self):
        """CR day 56, 8 mm day 112 (nadir 0: PD): SD by the day-56 assessment."""
        assert best(100, 0, 8, confirmation_days=28) == "SD"

    def test_only_a_baseline_is_not_evaluable(self):
        assert best(100) == "NE"

    def test_days_count_from_the_reference_day(self):
        """Baseline day -14, SD on day 40: below 42 from day 0: NE; with the reference at day -14 it is 54 days: SD."""
        assert best(100, 90, days=[-14, 40]) == "NE"
        assert best(100, 90, days=[-14, 40], reference_day=-14) == "SD"

    def test_a_lesion_confirmed_later_takes_the_stable_disease_back(self):
        """Equivocal on day 56 (SD there), certain on day 112: progression counts from day 56, so best is PD."""
        data = case(50, 50, 50)
        data["time_points"][1]["new_lesions"] = [{"id": "L1", "certainty": "equivocal"}]
        data["time_points"][2]["new_lesions"] = [{"id": "L1", "certainty": "unequivocal"}]
        answer = assess_case_json(data)
        assert [one["overall"] for one in answer["time_points"]] == [None, "SD", "PD"]
        assert (answer["progression_day"], answer["best_overall_response"]) == (56, "PD")


class TestJson:
    def test_the_published_example(self):
        """The case printed in the contract is read and answered, even with its new lesion at baseline (a finding)."""
        data = {
            "parameters": {},
            "time_points": [
                {
                    "day": 0,
                    "targets": [
                        {"id": "T1", "organ": "liver", "node": False, "state": "measured", "diameter_mm": 50.0}
                    ],
                    "non_targets": [{"id": "N1", "state": "present"}],
                    "new_lesions": [{"id": "L1", "certainty": "unequivocal"}],
                }
            ],
        }
        answer = assess_case_json(data)
        assert answer["criterion"] == "recist-1.1"
        assert answer["time_points"][0]["sum_of_diameters_mm"] == 50.0
        assert [one["check"] for one in answer["time_points"][0]["findings"]] == ["B06"]

    def test_answer_has_the_published_keys_and_plain_values(self):
        answer = json.loads(json.dumps(assess_case_json(case(80, 50, 62))))
        wanted = {"day", "sum_of_diameters_mm", "baseline_mm", "nadir_mm", "target", "non_target", "new_lesion"}
        assert wanted | {"overall", "rule"} <= set(answer["time_points"][2])
        assert answer["time_points"][2]["nadir_mm"] == 50.0
        assert answer["time_points"][2]["overall"] == "PD"

    def test_decimals_of_a_file_are_kept(self):
        """33.3 -> 39.96 is exactly 20 %, in binary it is 19.999...: PD."""
        data = json.loads(json.dumps(case(33.3, 39.96)), parse_float=Decimal)
        assert assess_case_json(data)["time_points"][1]["overall"] == "PD"
        assert assess_case_json(case(33.3, 39.96))["time_points"][1]["overall"] == "PD"

    @pytest.mark.parametrize(
        ("change", "where", "word"),
        [
            (lambda c: c["time_points"][1].pop("day"), "time_points[1].day", "whole number"),
            (lambda c: c["time_points"][1].update(day=0), "time_points[1].day", "not after"),
            (lambda c: c["time_points"][1]["targets"][0].update(id="T9"), "time_points[1].targets[0].id", "T1"),
            (lambda c: c["time_points"][1]["targets"][0].pop("diameter_mm"), "diameter_mm", "needs a diameter"),
            (lambda c: c["time_points"][1]["targets"][0].update(diameter_mm=-1), "diameter_mm", "0 or more"),
            (lambda c: c["time_points"][1]["targets"][0].update(diameter_mm="12"), "diameter_mm", "number"),
            (lambda c: c["time_points"][1]["targets"][0].update(diameter_mm=float("nan")), "diameter_mm", "finite"),
            (lambda c: c["time_points"][1]["targets"][0].update(diameter_mm=True), "diameter_mm", "number"),
            (lambda c: c["time_points"][1]["targets"][0].update(state="gone"), "state", "too_small"),
            (lambda c: c["time_points"][1]["targets"][0].update(state="absent"), "diameter_mm", "no diameter"),
            (lambda c: c["time_points"][1]["targets"][0].update(node=True), "node", "baseline"),
            (lambda c: c["time_points"][1].update(new_lesion=[]), "time_points[1].new_lesion", "not known"),
            (lambda c: c["time_points"][1]["targets"].append(c["time_points"][1]["targets"][0]), "targets", "twice"),
            (lambda c: c["time_points"][1].update(non_targets=[{"id": "N1", "state": "present"}]), "non_targets", "N1"),
            (lambda c: c["parameters"].update(sticky=True), "parameters.sticky", "sticky_pr"),
            (lambda c: c["parameters"].update(sticky_pr=1), "parameters.sticky_pr", "true or false"),
            (lambda c: c["parameters"].update(sd_min_days=-1), "parameters.sd_min_days", "0 or more"),
            (lambda c: c.update(time_points=[]), "time_points", "baseline"),
            (lambda c: c.pop("time_points"), "time_points", "list"),
        ],
    )
    def test_bad_input_names_the_place_and_what_was_expected(self, change, where, word):
        data = case(50, 40)
        change(data)
        with pytest.raises(CaseError) as refused:
            read_case(data)
        assert where in refused.value.where
        assert word in refused.value.sentence

    def test_not_an_object_is_refused(self):
        with pytest.raises(CaseError, match="expected an object"):
            read_case([1])

    def test_naming_the_confirmation_days_asks_for_confirmation(self):
        assert read_parameters({"confirmation_days": 28}).confirm is True
        assert read_parameters({"confirmation_days": 0}).confirm is False
        assert read_parameters({"confirmation_days": 28, "confirm": False}).confirm is False
        assert read_parameters({}).confirm is False

    def test_schema_accepts_what_is_read_and_refuses_what_is_not(self):
        schema = derive_case_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        good = case(50, 0, None, confirmation_days=28)
        assert validator.is_valid(good)
        assert len(assess_case(read_case(good)).assessments) == 3
        for bad in ({}, {"time_points": []}, {**good, "extra": 1}, {**good, "parameters": {"sticky": True}}):
            assert not validator.is_valid(bad)
            with pytest.raises(CaseError):
                read_case(bad)
