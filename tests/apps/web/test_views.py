"""The shell's pages, asked for by the whole cast."""

import csv
import io
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from centralis.apps.ledger.models import Entry


def where(world, name="web_grid", **more):
    return reverse(name, kwargs={"trial": world.trial.pk, **more})


@pytest.mark.parametrize(
    ("part", "target"),
    [
        ("site coordinator", "/tasks/"),
        ("administrator", "/people/"),
        ("project manager", "/portfolio/"),
        ("monitor", "/portfolio/"),
        ("QC analyst", "/portfolio/"),
        ("statistician", "/portfolio/"),
    ],
)
def test_home_leads_to_where_work_begins(browser, part, target):
    assert browser(part).get("/").url == target


def test_home_leads_blinded_people_to_a_page_without_trials(browser):
    for part in ("reader 1", "adjudicator"):
        assert browser(part).get("/").url not in ("/portfolio/", "/people/")


def test_home_asks_the_stranger_to_sign_in():
    assert Client().get("/").url == "/account/login/?next=/"


def test_the_portfolio_counts_each_trial_of_the_caller_alone(browser, world):
    page = browser("project manager").get("/portfolio/").content.decode()
    assert world.trial.protocol in page
    assert world.other_trial.protocol not in page
    other = browser("outsider").get("/portfolio/").content.decode()
    assert world.other_trial.protocol in other
    assert f"/t/{world.trial.pk}" not in other


def test_the_grid_shows_a_row_a_subject_and_a_cell_a_visit(browser, world):
    page = browser("monitor").get(where(world)).content.decode()
    for code in world.subjects:
        assert f">{code}</a></th>" in page
    assert page.count('class="cell') - page.count('class="cell-') == world.trial.visits.count()
    assert "Accepted / received / all" in page


def test_a_coordinator_sees_first_what_waits_for_the_own_site(browser, world):
    page = browser("site coordinator").get(where(world)).content.decode()
    assert "01-001" in page
    assert "02-001" not in page
    assert "needs-me" in page
    assert "as site coordinator" in page


def test_who_is_never_waited_for_sees_all_and_who_is_may_switch(browser, world):
    assert "?show=all" in browser("QC analyst").get(where(world)).content.decode()
    nothing = browser("QC analyst").get(where(world)).content.decode()
    assert "Nothing here waits for you" in nothing
    everything = browser("QC analyst").get(where(world) + "?show=all").content.decode()
    assert "02-002" in everything


def test_the_grid_is_filtered_by_site_and_state(browser, world):
    page = browser("monitor").get(where(world) + "?site=02").content.decode()
    assert "02-001" in page
    assert ">01-001<" not in page
    assert "No subject fits the filter" in browser("monitor").get(where(world) + "?state=held").content.decode()


def test_a_card_tells_dates_and_the_next_step(browser, world):
    visit = world.subjects["01-001"].visits.order_by("ordinal").first()
    page = browser("monitor").get(where(world, "web_grid_card", visit=visit.pk)).content.decode()
    assert f"{visit.window_opens_on}" in page
    assert "Next:" in page
    assert "days overdue" in page


def test_a_card_of_another_site_does_not_exist(browser, world):
    visit = world.subjects["02-001"].visits.first()
    assert browser("site coordinator").get(where(world, "web_grid_card", visit=visit.pk)).status_code == 404


def test_an_empty_worklist_teaches(browser):
    assert "No exams yet" in browser("QC analyst").get("/worklist/").content.decode()


def test_the_worklist_is_exported_with_its_headings(browser):
    answer = browser("monitor").get("/worklist/worklist.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0][:4] == ["trial", "site", "subject", "visit"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="worklist.csv"'


def test_tasks_say_what_waits_where_and_how_long(browser):
    page = browser("site coordinator").get("/tasks/").content.decode()
    assert "Send the exam" in page
    assert "(late)" in page
    assert "01-001" in page
    assert "02-001" not in page


def test_tasks_tell_a_blinded_person_of_no_trial(browser, world):
    page = browser("reader 1").get("/tasks/").content.decode()
    assert world.trial.protocol not in page
    assert "Nothing waits for you" in page


def test_who_has_nothing_to_do_is_told_so(browser):
    assert "Nothing waits for you" in browser("monitor").get("/tasks/").content.decode()


def test_the_rail_holds_the_persons_own_rooms_only(browser, world):
    page = browser("site coordinator").get(where(world)).content.decode()
    rooms = re.findall(r'class="room-label">([^<]+)<', page)
    assert "My tasks" in rooms
    assert not {"Portfolio", "Core-lab worklist", "Audit trail", "People", "My reading"} & set(rooms)
    assert re.search(r'aria-current="page">.{0,400}Subjects and visits', page, re.DOTALL)


def test_what_is_not_yours_answers_the_same_bytes_as_what_does_not_exist(browser, world):
    client = browser("outsider")
    not_mine = client.get(where(world))
    nothing = client.get(reverse("web_grid", kwargs={"trial": uuid4()}))
    no_page = client.get("/nowhere/")
    assert not_mine.status_code == nothing.status_code == no_page.status_code == 404
    assert not_mine.content == nothing.content == no_page.content
    assert dict(not_mine.headers) == dict(nothing.headers)


def test_staying_counts_as_contact_for_those_who_are_signed_in(browser):
    assert browser("monitor").post("/keepalive").status_code in (204, 403)
    assert browser("monitor").get("/keepalive").status_code == 204
    assert Client().get("/keepalive").status_code == 302


@pytest.mark.django_db
def test_health_says_ok_and_nothing_else_and_robots_stay_away():
    assert Client().get("/healthz").content == b"ok"
    assert b"Disallow: /" in Client().get("/robots.txt").content


def test_reading_pages_enters_nothing(browser, world):
    count = Entry.objects.count()
    for path in ("/portfolio/", "/tasks/", "/worklist/", where(world)):
        assert browser("project manager").get(path).status_code == 200
    assert Entry.objects.count() == count
