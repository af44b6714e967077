"""The governance page: who may send images, where they go and on what ground, consent in numbers."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from centralis.apps.action import house
from centralis.apps.governance.models import EthicsApproval

pytestmark = pytest.mark.django_db


@pytest.mark.req("IN-1")
@pytest.mark.req("GDPR-44")
def test_approvals_places_and_consent(world, browse):
    url = reverse("governance", args=[world.trial.pk])
    page = browse("inspector").get(url).content.decode()
    assert "Every site may send images now." in page
    assert "EC-01-17" in page
    assert "standard contractual clauses" in page
    assert "Record the approval" not in page
    assert browse("site coordinator").get(url).status_code == 404
    with time_machine.travel(house.now() + timedelta(days=501), tick=False):
        late = browse("inspector").get(url).content.decode()
    assert "2 of 2 sites may not send images now." in late
    assert "The ethics approval for this site expired on" in late


def test_recording_an_approval(world, browse):
    client, url = browse("data manager"), reverse("governance_approval", args=[world.trial.pk])
    today = house.now().date().isoformat()
    sent = {"site": str(world.sites["01"].pk), "committee": "EC", "reference": "EC-9", "approved_on": today}
    wrong = client.post(url, {**sent, "expires_on": "2020-01-01"})
    assert (wrong.status_code, "before it was given" in wrong.content.decode()) == (409, True)
    client.post(url, sent)
    assert EthicsApproval.objects.get(reference="EC-9").site_id == world.sites["01"].pk
