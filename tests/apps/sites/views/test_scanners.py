"""One scanner in the browser: qualified in two steps, changed, suspended; a stale form changes nothing."""

import pytest
from django.urls import reverse

from centralis.apps.sites import queries
from centralis.apps.sites.models import Scanner

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"


def place(world, name, site="02"):
    return [world.trial.pk, world.sites[site].pk, world.scanners[name].pk]


@pytest.mark.req("IMG-3")
def test_a_decision_is_shown_as_it_will_be_signed_and_then_signed(world, browse):
    client, url = browse("QC analyst"), reverse("sites_qualify", args=place(world, "CT B"))
    typed = {"state": "qualified", "step_survey": "complete", "step_test_scan": "passed <b>", "step_training": ""}
    shown = client.post(url, typed)
    page = shown.content.decode()
    assert "Sign: scanner CT B is qualified" in page
    assert "passed &lt;b&gt;" in page
    assert shown.context["digest"] in page
    assert queries.newest_qualification(world.scanners["CT B"]) is None
    sent = {**dict(shown.context["hidden"]), "shown_digest": shown.context["digest"]}
    wrong = client.post(url, {**sent, "secret": "wrong"})
    assert (wrong.status_code, "is not your password" in wrong.content.decode()) == (409, True)
    client.post(url, {**sent, "secret": SECRET})
    newest = queries.newest_qualification(world.scanners["CT B"])
    assert (newest.state, newest.evidence) == ("qualified", {"survey": "complete", "test_scan": "passed <b>"})
    page = browse("monitor").get(reverse("sites_scanner", args=place(world, "CT B"))).content.decode()
    assert "Quentin Carver, QC analyst: I decided on this scanner" in page


def test_missing_evidence_is_refused_with_what_is_missing(world, browse):
    client, url = browse("QC analyst"), reverse("sites_qualify", args=place(world, "CT B"))
    shown = client.post(url, {"state": "qualified", "step_survey": "complete"})
    sent = {**dict(shown.context["hidden"]), "shown_digest": shown.context["digest"], "secret": SECRET}
    assert "there is no test scan yet" in client.post(url, sent).content.decode()
    assert client.post(url, {"state": ""}).status_code == 409


def test_a_change_by_the_site_suspends_and_a_stale_form_changes_nothing(world, browse):
    client, url = browse("site coordinator"), reverse("sites_change", args=place(world, "CT 1", "01"))
    row = Scanner.objects.get(pk=world.scanners["CT 1"].pk)
    sent = {"name": row.name, "manufacturer": row.manufacturer, "model": row.model, "serial": row.serial,
            "software": "VB50", "reason": "upgrade", "revision": row.revision}  # fmt: skip
    client.post(url, sent)
    assert queries.newest_qualification(row).state == "suspended"
    again = client.post(url, {**sent, "software": "VB60"})
    assert (again.status_code, "Somebody changed this meanwhile" in again.content.decode()) == (409, True)
    assert Scanner.objects.get(pk=row.pk).software == "VB50"


def test_suspending_needs_a_reason_and_a_role(world, browse):
    url = reverse("sites_suspend", args=place(world, "CT A"))
    assert browse("QC analyst").post(url, {"reason": ""}).status_code == 409
    assert browse("site coordinator 2").post(url, {"reason": "x y z"}).status_code == 404
    browse("QC analyst").post(url, {"reason": "phantom drifted"})
    assert queries.newest_qualification(world.scanners["CT A"]).reason == "phantom drifted"


def test_a_scanner_is_found_at_its_own_site_only(world, browse):
    wrong = [world.trial.pk, world.sites["01"].pk, world.scanners["CT A"].pk]
    assert browse("monitor").get(reverse("sites_scanner", args=wrong)).status_code == 404
    page = browse("monitor").get(reverse("sites_scanner", args=place(world, "CT A"))).content.decode()
    assert "Exams made on it go to QC, until" in page
    assert "Decide on it" not in page
