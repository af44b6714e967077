"""Inspection's pages: a subject's history, the trail, an entry, verification; each for those who may see it."""

import csv
import io
import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from centralis.apps.ledger import checkpoints
from centralis.apps.ledger.models import Entry
from centralis.apps.web import trails, verifying
from centralis.apps.web.inspection import segments
from centralis.apps.web.trails import Stay

SUBJECT = "01-001"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.KEYS, settings.CHECKPOINTS = tmp_path / "keys", tmp_path / "checkpoints"


@pytest.fixture
def enter(world):
    """Sign a part of the cast in and get pages: `enter("inspector")("ledger_search")`."""

    def as_part(part: str):
        client = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(world.people[part].account, backend=backend)

        def get(name: str, query: str = "", method: str = "get", **where: object):
            url = reverse(name, kwargs={"trial": world.trial.pk, **where})
            return getattr(client, method)(url + query)

        return get

    return as_part


def last_entry(world) -> dict:
    return json.loads(Entry.objects.filter(chain=f"trial:{world.trial.pk}").latest("seq").body)


@pytest.mark.req("R3-5")
def test_a_timeline_page_says_what_happened_in_words(enter):
    page = enter("inspector")("ledger_timeline", subject=SUBJECT)
    assert page.status_code == 200
    text = page.content.decode()
    assert "enrolled a subject" in text
    assert "trials.enrol_subject<" not in text
    assert "Petra Manager" in text or "Clara Koch" in text


def test_a_timeline_page_filters(enter):
    get = enter("monitor")
    assert "No entry fits the filter" in get("ledger_timeline", "?text=xyzzy", subject=SUBJECT).content.decode()
    text = get("ledger_timeline", "?action=trials.set_anchor", subject=SUBJECT).content.decode()
    assert text.count("<li id=") == 1


def test_a_subject_without_entries_is_an_empty_page_that_teaches(enter):
    assert (
        "Nothing is entered about this subject yet"
        in enter("monitor")("ledger_timeline", subject="99-999").content.decode()
    )


def test_a_timeline_as_json_has_the_contracts_keys(enter):
    items = enter("monitor")("ledger_timeline_json", subject=SUBJECT).json()
    assert items[0].keys() >= {"at", "actor", "role", "action", "object", "reason", "entry"}
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)


@pytest.mark.req("P11-10B-1")
def test_printing_a_timeline_is_entered(enter, world):
    answer = enter("inspector")("ledger_timeline_pdf", subject=SUBJECT)
    assert answer.content.startswith(b"%PDF-")
    entry = last_entry(world)
    assert (entry["action"], entry["outcome"], entry["subject"]) == ("ledger.export", "viewed", SUBJECT)
    assert (entry["actor"]["name"], entry["actor"]["role"]) == ("Ines Spector", "inspector")


@pytest.mark.parametrize("part", ["reader 1", "adjudicator", "site coordinator", "statistician", "outsider"])
@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("ledger_timeline", {"subject": SUBJECT}),
        ("ledger_timeline_json", {"subject": SUBJECT}),
        ("ledger_timeline_pdf", {"subject": SUBJECT}),
        ("ledger_search", {}),
        ("ledger_search_csv", {}),
        ("ledger_export", {}),
        ("ledger_entry", {"seq": 1}),
        ("ledger_verification", {}),
    ],
)
def test_for_everybody_else_these_pages_do_not_exist(enter, part, name, where):
    assert enter(part)(name, **where).status_code == 404


def test_the_reads_refuse_an_outsider_even_without_a_page(world):
    outsider = world.caller("outsider")
    for read in (
        lambda: trails.timeline(outsider, world.trial.pk, SUBJECT),
        lambda: trails.entry(outsider, world.trial.pk, 1),
        lambda: trails.chains(outsider, world.trial.pk),
        lambda: trails.days_by_state(outsider, world.trial.pk, SUBJECT),
        lambda: trails.export_chain(outsider, "inspector", world.trial.pk),
        lambda: trails.export_chain(world.caller("inspector"), "inspector", None),
        lambda: trails.export_timeline_pdf(world.caller("monitor"), "monitor", world.trial.pk, SUBJECT),
    ):
        with pytest.raises(type(world.trial).DoesNotExist):
            read()


