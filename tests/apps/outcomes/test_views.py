"""The pages of outcomes: who may see them, from every number to its read, exports, signing and opening a lock."""

import csv
import io
import re

import pytest
from django.urls import reverse

from centralis.apps.ledger.models import Entry
from centralis.apps.outcomes import exports, locking, reactions
from centralis.apps.outcomes.models import DataLock
from centralis.apps.reads.models import Read
from centralis.core.ledger.canonical import content_digest

from .conftest import Reading

pytestmark = pytest.mark.django_db
SECRET = "a quiet morning in march"


def url(reading: Reading, name: str, *more: object) -> str:
    return reverse(name, args=[reading.world.trial.pk, *more])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def settle(reading: Reading) -> Reading:
    reading.reads("02-001", 2, {"BL": 40, "W8": 40})
    reactions.reconcile_outcomes()
    return reading


def test_the_page_shows_results_what_is_missing_and_figures(derived, browse):
    response = browse("project manager").get(url(derived, "outcomes"))
    assert response.status_code == 200
    said = text_of(response)
    assert "2 of 4 subjects have a central result; 1 progressed. 1 subject waits for reads or an adjudication" in said
    assert "50.0 % (1 of 2; 95 % CI 1.3 to 98.7 %)" in said
    assert "Reader 2 has signed nothing." in said
    assert response.content.decode().count("data-chart") == 3
    assert "examplinib" not in said


def test_arms_are_for_the_unblinded_statistician_alone(derived, browse):
    for part in ("project manager", "data manager", "inspector"):
        assert "standard of care" not in text_of(browse(part).get(url(derived, "outcomes")))
    assert "A examplinib; B standard of care" in text_of(browse("statistician").get(url(derived, "outcomes")))


@pytest.mark.req("R3-10")
@pytest.mark.parametrize("part", ["reader 1", "adjudicator", "site coordinator", "QC analyst", "outsider"])
def test_blinded_people_sites_and_strangers_find_nothing(derived, browse, part):
    client, subject = browse(part), derived.subject("01-001").pk
    read = Read.objects.filter(task__subject_id=subject).first().pk
    pages = [("outcomes",), ("outcomes_subject", subject), ("outcomes_read", read), ("outcomes_lock",),
             ("outcomes_csv", "responses")]  # fmt: skip
    for name, *more in pages:
        assert client.get(url(derived, name, *more)).status_code == 404
    assert client.post(url(derived, "outcomes_lock_sign")).status_code == 404


@pytest.mark.req("ALC-T")
def test_from_a_number_to_reader_protocol_consent_and_images_in_three_steps(derived, browse):
    client = browse("inspector")
    first = client.get(url(derived, "outcomes")).content.decode()
    subject = derived.subject("01-001")
    read = Read.objects.get(task__subject=subject, task__reader_number=1, visit__code="W16")
    step_1 = url(derived, "outcomes_subject", subject.pk)
    assert f'href="{step_1}"' in first
    step_2 = url(derived, "outcomes_read", read.pk)
    assert f'href="{step_2}"' in client.get(step_1).content.decode()
    evidence = client.get(step_2)
    assert f'href="{url(derived, "qc_exam", read.exam_version_id)}"' in evidence.content.decode()
    said = text_of(evidence)
    for fact in ("Rosa Reader", "definition 1.0", "form 1.0 (en)", "version 1", "The signature fits its record"):
        assert fact in said
    assert read.exam_version.manifest_digest in evidence.content.decode()


@pytest.mark.req("P11-50-2")
def test_a_read_shows_name_time_and_meaning_of_its_signature_and_the_sentence(derived, browse):
    read = Read.objects.get(task__subject__code="01-002", task__reader_number=2, visit__code="W8")
    said = text_of(browse("data manager").get(url(derived, "outcomes_read", read.pk)))
    assert "Rafael Reader, reader I have read this time point 2026-11-02 09:00:00 UTC" in said
    assert "24 % and 12.0 mm above nadir 50.0 mm" in said


def test_a_subject_shows_every_source_with_the_rules_sentences(derived, browse):
    response = browse("inspector").get(url(derived, "outcomes_subject", derived.subject("01-002").pk))
    said = text_of(response)
    assert "The adjudicator chose reader 2: the liver lesion had grown by week 8." in said
    assert "Reader 1 Reader 2 Central" in said
    assert "SD (-4.0 %) Sum of diameters (mm) 48.0" in said
    # reader 1 at week 16; reader 2 and central at week 8
    assert said.count("PD (24.0 %) Sum of diameters (mm) 62.0") == 3
    assert response.content.decode().count(">differ<") == 1


def test_a_subject_of_another_trial_or_without_reads(derived, browse):
    client = browse("project manager")
    empty = client.get(url(derived, "outcomes_subject", derived.subject("02-002").pk))
    assert "Nothing derived yet" in text_of(empty)
    other = reverse("outcomes_subject", args=[derived.world.other_trial.pk, derived.subject("01-001").pk])
    assert client.get(other).status_code == 404


# --- exports --------------------------------------------------------------------------------------


