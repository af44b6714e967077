"""Sites in the browser: how ready each is, what is missing, and what each role may add."""

import pytest
from django.urls import reverse

from centralis.apps.sites.models import Contact, Scanner, Site, TrainingRecord

pytestmark = pytest.mark.django_db


def test_the_list_says_who_is_ready(world, browse):
    page = browse("project manager").get(reverse("sites", args=[world.trial.pk])).content.decode()
    assert "2 sites, 0 not ready to scan." in page
    assert "University Hospital North, Hamburg" in page
    own = browse("site coordinator 2").get(reverse("sites", args=[world.trial.pk])).content.decode()
    assert "Ospedale Centrale" in own
    assert "University Hospital North" not in own
    assert "Open the site" not in own


@pytest.mark.req("IMG-3")
def test_a_site_shows_scanners_expiry_training_approvals_and_the_acknowledgement(world, browse):
    url = reverse("sites_site", args=[world.trial.pk, world.sites["02"].pk])
    page = browse("monitor").get(url).content.decode()
    for text in ("CT A", "VS-1003", "Scanner CT B has never been qualified", "EC-02-17", "Chiara Costa", "T. Tech 02"):
        assert text in page
    assert "Imaging acquisition guideline, version 1.0" in page
    assert "Register" not in page
    assert browse("site coordinator").get(url).status_code == 404


def test_a_coordinator_adds_a_scanner_and_a_contact_and_is_told_what_is_wrong(world, browse):
    client, place = browse("site coordinator"), [world.trial.pk, world.sites["01"].pk]
    sent = {
        "name": "CT 9",
        "modality": "CT",
        "manufacturer": "Maker",
        "model": "M",
        "serial": "VS-1001",
        "software": "1",
    }
    answer = client.post(reverse("sites_register", args=place), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "has serial number VS-1001 already" in page
    assert 'value="CT 9"' in page
    client.post(reverse("sites_register", args=place), {**sent, "serial": "NEW-9"})
    assert Scanner.objects.get(serial="NEW-9").model == "M"
    client.post(reverse("sites_contact", args=place), {"name": "Night shift", "duty": "technologist"})
    assert Contact.objects.get(name="Night shift").site == world.sites["01"]
    assert client.post(reverse("sites_training", args=place), {}).status_code == 404


def test_the_manager_opens_a_site_and_records_a_training(world, browse):
    client = browse("project manager")
    sent = {"code": "03", "name": "Third", "city": "", "country": "fr", "investigator": ""}
    assert client.post(reverse("sites_open", args=[world.trial.pk]), {**sent, "code": "01"}).status_code == 409
    client.post(reverse("sites_open", args=[world.trial.pk]), sent)
    made = Site.objects.get(code="03", trial=world.trial)
    assert made.country == "FR"
    page = client.get(reverse("sites_site", args=[world.trial.pk, made.pk])).content.decode()
    assert "Not ready to scan: no qualified scanner" in page
    training = {
        "person_name": "Tina",
        "duty": "technologist",
        "module": "imaging manual 1.0",
        "completed_on": "2026-01-05",
    }
    place = [world.trial.pk, made.pk]
    wrong = client.post(reverse("sites_training", args=place), {**training, "username": "nobody"})
    assert "Nobody has this user name" in wrong.content.decode()
    client.post(reverse("sites_training", args=place), {**training, "username": "site1", "score_percent": "90"})
    assert TrainingRecord.objects.get(person_name="Tina").person_id == world.people["site coordinator"].pk
