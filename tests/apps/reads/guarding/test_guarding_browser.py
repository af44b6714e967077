"""Pages that guard the blinding, and the consensus, in a real Chromium: what they say, no overflow, no barrier."""

import pytest
from tests.apps.conftest import make_person
from tests.apps.reads.designs.test_agreeing import differ, due, settle, vote
from tests.apps.reads.guarding.test_asking import FINDING, client_for
from tests.apps.reads.guarding.test_scanning import accept, flat, scanned, written
from tests.apps.reads.reports.test_replay_browser import barriers
from tests.apps.reads.viewing.test_browser import page_of, shot

from centralis.apps.people import actions as people
from centralis.apps.people.roles import Role
from centralis.apps.reads.designs import agreeing

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def looked_at(client, address: str, name: str) -> str:
    """What a page says; it must not run off a small window, and axe must find nothing serious."""
    with page_of(client, 1100, 760) as page:
        page.goto(address)
        said = page.inner_text("main")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        grave = barriers(page)
        shot(page, name, full_page=True)
    assert wide <= 0
    assert grave == []
    return str(said)


def test_an_exam_that_was_held_back(reading, browse):
    scan = scanned(accept(reading, [written("SITE 101 ARM A"), *flat()]))
    said = looked_at(browse("project manager"), f"/t/{reading.trial_id}/reads/leaks/{scan.pk}/", "leaks")
    assert "Writing in the picture" in said
    assert "frame 1" in said


def test_questions_and_findings(started, browse):
    task = started.task("01-001", 1)
    started.open(task, 1)
    doctor = make_person("doctor", "Dora Doctor")
    people.grant_role(started.world.caller("project manager"), started.world.scope, doctor, Role.MEDICAL_MONITOR)
    reader = client_for(task.reader.account)
    where = f"/reading/{task.token}/1/ask/"
    reader.post(where, {"kind": "question", "text": "Is the venous phase missing?"})
    reader.post(where, {"kind": "finding", "text": FINDING})
    room = f"/t/{started.trial_id}/reads/"
    assert "venous phase" in looked_at(browse("project manager"), f"{room}questions/", "questions")
    assert FINDING in looked_at(client_for(doctor.account), f"{room}findings/", "findings")
    assert "venous phase" in looked_at(reader, where, "ask")


def test_a_consensus_in_which_one_reader_has_voted(started, browse):
    started.amend("by: choose_one", "by: consensus")
    settle(started)
    differ(started)
    vote(started, 1, "A")
    other = started.task("01-001", 2)
    token = agreeing.token_of(due(), started.caller(other))
    said = looked_at(browse(started.part(other)), f"/reading/consensus/{token}/", "consensus")
    assert "the lesion in segment 4 is real" in said
