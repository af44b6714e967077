"""The table of endpoints: rates by the criterion's own codes, median times with what is not reached, their methods."""

from centralis.apps.outcomes.endpoint_table import derive_by_rules, methods, response_rates, summarise_range
from centralis.core.endpoints.rule_sets import RULE_SETS

from .test_times import DAY_0, SCHEDULE, meaning, settled

EMA = RULE_SETS["ema-2012"]


def named(number, *arguments, **more):
    one = settled(*arguments, **more)
    return type(one)(f"0{number}", DAY_0, one.headline, None, one.progressed, one.time_points, one.parameters)


def test_rates_count_by_the_codes_of_the_criterion_in_both_populations():
    response, control = response_rates(["iCR", "iSD", "iCPD", "iUPD"], meaning("irecist"))
    assert (response.rate.responders, response.rate.subjects, response.codes) == (1, 4, ("iCR", "iPR"))
    assert control.rate.responders == 2
    everybody = response_rates(["iCR"], meaning("irecist"), subjects=8)[0]
    assert (everybody.rate.responders, everybody.rate.subjects) == (1, 8)
    assert everybody.among == "all subjects; without a result: no response"
    assert response_rates([], meaning()) == []
    assert response_rates(["60"], meaning("lvef")) == []


def test_medians_are_kaplan_meiers_in_months():
    # progressions on days 30, 61, 91 of four subjects, the fourth censored on day 122: S = 3/4, 1/2, 1/4
    subjects = [
        named(number, "PD", [(day, "PD")], progressed=day) for number, day in enumerate((30, 61, 91), start=1)
    ] + [named(4, "SD", [(56, "SD"), (122, "SD")])]
    found = derive_by_rules(subjects, meaning(), EMA, SCHEDULE, "PFS")
    line = found.progression_free
    assert (line.name, line.rules, line.subjects, line.events) == ("PFS", "ema-2012", 4, 3)
    # a plateau at exactly one half: its middle, between day 61 + 1 and day 91 + 1
    assert round(line.median, 4) == round((62 + 92) / 2 / 30.4375, 4)
    assert (found.of_response.subjects, found.of_response.curve) == (0, None)
    assert found.of_response.reason == "No subject has one."


def test_what_is_not_reached_is_said_in_words():
    found = derive_by_rules([named(1, "SD", [(60, "SD")])], meaning(), EMA, SCHEDULE, "PFS").progression_free
    assert found.median is None
    assert found.reason == "Not reached within 2.0 months: median, lower limit, upper limit."


def test_a_record_that_can_not_be_is_named_and_the_others_go_on():
    twice = named(1, "SD", [(56, "SD"), (56, "PR")])
    good = named(2, "SD", [(56, "SD")])
    found = derive_by_rules([twice, good], meaning(), EMA, SCHEDULE, "PFS")
    assert list(found.times) == ["02"]
    assert len(found.faults) == 1
    assert "01" in found.faults[0]


def test_the_methods_name_criterion_rules_schedule_and_versions():
    result = derive_by_rules([named(1, "SD", [(56, "SD")])], meaning(), EMA, SCHEDULE, "PFS")
    told = dict(methods(meaning(), [result], SCHEDULE, {"scipy": "1.2"}))
    assert told["Criterion"].startswith("Response Evaluation Criteria in Solid Tumours")
    assert told["Progression"].startswith("The first PD")
    assert "EMA/CHMP/27994/2008" in told["ema-2012"]
    assert told["Missed visits"] == "2 in a row; planned on days 56, 112, 168, 224, ± 7"
    assert told["Software"] == "scipy 1.2"


def test_a_range_is_median_and_ends():
    found = summarise_range([3, 1, 8])
    assert (found.count, found.median, found.smallest, found.largest) == (3, 3.0, 1, 8)
    assert summarise_range([]) is None
