"""Subjects in the browser: enrolled by code, dated by day 0, visits missed, consent taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from centralis.apps.action import house
from centralis.apps.governance.models import Consent
from centralis.apps.trials.models import Subject, Visit

pytestmark = pytest.mark.django_db


def test_the_list_shows_own_subjects_with_what_comes_next(world, browse):
    page = browse("site coordinator").get(reverse("trials_subjects", args=[world.trial.pk])).content.decode()
    assert "2 enrolled, 2 with an overdue visit." in page
    assert "02-001" not in page
    assert "4 enrolled" in browse("QC analyst").get(reverse("trials_subjects", args=[world.trial.pk])).content.decode()


def test_enrolling_refuses_what_may_be_a_name_and_keeps_what_was_typed(world, browse):
    client, url = browse("site coordinator"), reverse("trials_enrol", args=[world.trial.pk])
    site = str(world.sites["01"].pk)
    answer = client.post(url, {"code": "Anna Schmidt", "site": site})
    assert (answer.status_code, "That looks like a name" in answer.content.decode()) == (409, True)
    made = client.post(url, {"code": "01-050", "site": site, "sex": "F"})
    row = Subject.objects.get(code="01-050")
    assert made.url == reverse("trials_subject", args=[world.trial.pk, row.pk])
    assert "The site&#x27;s turn: set it." in client.get(made.url).content.decode()
    assert client.post(url, {"code": "02-050", "site": str(world.sites["02"].pk)}).status_code == 409
    assert browse("monitor").post(url, {"code": "01-051", "site": site}).status_code == 404


def test_day_0_dates_the_windows_on_the_page(world, browse):
    client, row = browse("site coordinator 2"), world.subjects["02-002"]
    day = house.now().date() - timedelta(days=10)
    revision = Subject.objects.get(pk=row.pk).revision
    url = reverse("trials_anchor", args=[world.trial.pk, row.pk])
    client.post(url, {"anchor_date": day.isoformat(), "revision": revision})
    page = client.get(reverse("trials_subject", args=[world.trial.pk, row.pk])).content.decode()
    assert f"Day 0 (randomisation) was {day.isoformat()}." in page
    assert (day + timedelta(days=56)).isoformat() in page
    stale = client.post(url, {"anchor_date": day.isoformat(), "reason": "x", "revision": revision})
    assert stale.status_code == 409


@pytest.mark.req("IMG-4")
def test_unscheduled_missed_and_expected_again(world, browse):
    client, row = browse("site coordinator"), world.subjects["01-001"]
    place = [world.trial.pk, row.pk]
    client.post(reverse("trials_unscheduled", args=place), {"visit": "UNS", "reason": "clinical suspicion"})
    assert Visit.objects.get(subject=row, code="UNS").is_unscheduled
    visit = Visit.objects.get(subject=row, code="W8")
    url = reverse("trials_visit_missed", args=[world.trial.pk, visit.pk])
    assert "A missed visit is expected no longer" in client.get(url).content.decode()
    client.post(url, {"reason": "travelling"})
    page = client.get(reverse("trials_subject", args=place)).content.decode()
    assert "travelling" in page
    client.post(reverse("trials_visit_reopen", args=[world.trial.pk, visit.pk]), {"reason": "images turned up"})
    visit.refresh_from_db()
    assert visit.missed_at is None


@pytest.mark.req("GDPR-25")
def test_nothing_is_ticked_on_the_consent_form_and_consent_is_taken_back_with_a_day(world, browse):
    client, row = browse("site coordinator"), world.subjects["01-001"]
    place, today = [world.trial.pk, row.pk], house.now().date().isoformat()
    page = client.get(reverse("trials_subject", args=place)).content.decode()
    assert 'name="scopes"' in page
    assert "checked" not in page
    sent = {"form_version": "2.0", "language": "de", "signed_on": today, "scopes": ["trial", "sharing"]}
    assert client.post(reverse("governance_consent", args=place), {**sent, "scopes": []}).status_code == 409
    client.post(reverse("governance_consent", args=place), sent)
    made = Consent.objects.get(subject=row, form_version="2.0")
    url = reverse("governance_withdraw", args=[world.trial.pk, made.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"withdrawn_on": today, "reason": "no more"})
    made.refresh_from_db()
    assert made.withdrawn_on.isoformat() == today
    assert browse("site coordinator 2").get(url).status_code == 404
