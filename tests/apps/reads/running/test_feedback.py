"""After a test case: compared with the expert for its reader alone, when all is signed; entered, and used up by it."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.running.test_training import SECRET, given_to, named, refused, room  # noqa: F401
from tests.apps.reads.test_reader_views import browser, form_of

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.reads.models import ReaderQualification, ReadingTask, ShownComparison
from centralis.apps.reads.running import feedback, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(room, named):  # noqa: F811
    """Reader 2 has both test cases: the first read to its end, as the expert did within a millimetre."""
    training.give_test_cases(room.world.caller("project manager"), room.world.trial, room.world.people["reader 2"])
    first, second = given_to(room.world, "reader 2")
    room.read(first, 1, entries(target("T1", 20.0)))
    room.read(first, 2, entries(target("T1", 11.0)))
    return first, second


def looked(room, token):  # noqa: F811
    return browser(room, "reader 2").post(f"/reading/{token}/comparison/")


def test_nothing_is_told_before_all_is_signed(room, given):  # noqa: F811
    first, second = given
    room.read(second, 1, entries(target("T1", 20.0)))
    client = browser(room, "reader 2")
    for way in ("get", "post"):
        assert getattr(client, way)(f"/reading/{second.token}/comparison/").status_code == 404
    assert client.get(f"/reading/{second.token}/1/comparison/marks/").status_code == 404
    assert "test case" not in client.get(f"/reading/{second.token}/").content.decode()
    refused("not_comparable", feedback.show_comparison, room.world.caller("reader 2"), second)
    assert not ShownComparison.objects.exists()
    assert "This was a test case." in client.get(f"/reading/{first.token}/").content.decode()


def test_a_look_is_asked_for_and_entered_and_shows_both_reads(room, given):  # noqa: F811
    first, _second = given
    client, url = browser(room, "reader 2"), f"/reading/{first.token}/comparison/"
    before = client.get(url).content.decode()
    assert "Before you look" in before
    assert "10.0" not in before
    assert client.get(f"/reading/{first.token}/2/comparison/marks/").status_code == 404
    assert looked(room, first.token).status_code == 302
    assert looked(room, first.token).status_code == 302
    row = ShownComparison.objects.get()
    assert (row.task, row.agrees) == (first, True)
    assert [len(row.reads[one]) for one in ("you", "expert")] == [2, 2]
    answer = client.get(url)
    page = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Agrees: by the trial’s conditions" in page
    assert "+1.0 mm (+10 %)" in page
    assert "1 of 2 asked" in page.replace("\n", " ")
    assert "1 more test case is needed: go on with your list." in page
    assert "wasm-unsafe-eval" in answer.headers["Content-Security-Policy"]
    for hidden in ("Rosa", "01-001", "CEN-301", "CEN-777", "2026-"):
        assert hidden not in page
    actions = list(Entry.objects.filter(action__in=("reads.show_comparison", "reads.feedback_page")).values_list(
        "action", "outcome"))  # fmt: skip
    assert actions.count(("reads.show_comparison", "done")) == 1 or ("reads.show_comparison", "done") in actions
    assert ("reads.feedback_page", "viewed") in actions


def test_where_the_reads_differ_the_condition_says_so(room, given):  # noqa: F811
    _first, second = given
    room.read(second, 1, entries(target("T1", 20.0)))
    room.read(second, 2, entries(target("T1", 26.0)))
    looked(room, second.token)
    page = browser(room, "reader 2").get(f"/reading/{second.token}/comparison/").content.decode()
    assert "Differs: by the trial’s conditions" in page
    assert "Best overall response differs: " in page
    assert "+16.0 mm (+160 %)" in page
    assert "The share is below what is asked" in page
    assert ShownComparison.objects.get().agrees is False


def test_nobody_else_finds_it(room, given):  # noqa: F811
    first, _second = given
    looked(room, first.token)
    own = browser(room, "reader 2").get(f"/reading/{first.token}/2/comparison/marks/")
    assert own.json() == {"marks": []}
    assert browser(room, "reader 2").get(f"/reading/{first.token}/3/comparison/keys/").status_code == 404
    expert = ReadingTask.objects.filter(reader=room.world.people["reader 1"]).first()
    for part, token in (("reader 1", first.token), ("adjudicator", first.token), ("reader 1", expert.token)):
        for place in ("comparison/", "2/comparison/marks/", "2/comparison/keys/"):
            assert browser(room, part).get(f"/reading/{token}/{place}").status_code == 404
    refused("not_permitted", feedback.show_comparison, room.world.caller("reader 1"), first)


def test_the_project_manager_sees_who_looked_at_what(room, named, given):  # noqa: F811
    looked(room, given[0].token)
    url = f"/t/{named.trial.pk}/reads/test-cases/"
    page = browser(room, "project manager").get(url).content.decode()
    assert "Looked at" in page
    assert page.count("01-001") == 1
    assert "01-002" not in page


def qualify(room, named):  # noqa: F811
    client = browser(room, "project manager")
    url = f"/t/{named.trial.pk}/reads/readers/{room.world.people['reader 2'].pk}/qualification/"
    form = client.get(url).content.decode()
    shown = client.post(url, {"specialty": "radiology", "evidence": "seen"}).content.decode()
    assert client.post(url, {**form_of(shown), "secret": SECRET}).status_code == 302
    row = ReaderQualification.objects.filter(person=room.world.people["reader 2"], trial=named.trial)
    return form, row.order_by("created_at").last()


def test_a_case_that_was_shown_does_not_qualify_the_same_reader_again(room, named, given):  # noqa: F811
    _first, second = given
    room.read(second, 1, entries(target("T1", 20.0)))
    room.read(second, 2, entries(target("T1", 10.0)))
    looked(room, given[0].token)
    reader = room.world.people["reader 2"]
    assert training.score_of(named.trial.pk, reader.pk).score.agreement == 1, "shown, but no qualification rests on it"
    form, row = qualify(room, named)
    assert "Taken from the test cases of the training trial." in form
    assert (row.test_cases, row.agreement) == (2, Decimal(1))

    found = training.score_of(named.trial.pk, reader.pk)
    assert [one.case for one in found.score.cases] == ["01-002"], "the case that was not shown may count once more"
    assert found.is_carried
    with time_machine.travel(house.now() + timedelta(days=90)):
        form, again = qualify(room, named)
    assert "As on the record before: too few new test cases count yet." in form
    assert (again.test_cases, again.agreement, again.valid_until) == (2, Decimal(1), row.valid_until)
    page = browser(room, "project manager").get(f"/t/{named.trial.pk}/reads/test-cases/").content.decode()
    assert "1 case counts no more: a qualification rests on it." in page


def test_a_later_time_point_of_the_experts_changes_no_earlier_comparison(room, named, given):  # noqa: F811
    first, _second = given
    room.accept("01-001", "W16")
    reader = room.world.people["reader 2"]
    assert training.score_of(named.trial.pk, reader.pk).score.cases == (), "the expert's case is not finished now"
    expert = ReadingTask.objects.select_related("subject", "reader").get(subject=first.subject, purpose="primary")
    room.read(expert, 3, entries(target("T1", 30.0)))
    assert [one.agrees for one in training.score_of(named.trial.pk, reader.pk).score.cases] == [True]


def test_both_reads_marks_have_the_readers_own_names_of_images(room, given):  # noqa: F811
    first, _second = given
    looked(room, first.token)
    client = browser(room, "reader 2")
    page = client.get(f"/reading/{first.token}/comparison/").content.decode()
    plan = json.loads(page.split('id="viewer-plan"')[1].split(">", 1)[1].split("</script>")[0])
    assert [one["label"] for one in plan["panes"]] == ["Baseline", "Time point 2"]
    assert not plan["editable"]
    assert [client.get(one["images_url"]).status_code for one in plan["panes"]] == [200, 200]
    assert client.get(plan["panes"][0]["keys_url"]).json() == {"keys": []}
