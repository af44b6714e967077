"""The definition's pages: read, draft with problems by line, sign, activate; not yours is not there."""

import pytest
from django.urls import reverse

from centralis.apps.trials import actions, queries
from centralis.apps.trials.models import Definition, Trial
from centralis.apps.web.demo.cast import example_document
from centralis.core.ledger.canonical import content_digest

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"


def amended():
    text = example_document().replace('version: "1.0"', 'version: "2.0"\namends: "1.0"\nreason: thinner slices')
    return text.replace(
        "slice_thickness_mm: {max: 5, severity: major}", "slice_thickness_mm: {max: 3, severity: major}"
    )


def test_the_definition_says_what_it_is_whose_turn_and_shows_its_source(world, browse):
    page = browse("monitor").get(reverse("trials_definition", args=[world.trial.pk])).content.decode()
    assert "Trial definition 1.0" in page
    assert "In force: the trial runs by this version." in page
    assert "W8, Week 8: day 56, from day 49 to day 63" in page
    assert "Readers are blinded to" in page
    assert "slice_thickness_mm: {max: 5, severity: major}" in page
    assert page.count('class="signature"') == 2
    assert "Draft an amendment" not in page


@pytest.mark.req("P11-10D-1")
@pytest.mark.parametrize("part", ["reader 1", "adjudicator", "outsider", "administrator"])
def test_for_others_the_trial_does_not_exist(world, browse, part):
    client = browse(part)
    for name in ("trials_definition", "trials_definition_draft", "trials_subjects", "sites", "governance"):
        assert client.get(reverse(name, args=[world.trial.pk])).status_code == 404


@pytest.mark.req("IMG-1")
def test_from_upload_to_activation_in_the_browser(world, browse):
    trial = world.trial.pk
    manager, data = browse("project manager"), browse("data manager")
    draft = reverse("trials_definition_draft", args=[trial])
    checked = manager.post(draft, {"document": amended(), "wish": "check"}).content.decode()
    assert "4 scanners to requalify" in checked
    assert not Definition.objects.filter(trial=trial, version_label="2.0").exists()
    made = manager.post(
        draft, {"document": amended().replace("\n", "\r\n"), "reason": "thinner slices", "wish": "save"}
    )
    row = Definition.objects.get(trial=trial, version_label="2.0")
    assert made.url == reverse("trials_definition_version", args=[trial, row.pk])
    assert row.document == amended()
    assert "Change the draft" in manager.get(made.url).content.decode()
    manager.post(reverse("trials_definition_submit", args=[trial, row.pk]))
    for client in (manager, data):
        page = client.get(made.url)
        digest = page.context["digest"]
        assert digest in page.content.decode()
        client.post(
            reverse("trials_definition_sign", args=[trial, row.pk]),
            {"shown_digest": digest, "secret": SECRET, "revision": page.context["row"].revision},
        )
    row.refresh_from_db()
    assert row.state == "approved"
    manager.post(reverse("trials_definition_activate", args=[trial, row.pk]))
    row.refresh_from_db()
    assert row.state == "active"
    page = data.get(reverse("trials_definition", args=[trial])).content.decode()
    assert "Against version 1.0" in page
    assert "at most 3" in page


def test_a_wrong_password_or_a_stale_page_signs_nothing(world, browse):
    row = actions.draft_definition(world.caller("project manager"), world.trial, amended(), "x")
    actions.submit_definition(world.caller("project manager"), row)
    url = reverse("trials_definition_sign", args=[world.trial.pk, row.pk])
    digest = content_digest(queries.approval_content(row))
    client = browse("data manager")
    for sent in ({"secret": "wrong", "revision": row.revision}, {"secret": SECRET, "revision": row.revision - 1}):
        page = client.post(url, {"shown_digest": digest, **sent}, follow=True).content.decode()
        assert "is not your password" in page or "Somebody changed this meanwhile" in page
    assert queries.signatures_of(row) == []


@pytest.mark.req("IMG-2")
def test_problems_come_by_line_and_nothing_typed_is_lost(world, browse):
    text = amended().replace("readers: 2", "readers: 20 # mine")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "readers: 20" in one)
    answer = browse("project manager").post(
        reverse("trials_definition_draft", args=[world.trial.pk]),
        {"document": text, "reason": "mine too", "wish": "save"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'Line {line} <span class="mono">reading.readers</span>' in page
    assert "readers: 20 # mine" in page
    assert "mine too" in page


def test_returning_in_the_browser(world, browse):
    row = actions.draft_definition(world.caller("project manager"), world.trial, amended(), "x")
    actions.submit_definition(world.caller("project manager"), row)
    waiting = browse("project manager").get(reverse("trials_definition_draft", args=[world.trial.pk])).content.decode()
    assert "Version 2.0 is in approval." in waiting
    assert "Save the draft" not in waiting
    url = reverse("trials_definition_return", args=[world.trial.pk, row.pk])
    page = browse("data manager").post(url, {"reason": "kernel missing", "revision": row.revision}, follow=True)
    assert "Returned to its author" in page.content.decode()


def test_an_administrator_makes_a_trial_others_find_no_such_page(world, browse):
    text = example_document().replace("CEN-301", "NEW-1")
    client = browse("administrator")
    url = reverse("trials_new")
    assert client.get(url).status_code == 200
    refused = client.post(url, {"document": text, "project_manager": "nobody"})
    assert (refused.status_code, "Nobody has this user name" in refused.content.decode()) == (409, True)
    faulty = client.post(url, {"document": "centralis: 1", "project_manager": "outsider"})
    assert "problems; nothing was saved" in faulty.content.decode()
    assert client.post(url, {"document": text, "project_manager": "outsider"}, follow=True).status_code == 200
    assert Trial.objects.get(protocol="NEW-1").definitions.get().state == "draft"
    assert browse("project manager").get(url).status_code == 404