def test_the_trail_is_searched_and_paged(enter, world):
    get = enter("inspector")
    text = get("ledger_search", f"?subject={SUBJECT}&outcome=done").content.decode()
    assert "enrolled a subject: 01-001" in text
    assert "01-002" not in text
    whole = get("ledger_search").content.decode()
    length = Entry.objects.filter(chain=f"trial:{world.trial.pk}").count()
    assert ("Older entries" in whole) == (length > 50)
    assert get("ledger_search", "?below=2").content.decode().count("<li id=") == 1


def test_a_search_with_nonsense_in_its_form_still_answers(enter):
    page = enter("inspector")("ledger_search", "?since=yesterday&below=x&outcome=maybe&stage=%01&text=%25%27%22<b>")
    assert page.status_code == 200
    assert b"<b>" not in page.content


@pytest.mark.req("P11-10E-5")
def test_the_trail_is_exported_and_that_is_entered(enter, world):
    answer = enter("data manager")("ledger_search_csv", f"?subject={SUBJECT}")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))
    assert "enrolled a subject" in [row["what"] for row in rows]
    assert last_entry(world)["facts"]["what"] == "audit trail as CSV"


def test_the_ledger_is_exported_with_its_export_as_the_last_entry(enter, world):
    answer = enter("inspector")("ledger_export")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]
    assert lines[0]["checkpoint"]["length"] == len(lines) - 1
    assert lines[-1]["digest"] == lines[0]["checkpoint"]["digest"]
    assert json.loads(lines[-1]["body"])["action"] == "ledger.export"


@pytest.mark.req("P11-10E-3")
def test_an_entry_shows_old_and_new_values(enter, world):
    entry = Entry.objects.filter(chain=f"trial:{world.trial.pk}", action="trials.set_anchor").first()
    text = enter("monitor")("ledger_entry", seq=entry.seq).content.decode()
    assert "anchor date" in text
    assert "<del>(empty)</del>" in text
    assert entry.digest in text
    assert enter("monitor")("ledger_entry", seq=10**6).status_code == 404


def test_verification_is_asked_for_entered_and_shown(enter, world, monkeypatch):
    get = enter("data manager")
    assert "Not verified yet" in get("ledger_verification").content.decode()
    asked = []
    monkeypatch.setattr(verifying, "start", lambda *arguments: asked.append(arguments) or True)
    answer = get("ledger_verify", method="post")
    assert answer.status_code == 302
    checkpoints.publish()
    assert verifying.run(*asked[0]).ok
    entry = last_entry(world)
    assert (entry["action"], entry["facts"]["ok"], entry["actor"]["role"]) == ("ledger.verify", True, "data manager")
    text = get("ledger_verification").content.decode()
    assert "rows of recorded tables" in text
    assert "This trial" in text
    assert get("ledger_verify").status_code == 405


def test_faults_of_another_trial_are_counted_not_shown(world, monkeypatch):
    mine, theirs = f"trial:{world.trial.pk}#3", f"trial:{uuid4()}#3"
    found = verifying.Verification(tables=True, entries=9)
    found.faults = [verifying.Fault("entry changed", place, "Changed.") for place in (mine, theirs)]
    monkeypatch.setattr(verifying, "verify", lambda tables: found)
    verifying.run(world.caller("inspector"), "inspector", world.trial.pk)
    last = verifying.last_run(world.trial.pk)
    assert [fault.place for fault in last.faults] == [mine]
    assert not last.ok
    assert "1 more faults stand in other trials" in last.sentence


def test_the_bar_shares_its_width_by_days():
    found = segments([Stay("received", 1.0), Stay("in QC", 3.0)])
    assert [(each.x, each.width) for each in found] == [(0.0, 250.0), (250.0, 750.0)]
    assert [each.word for each in found] == ["Received", "In QC"]
    assert [each.width for each in segments([Stay("received", 0.0), Stay("in QC", 0.0)])] == [500.0, 500.0]
    assert segments([]) == []