def lines(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_the_three_tables_say_what_the_outcomes_say_and_the_export_is_entered(derived, browse):
    client = browse("statistician")
    best = lines(client.get(url(derived, "outcomes_csv", "best-responses")))
    found = {(row["subject"], row["source"]): row for row in best}
    assert found["01-001", "central"]["best_overall_response"] == "PR"
    assert found["01-001", "central"]["best_change_percent"] == "-40.0"
    assert found["02-001", "central"]["missing"] == "reader 2 has signed nothing"
    responses = lines(client.get(url(derived, "outcomes_csv", "responses")))
    row = next(r for r in responses if (r["subject"], r["source"], r["visit"]) == ("01-002", "reader 2", "W8"))
    assert (row["response"], row["sum_of_diameters_mm"], row["day"]) == ("PD", "62.0", "57")
    assert (row["signed_by"], row["signed_at"], row["signature_meaning"]) == (
        "Rafael Reader, reader", "2026-11-02T09:00:00.000000Z", "I have read this time point")  # fmt: skip
    assert row["read_sha256"] == Read.objects.get(pk=row["read"]).signature.content_digest
    progression = lines(client.get(url(derived, "outcomes_csv", "progression")))
    assert {row["subject"] for row in progression if row["source"] == "central" and row["progressed"] == "yes"} == {
        "01-002"
    }
    entries = Entry.objects.filter(action="outcomes.export").order_by("pk")
    assert [entry.outcome for entry in entries] == ["viewed"] * 3
    assert client.get(url(derived, "outcomes_csv", "secrets")).status_code == 404
    assert browse("monitor").get(url(derived, "outcomes_csv", "responses")).status_code == 404


@pytest.mark.req("P11-50-2")
def test_an_adjudicated_subject_shows_the_adjudicators_signature(derived, browse):
    said = text_of(browse("inspector").get(url(derived, "outcomes_subject", derived.subject("01-002").pk)))
    assert "Agnes Umpire, adjudicator I choose as shown 2026-11-02 09:00:00 UTC" in said


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_a_cell_that_would_run_is_guarded(text):
    assert exports.guard(text) == f"'{text}"


def test_numbers_stay_numbers():
    assert [exports.guard(value) for value in (-40.5, 3, None, True, "PR")] == ["-40.5", "3", "", "yes", "PR"]


# --- the data lock --------------------------------------------------------------------------------


def sign(client, where: str, digest: str, secret: str = SECRET, **more: str):
    return client.post(where, {"shown_digest": digest, "secret": secret, **more})


def test_the_offer_lists_what_is_in_the_way_and_offers_no_signature_then(derived, browse):
    page = browse("data manager").get(url(derived, "outcomes_lock"))
    said = text_of(page)
    assert "Read due subject 02-001: reader 2 has signed nothing" in said
    assert 'name="secret"' not in page.content.decode()


@pytest.mark.req("R3-9", "P11-50-2")
def test_locking_and_opening_through_the_pages(derived, browse):
    settle(derived)
    client, manager = browse("data manager"), browse("project manager")
    page = client.get(url(derived, "outcomes_lock")).content.decode()
    digest = content_digest(locking.facts_of(derived.world.trial).content)
    assert f'value="{digest}"' in page
    assert "visit without an exam" in page.lower()
    wrong = sign(client, url(derived, "outcomes_lock_sign"), digest, "not it")
    assert (wrong.status_code, DataLock.objects.count()) == (302, 0)
    assert sign(client, url(derived, "outcomes_lock_sign"), digest).status_code == 302
    lock = DataLock.objects.get()
    said = text_of(client.get(url(derived, "outcomes_lock")))
    assert "Locked by David Datta" in said
    assert "David Datta, data manager I lock the data of this trial as listed" in said
    assert "The list is the one that was signed" in said
    assert 'name="secret"' not in client.get(url(derived, "outcomes_lock")).content.decode()
    assert "The data are locked (Data lock 1)." in text_of(client.get(url(derived, "outcomes")))

    opening = url(derived, "outcomes_unlock", lock.pk)
    shown = content_digest(locking.unlock_content(lock))
    assert f'value="{shown}"' in manager.get(url(derived, "outcomes_lock")).content.decode()
    refused = sign(manager, opening, shown, "not it", reason="a late exam came", revision=str(lock.revision))
    assert refused.status_code == 409
    assert "a late exam came" in refused.content.decode()
    stale = sign(manager, opening, shown, reason="a late exam came", revision="7")
    assert stale.status_code == 409
    done = sign(manager, opening, shown, reason="a late exam came", revision=str(lock.revision))
    assert done.status_code == 302
    kept = text_of(manager.get(url(derived, "outcomes_kept_lock", lock.pk)))
    assert "Opened again: a late exam came." in kept
    assert "Petra Manager, project manager I open this data lock" in kept


def test_who_only_looks_is_offered_no_signature(derived, browse):
    settle(derived)
    for part in ("inspector", "statistician"):
        page = browse(part).get(url(derived, "outcomes_lock"))
        assert page.status_code == 200
        assert 'name="secret"' not in page.content.decode()


def test_a_trial_without_reads_teaches_the_first_step(world, browse):
    page = browse("project manager").get(reverse("outcomes", args=[world.trial.pk]))
    assert "Outcomes are derived as soon as a reader signs" in text_of(page)
