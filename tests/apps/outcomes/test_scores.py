"""A trial read by a score: values, change and lines in place of rates; the pages say what there is not."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from centralis.apps.outcomes import evidence, reactions
from centralis.apps.reads.models import Read
from centralis.apps.web.demo.cast import build_world, example_document
from centralis.core.catalogue import find_criterion

from .conftest import Reading

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"
VALUES = {
    ("01-001", 1): {"BL": (150, 75), "W8": (140, 63), "W16": (140, 56)},  # 50, 55, 60 %
    ("01-001", 2): {"BL": (150, 72), "W8": (140, 63), "W16": (140, 56)},  # 52, 55, 60 %
    ("01-002", 1): {"BL": (160, 96), "W8": (160, 88)},  # 40, 45 %
    ("01-002", 2): {"BL": (160, 80), "W8": (160, 88)},  # 50, 45 %: 10 apart, more than 5
    ("02-001", 1): {"BL": (120, 48)},  # 60 %
    ("02-001", 2): {"BL": (120, 48)},
}


def document() -> str:
    text = example_document()
    text = re.sub(r"criterion: recist-1.1", "criterion: lvef", text)
    text = re.sub(r"parameters: \{confirmation_days.*\}", "parameters: {}", text)
    text = text.replace("columns: [nadir, prior, current]", "columns: [prior, current]")
    when = "      - best_overall_response differs\n      - progression_date differs by more than 0 days"
    assert when in text
    return text.replace(when, "      - score differs by more than 5 at any time point")


def sign(reading: Reading, code: str, number: int, points: dict[str, tuple[int, int]]) -> None:
    """Sign a reader's volumes (end-diastolic, end-systolic, in ml), each as the score answered then."""
    rules = find_criterion("lvef").open_reading({})
    anchor = reading.subject(code).anchor_date
    entered = []
    for visit, (diastolic, systolic) in points.items():
        version = reading.versions[code, visit]
        entries = {"method": "volumes", "end_diastolic_ml": diastolic, "end_systolic_ml": systolic, "sex": "M"}
        entered.append(((version.exam_date - anchor).days, entries))
        found = dict(rules.case(entered).time_points[-1])
        reading.put_read(code, number, visit, entries, found)


@pytest.fixture
def scored() -> Reading:
    reading = Reading(build_world(lambda _username: SECRET, document()))
    days = {"BL": -5, "W8": 56, "W16": 112}
    for code, number in VALUES:
        for visit in VALUES[code, number]:
            if number == 1:
                reading.exam(code, visit, reading.subject(code).anchor_date + timedelta(days=days[visit]))
        sign(reading, code, number, VALUES[code, number])
    assert reactions.reconcile_outcomes(reading.world.trial.pk) == 3
    return reading


def page(reading: Reading, name: str, *more: object) -> str:
    client = Client()
    account = reading.world.people["project manager"].account
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse(name, args=[reading.world.trial.pk, *more]))
    assert response.status_code == 200
    return response.content.decode()


def said(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_outcomes_hold_the_last_value_and_the_change_and_no_progression(scored):
    rows = {row.source: row for row in evidence.current([scored.subject("01-001").pk])}
    central = rows["central"]
    assert (central.headline, central.headline_on) == ("60", scored.subject("01-001").anchor_date + timedelta(112))
    assert [point["value"] for point in central.time_points] == [50.0, 55.0, 60.0]
    assert [point["change"] for point in central.time_points] == [None, 5.0, 10.0]
    assert (central.progression_date, central.best_change_percent) == (None, None)
    assert central.basis["criterion"]["kind"] == "score"


def test_values_too_far_apart_wait_for_the_adjudicator(scored):
    central = next(one for one in evidence.current([scored.subject("01-002").pk]) if one.source == "central")
    assert central.missing == ["the reads differ and the adjudication is not decided"]
    scored.adjudicate("01-002", "B", "the apex was cut off")
    reactions.reconcile_outcomes()
    central = next(one for one in evidence.current([scored.subject("01-002").pk]) if one.source == "central")
    assert (central.headline, central.explanation) == ("45", "The adjudicator chose reader 2: the apex was cut off.")


def test_the_results_page_speaks_of_values_and_never_of_responses(scored):
    whole = page(scored, "outcomes")
    text = said(whole)
    assert "2 of 4 subjects have a central result of Left ventricular ejection fraction." in text
    assert "Ejection fraction (%) by subject, time point and source" in text
    assert "apart by 10" in text
    for word in ("Objective response", "Progressed on", "Waterfall", "Best overall"):
        assert word not in text
    assert whole.count("data-chart") == 1
    assert "Values by visit" in text


def test_values_by_visit_are_summarised_by_hand(scored):
    text = said(page(scored, "outcomes_endpoints"))
    assert "is a score: it has values by visit and their change from baseline. Response rates and times" in text
    # central results of 01-001 and 02-001 at baseline: 50 and 60; mean 55, deviation 7.07; at week 8 one subject, +5
    assert "Baseline 2 55.00 7.07 55 50 to 60 0 – –" in text
    assert "Week 8 1 55.00 – 55 55 to 55 1 5.00 –" in text
    assert "End-diastolic volume (mL)" in text


def test_agreement_of_a_score_is_in_numbers(scored):
    text = said(page(scored, "outcomes_agreement"))
    assert "Agreement in numbers" in text
    assert "Agreement in responses" not in text
    # Rafael minus Rosa: 2, 0, 0; 10, 0; 0: mean 2.00 over six pairs of three subjects
    assert "Ejection fraction (%) Rafael Reader – Rosa Reader 6" in text
    assert " 2.00 (" in text
    assert "01-002 Rafael Reader – Rosa Reader Baseline: 50.0 / 40.0" in text


def test_readers_agree_within_the_definitions_tolerance(scored):
    text = said(page(scored, "outcomes_readers"))
    assert "Rosa Reader: 5 of 6 time points agree" in text
    assert "at most 5 apart, as the definition says" in text


def test_a_read_and_a_subject_show_every_measure(scored):
    read = Read.objects.get(task__subject__code="01-001", task__reader_number=1, visit__code="W16")
    text = said(page(scored, "outcomes_read", read.pk))
    assert "Ejection fraction (%) 60.0" in text
    assert "End-diastolic volume (mL) 140" in text
    whole = page(scored, "outcomes_subject", scored.subject("01-001").pk)
    assert "Ejection fraction (%): 60." in said(whole)
    assert "(change 10)" in said(whole)
    assert whole.count("data-chart") == 3


def test_the_values_are_taken_as_csv_with_method_and_versions(scored):
    rows = list(csv.DictReader(io.StringIO(page(scored, "outcomes_csv", "values"))))
    row = next(one for one in rows if (one["measure"], one["visit"], one["what"]) == (
        "Ejection fraction (%)", "BL", "value"))  # fmt: skip
    assert (row["subjects"], row["mean"], row["standard_deviation"]) == ("2", "55.0", "7.071068")
    assert '"criterion": "lvef"' in row["parameters"]
    assert row["software"].startswith("centralis ")
    assert list(csv.DictReader(io.StringIO(page(scored, "outcomes_csv", "times")))) == []
