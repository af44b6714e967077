"""What a person reads of the ledger: a timeline, a search, one entry whole."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from centralis.apps.ledger import queries
from centralis.apps.ledger.append import Draft, append
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.queries import Filters
from centralis.apps.ledger.recorded import Scope
from centralis.core.ledger.canonical import canonical_bytes

TRIAL = Scope(UUID(int=7))
CONTRACT = {"at", "actor", "role", "action", "object", "reason", "entry"}
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
EXAM = str(UUID(int=11))


def enter(action: str, subject: str, day: int = 0, **values: object) -> None:
    fields = {
        "outcome": "done",
        "actor": {"id": "p1", "name": "Ada Example", "role": "QC analyst"},
        "object": {"type": "intake.examversion", "id": EXAM, "label": f"exam {subject} V1 v1"},
        **values,
    }
    scope = Scope(TRIAL.trial_id, subject=subject)
    append(Draft(scope, START + timedelta(days=day), action, origin={"via": "web", "address": "10.0.0.7"}, **fields))


def state(new: str, old: str | None = None, row: str = EXAM) -> dict:
    op = "change" if old else "create"
    before = {"old": {"state": old, "revision": 1}} if old else {}
    return {"op": op, "table": "intake_examversion", "id": row, "new": {"state": new, "revision": 2}, **before}


@pytest.fixture
def history(db) -> None:
    enter("intake.receive", "S-001", 0, changes=[state("received")])
    enter("intake.receive", "S-002", 0)
    enter("qc.begin", "S-001", 2, changes=[state("in QC", "received")])
    bob = {"id": "p2", "name": "Bob 100%_Example", "role": "reader"}
    enter("qc.open", "S-001", 3, outcome="viewed", actor=bob)
    refusal = {"code": "stale", "sentence": "Somebody changed this meanwhile."}
    enter("qc.decide", "S-001", 3, outcome="refused", facts=refusal)
    enter("qc.decide", "S-001", 5, changes=[state("accepted", "in QC")], reason='all "required" phases are there')


@pytest.mark.req("P11-10E-2")
def test_a_timeline_is_one_subjects_oldest_first(history):
    found = queries.timeline(TRIAL.chain, "S-001")
    assert [item.action for item in found] == ["intake.receive", "qc.begin", "qc.open", "qc.decide", "qc.decide"]
    last = found[-1]
    assert last.at == "2026-11-26T09:00:00.000000Z"
    assert (last.actor, last.role, last.outcome, last.stage) == ("Ada Example", "QC analyst", "done", "quality control")
    assert (last.object, last.reason) == ("exam S-001 V1 v1", 'all "required" phases are there')
    assert last.entry == f"{TRIAL.chain}#6"
    assert last.number == 6
    assert found[3].sentence == "Somebody changed this meanwhile."


@pytest.mark.req("P11-10E-3")
def test_old_and_new_values_are_said_by_their_labels(history):
    (change,) = queries.timeline(TRIAL.chain, "S-001")[-1].changes
    assert (change.thing, change.row, change.field) == ("exam version", "exam S-001 V1 v1", "state")
    assert (change.old.casefold(), change.new.casefold()) == ("in qc", "accepted")


def test_the_contracts_keys_are_there(history):
    for item in queries.timeline(TRIAL.chain, "S-001"):
        as_json = json.loads(json.dumps(item.as_json()))
        assert as_json.keys() >= CONTRACT
        assert all(isinstance(as_json[key], str) for key in CONTRACT)


@pytest.mark.parametrize(
    ("filters", "seqs"),
    [
        (Filters(action="qc.decide"), [6, 5]),
        (Filters(action="qc."), [6, 5, 4, 3]),
        (Filters(outcome="refused"), [5]),
        (Filters(actor="bob"), [4]),
        (Filters(actor="100%_"), [4]),
        (Filters(actor="p2"), [4]),
        (Filters(object="S-002"), [2]),
        (Filters(object=EXAM, subject="S-002"), [2]),
        (Filters(stage="receipt"), [2, 1]),
        (Filters(text='"required" phases'), [6]),
        (Filters(text="no such words"), []),
        (Filters(since=date(2026, 11, 24)), [6, 5, 4]),
        (Filters(until=date(2026, 11, 23)), [3, 2, 1]),
        (Filters(since=date(2026, 11, 24), until=date(2026, 11, 24), outcome="viewed"), [4]),
    ],
)
def test_a_search_finds_what_fits_newest_first(history, filters, seqs):
    assert [item.number for item in queries.search(TRIAL.chain, filters).items] == seqs


def test_a_filter_by_actor_does_not_find_the_name_elsewhere(history):
    enter("qc.note", "S-001", 6, reason="asked Bob 100%_Example")
    assert [item.number for item in queries.search(TRIAL.chain, Filters(actor="bob")).items] == [4]


def test_a_search_goes_on_below_the_last_number(history):
    first = queries.search(TRIAL.chain, Filters(), limit=4)
    assert ([item.number for item in first.items], first.older) == ([6, 5, 4, 3], 3)
    second = queries.search(TRIAL.chain, Filters(), below=first.older, limit=4)
    assert ([item.number for item in second.items], second.older) == ([2, 1], None)


def test_an_entry_is_shown_whole(history):
    found = queries.entry(TRIAL.chain, 5)
    stored = Entry.objects.get(chain=TRIAL.chain, seq=5)
    assert (found.body, found.digest, found.prev) == (stored.body, stored.digest, stored.prev)
    assert found.origin == "web 10.0.0.7"
    assert ("code", "stale") in found.facts
    with pytest.raises(Entry.DoesNotExist):
        queries.entry("system", 5)


def test_spans_say_how_long_a_row_had_a_value(history):
    found = queries.spans(TRIAL.chain, "S-001", "intake_examversion", "state")
    assert [(span.value, span.since[:10], (span.until or "")[:10]) for span in found] == [
        ("received", "2026-11-21", "2026-11-23"),
        ("in QC", "2026-11-23", "2026-11-26"),
        ("accepted", "2026-11-26", ""),
    ]


def test_a_timeline_is_one_query_by_index(history, django_assert_num_queries):
    with django_assert_num_queries(1) as seen:
        queries.timeline(TRIAL.chain, "S-001")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + seen.captured_queries[0]["sql"])
            assert "ledger_by_subject" in str(cursor.fetchall())


@pytest.mark.parametrize(
    "nested",
    [
        {"a": "plain"},
        {"changes": [1], "facts": {"x": 1}},
        {"x": [[{"changes": []}], {"facts": {}}], "y": '],"facts":{ ,"changes":['},
    ],
)
def test_changes_are_cut_out_of_the_text_whatever_they_hold(nested):
    body = {
        "action": "a.b",
        "actor": {"id": "1", "name": ',"changes":[ \\'},
        "chain": "c",
        "changes": [{"op": "create", "table": "t", "id": "1", "new": nested}, {"new": nested}],
        "facts": {"deep": nested, "list": [nested]},
        "object": {},
    }
    parsed = queries.parse(canonical_bytes(body).decode())
    assert {**parsed, "changes": json.loads(parsed["changes"])} == body
