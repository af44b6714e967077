"""Reader monitoring: which time points are compared, what agrees, how the course is cut into periods."""

from decimal import Decimal

import pytest

from centralis.apps.outcomes.analysis import Plan
from centralis.apps.outcomes.monitoring import Repeat, agrees_within, compare_reads, monitor_readers
from centralis.core.agreement.monitoring import Flag, MonitoringLimits
from centralis.core.endpoints.time_to_event import Schedule

from .test_agreement import case

LIMITS = MonitoringLimits(least_agreement=0.8)


def many(count, differing, month="2026-03"):
    """Cases of Ann and Ben with one time point each; the first `differing` differ."""
    found = []
    for number in range(count):
        for reader in ("Ann", "Ben"):
            said = "PD" if reader == "Ben" and number < differing else "SD"
            one = case(f"{number:03}", reader, [("", 10), (said, 12)])
            one.time_points[1]["signed_at"] = f"{month}-{1 + number % 28:02}T09:{number // 28:02}"
            found.append(one)
    return found


def test_a_time_point_that_one_alone_signed_is_no_case():
    cases = [case("1", "Ann", [("", 1), ("SD", 1), ("SD", 1)]), case("1", "Ben", [("", 1), ("SD", 1)])]
    found = compare_reads(cases, agrees_within(None), after_baseline=True)
    assert {reader: [(row.case, row.agreed) for row in rows] for reader, rows in found.items()} == {
        "Ann": [("1 Visit 1", True)], "Ben": [("1 Visit 1", True)]}  # fmt: skip
    assert compare_reads(cases[:1], agrees_within(None), after_baseline=True) == {}


def test_numbers_agree_within_the_tolerance_and_words_by_being_the_same():
    one, other = {"value": 50.0, "response": "50"}, {"value": 55.0, "response": "55"}
    assert agrees_within(Decimal(5))(one, other)
    assert not agrees_within(Decimal("4.9"))(one, other)
    assert not agrees_within(None)(one, other)
    assert not agrees_within(Decimal(5))({"value": None, "response": ""}, other)


def test_few_cases_say_nothing_and_have_no_chart_of_one_period():
    (ann, _ben) = monitor_readers(compare_reads(many(4, 1), agrees_within(None), True), None, LIMITS)
    assert (ann.agreed, ann.cases, ann.charts) == (3, 4, ())
    assert [one.flag for one in ann.findings] == [Flag.TOO_FEW]


def test_poor_agreement_is_flagged_with_chart_and_drift():
    compared = compare_reads(many(30, 24), agrees_within(None), True)
    ann = monitor_readers(compared, None, LIMITS)[0]
    assert [one.measure for one in ann.findings] == ["agreement", "control chart", "drift"]
    assert ann.findings[0].flag is Flag.ACT
    assert "Ann agreed in 6 of 30 cases" in ann.findings[0].sentence
    assert [chart.name for chart in ann.charts] == ["control_chart", "drift"]
    assert [row["period"] for row in ann.charts[0].rows][:2] == ["cases 1 to 5", "cases 6 to 10"]


@pytest.mark.parametrize(("asked", "limit"), [(0.0, 0.6), (0.999, 0.999), (1.0, 1.0)])
def test_every_agreement_that_a_definition_may_ask_is_judged(asked, limit):
    limits = Plan("PFS", False, (), Schedule(2, 7, 56, ()), (), least_agreement=asked).limits
    assert limits.least_agreement == limit
    agreeing = monitor_readers(compare_reads(many(30, 0), agrees_within(None), True), None, limits)[0]
    assert [one.flag for one in agreeing.findings] == [Flag.FINE, Flag.FINE, Flag.FINE if limit > 0.9 else Flag.WATCH]
    one_differs = monitor_readers(compare_reads(many(30, 1), agrees_within(None), True), None, limits)[0]
    drifting = next(one for one in one_differs.findings if one.measure == "drift")
    assert (drifting.flag is Flag.ACT) == (limit > 0.9)
    assert "chart" in one_differs.charts[0].name
    assert one_differs.charts[1].rows


def test_work_over_several_months_is_cut_by_month():
    cases = [*many(6, 0, "2026-03")]
    for number, one in enumerate(many(6, 3, "2026-04")):
        cases.append(type(one)(f"9{number // 2}", one.reader, "", None, one.day_0, one.time_points, True))
    ann = monitor_readers(compare_reads(cases, agrees_within(None), True), None, LIMITS)[0]
    assert [(row["period"], row["agreed"], row["cases"]) for row in ann.charts[0].rows] == [
        ("2026-03", 6, 6), ("2026-04", 3, 6)]  # fmt: skip


def test_own_repeats_are_judged_by_kappa_and_repeatability():
    # twelve repeats, one told otherwise; numbers 1 mm apart each time: wSD sqrt(1/2), RC 1.96 * sqrt(2) * 0.7071 = 1.96
    repeats = [
        Repeat("Ann", f"{number}", "SD" if number % 2 else "PR", "SD" if number % 2 or number == 0 else "PR",
               (10.0 * number, 10.0 * number + 1))
        for number in range(12)
    ]  # fmt: skip
    found = monitor_readers(compare_reads(many(4, 0), agrees_within(None), True), None, LIMITS, repeats, "mm")
    ann, ben = found
    told = {one.measure: one for one in ann.findings}
    assert set(told) == {"agreement", "intra-reader kappa", "intra-reader concordance", "repeatability"}
    assert "Ann gave the same answer in 11 of 12 repeated cases" in told["intra-reader kappa"].sentence
    assert "differ by up to 1.96 mm in 95 % of cases" in told["repeatability"].sentence
    assert [one.measure for one in ben.findings] == ["agreement"]
