"""The analyses as CSV: every line carries its method, its parameters and the versions; who takes it is entered."""

import csv
import io
import json

import pytest
from django.urls import reverse

from centralis.apps.ledger.models import Entry

pytestmark = pytest.mark.django_db
TABLES = ("endpoints", "times", "values", "agreement", "discordance", "readers")


@pytest.fixture
def take(derived, browse):
    client = browse("statistician")

    def rows(table):
        response = client.get(reverse("outcomes_csv", args=[derived.world.trial.pk, table]))
        assert response.status_code == 200
        return list(csv.DictReader(io.StringIO(response.content.decode())))

    return rows


@pytest.mark.req("P11-10E-1")
def test_every_line_says_how_it_came_about_and_the_taking_is_entered(take):
    for table in TABLES:
        for row in take(table):
            assert row["method"]
            assert json.loads(row["parameters"])["criterion"] == "recist-1.1"
            assert "scipy" in row["software"]
    entered = [entry for entry in Entry.objects.filter(action="outcomes.export") if entry.outcome == "viewed"]
    assert len(entered) == len(TABLES)


def test_endpoints_hold_rates_and_medians_by_each_rule_set(take):
    rows = take("endpoints")
    first = rows[0]
    assert (first["endpoint"], first["counted_or_events"], first["subjects"], first["estimate"]) == (
        "Objective response rate", "1", "2", "50.0")  # fmt: skip
    assert json.loads(first["parameters"])["codes"] == ["CR", "PR"]
    times = [row for row in rows if row["unit"] == "months"]
    assert [(row["endpoint"], json.loads(row["parameters"])["rules"]) for row in times] == [
        ("PFS by central review", "fda-2018-a"), ("Duration of response", "fda-2018-a"),
        ("PFS by central review", "ema-2012"), ("Duration of response", "ema-2012"),
    ]  # fmt: skip
    assert json.loads(times[0]["parameters"])["missed_visits"] == 2


def test_times_hold_each_subjects_deciding_row_and_where_it_stands(take):
    rows = {(row["subject"], row["rules"]): row for row in take("times")}
    row = rows["01-002", "fda-2018-a"]
    assert (row["days"], row["end"], row["row"], row["provenance"]) == (
        "58", "event", "progression", "Week 8, Rafael Reader, reader")  # fmt: skip
    first = rows["01-001", "ema-2012"]
    assert (first["days_to_response"], first["days_of_response"], first["response_ends_with"]) == (
        "57", "57", "censored")  # fmt: skip


def test_agreement_holds_every_coefficient_and_rate(take):
    rows = {(row["variable"], row["statistic"]): row for row in take("agreement")}
    assert rows["Response at each time point", "percent-agreement"]["estimate"] == "0.75"
    assert rows["Response at each time point", "cohen-kappa"]["estimate"] == "0.6"
    assert rows["Best overall response", "weighted-kappa"]["cases"] == "2"
    assert rows["Adjudication", "asked for"]["estimate"] == "0.5"
    assert rows["Adjudication", "cause: best_overall_response differs"]["cases"] == "2"
    # of two finished subjects one has progression by both, Rafael earlier
    assert rows["Progression", "early discrepancy rate"]["estimate"] == "1.0"


def test_discordance_and_readers_are_told_in_words(take):
    rows = take("discordance")
    assert [(row["subject"], row["variable"]) for row in rows][:2] == [
        ("01-002", "Week 8"), ("01-002", "Best overall response")]  # fmt: skip
    assert rows[0]["adjudication"] == "Rafael Reader"
    told = take("readers")
    assert {(row["reader"], row["answer"]) for row in told} == {
        ("Rafael Reader", "too few"), ("Rosa Reader", "too few")}  # fmt: skip


def test_a_criterion_has_no_table_of_values(take):
    assert take("values") == []
