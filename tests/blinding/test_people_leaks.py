"""What lists, other people's work, roles and records tell (leaks L14, L22, L26 to L37, L43 to L48, L54, L55, L60).

Facts that must change no byte at all are in test_differential; here stands what needs a word of its own.
"""

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.test import Client
from tests.apps.reads.conftest import Reading, entries, target
from tests.blinding.conftest import undone
from tests.blinding.session import Answer, Browser, address, blinded_routes, every_route, read_session, text_of
from tests.blinding.worlds import lock_the_data

from centralis.apps.action import house
from centralis.apps.ledger.recorded import Scope, amend
from centralis.apps.people import actions as people
from centralis.apps.people.models import Membership
from centralis.apps.people.permissions import PERMISSIONS
from centralis.apps.people.roles import BLINDED, Role, conflicts
from centralis.apps.reads import actions, adjudicator_queries, bulk, signing
from centralis.apps.reads.keys import token_key, trial_seed
from centralis.apps.reads.models import Adjudication
from centralis.apps.reads.reader_queries import ReaderCase, ReaderTimePoint, WorklistLine
from centralis.apps.sites import actions as sites
from centralis.apps.trials.definition.vocabulary import BLINDED_TO
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
READS = Path(__file__).parents[2] / "src" / "centralis" / "apps" / "reads"
UNBLINDED = ("outcomes.", "ledger.", "qc.", "intake.", "sites.", "trials.", "governance.", "web.portfolio", "web.grid")


def client_of(reading: Reading, part: str) -> Client:
    client = Client()
    client.force_login(reading.world.people[part].account, backend=BACKEND)
    return client


def looked(reading: Reading, number: int) -> list[Answer]:
    """Everything that a reader who signed all of a case can look at."""
    task = reading.task("01-001", number)
    browser = Browser(task.reader.username)
    browser.client.force_login(task.reader.account, backend=BACKEND)
    for place in ("/reading/", "/tasks/", address("reads_case", task.token)):
        browser.get(place)
    for point in (1, 2):
        for name in ("reads_time_point", "reads_view_images", "reads_view_marks", "reads_sign"):
            browser.get(address(name, task.token, point))
    return browser.answers


def test_l14_l36_a_scan_that_came_for_later_is_nowhere(room: Reading):
    """Accepted two visits ahead: neither on the list, nor among the tasks, nor by any address."""
    task = room.task("01-001", 1)
    for number in (1, 2):
        room.read(task, number, entries(target("T1", 20.0)))
    before = looked(room, 1)
    room.accept("01-001", "W24")
    assert [one.everything for one in looked(room, 1)] == [one.everything for one in before]
    client = client_of(room, room.part(task))
    for route in blinded_routes():
        if "<str:token>/<int:number>" in route.address and route.name != "reads_open":
            for number in (3, 4):
                for method in ("get", "post"):
                    answer = getattr(client, method)(address(route.name, task.token, number))
                    assert answer.status_code in (404, 405), route.name


def test_l22_the_list_tells_no_number_but_its_own_lines_and_no_time(room: Reading):
    for code in ("01-002", "02-001"):
        room.accept(code, "BL")
    page = text_of(client_of(room, room.part(room.task("01-001", 1))).get("/reading/"))
    words = re.sub(r"<[^>]*>", " ", page[page.index("<main") :])
    lines = len(re.findall(r'href="/reading/[\w-]{32}/"', page))
    assert set(re.findall(r"\b\d+\b", words)) <= {str(lines)}
    assert not re.search(r"ago|since|days|20\d\d|priority|overdue", words)


def test_l26_why_reads_are_compared_tells_neither_days_nor_reader(room: Reading):
    """The readers progress at different visits: how many days apart those lie stays untold."""
    due = room.discordant()
    triggers = [{"condition": "x", "is_met": True, "sentence": "Progression dates are 56 days apart; more than 1 day "
                 "differs."}]  # fmt: skip
    due.triggers = triggers
    (shown,) = adjudicator_queries.case_of(due).triggers
    assert not re.search(r"\d", shown["sentence"])
    assert "Progression dates are some days apart" in shown["sentence"]
    assert not hasattr(adjudicator_queries.case_of(due), "reader")


def test_l26_which_reader_stands_as_a_is_drawn_for_each_case(room: Reading):
    room.discordant()
    drawn = {actions.comparing.draw_sides(trial_seed(room.trial_id), str(case), ["one", "two"]) for case in range(40)}
    assert drawn == {("one", "two"), ("two", "one")}


def test_l27_a_reader_sees_nothing_of_an_adjudication_opened_or_decided(room: Reading):
    for number, second in ((1, 10.0), (2, 26.0)):
        task = room.task("01-001", number)
        room.read(task, 1, entries(target("T1", 20.0)))
        if number == 1:
            room.read(task, 2, entries(target("T1", second)))
            before = looked(room, 1)
        else:
            room.read(task, 2, entries(target("T1", second)))
    due = Adjudication.objects.get(state="due")
    opened = looked(room, 1)
    actions.adjudicate(room.world.signing("adjudicator", signing.choice_content(due, "B", "why")), due, "B", "why")
    assert Adjudication.objects.get(pk=due.pk).state == "done"
    for after in (opened, looked(room, 1)):
        assert [one.everything for one in after] == [one.everything for one in before]


def test_l31_no_mail_goes_to_a_blinded_person(room: Reading):
    room.discordant()
    task = room.task("01-001", 1)
    undone(looked, room, 1)
    assert not [one for one in mail.outbox if task.reader.email in one.to]
    assert list(READS.rglob("*.py"))
    mailing = [one.name for one in READS.rglob("*.py") if re.search("send_mail|EmailMessage", one.read_text())]
    # without content: to the medical monitor alone (tests/apps/reads/guarding/test_asking), and to a site's contacts,
    # once an answer of central review stands there (tests/apps/reads/test_telling)
    assert mailing == ["telling.py"]


def test_l34_l35_l55_blinded_roles_have_no_permission_that_shows_trail_results_or_quality():
    for role in BLINDED:
        held = {name for name, roles in PERMISSIONS.items() if str(role) in roles}
        assert held
        assert {name for name in held if not name.startswith("reads.")} == set()
        assert not held & {"reads.manage_page", "reads.randomisation_page", "reads.reopen", "reads.assign"}
    shared = [one for one in every_route().values() if one.permission.startswith(UNBLINDED)]
    assert len(shared) > 30
    assert not [one.name for one in shared for role in BLINDED if one.opens_to(str(role))]


def test_l37_no_admin_site_no_metrics_and_no_debugging():
    words = re.compile(r"admin|metric|debug|trace|status|log(?!in|out)")
    assert not [one.address for one in every_route().values() if words.search(one.address)]
    assert settings.DEBUG is False
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_l43_nobody_acts_as_a_reader_or_looks_unseen(room: Reading):
    task = room.task("01-001", 1)
    room.open(task, 1)
    for part in ("administrator", "project manager", "data manager", "QC analyst", "monitor", "inspector"):
        client = client_of(room, part)
        for place in (address("reads_case", task.token), address("reads_view_images", task.token)):
            assert client.get(place, headers={"x-remote-user": task.reader.username}).status_code == 404
            assert client.get(f"{place}?as={task.reader.username}").status_code == 404
    seen = [one for one in every_route().values() if one.name.startswith("reads_seen_as")]
    assert {role for one in seen for role in Role if one.opens_to(str(role.value))} == {Role.PROJECT_MANAGER}
    assert not [name for name in every_route() if re.search("imperson|login_as|chat|comment|mention", name)]


def test_l44_a_blinded_role_goes_with_no_other():
    for blinded in BLINDED:
        for other in Role:
            if other not in (blinded, Role.SYSTEM):
                assert conflicts(frozenset({str(other)}), str(blinded)) == other
                assert conflicts(frozenset({str(blinded)}), str(other)) == blinded


def test_l44_who_read_a_case_does_not_adjudicate_it_in_another_role(room: Reading):
    due = room.discordant()
    task = room.task("01-001", 1)
    manager, person = room.world.caller("project manager"), task.reader
    people.end_role(manager, Membership.objects.get(person=person, role="reader"), "reads no more")
    people.grant_role(manager, Scope(room.trial_id), person, Role.ADJUDICATOR)
    part = room.part(task)
    client = client_of(room, part)
    assert address("reads_adjudication", due.token) not in text_of(client.get("/adjudication/"))
    assert client.get(address("reads_adjudication", due.token)).status_code == 404
    assert "Adjudicate" not in text_of(client.get("/tasks/"))
    with pytest.raises(Refused) as refused:
        actions.adjudicate(room.world.signing(part, signing.choice_content(due, "A", "mine")), due, "A", "mine")
    assert refused.value.code == "not_permitted"
    assert bulk.adjudications_wait_for(bulk.Reach({room.trial_id: None}, {}), None)


def test_l44_who_had_to_do_with_the_site_does_not_adjudicate_its_subjects(room: Reading):
    due = room.discordant()
    person = room.world.people["adjudicator"]
    client = client_of(room, "adjudicator")
    assert client.get(address("reads_adjudication", due.token)).status_code == 200
    amend(person, {"email": "once@example.org"}, house.now())
    sites.record_contact(
        room.world.caller("project manager"), room.world.sites["01"], "Once", "study nurse", email="once@example.org"
    )
    assert address("reads_adjudication", due.token) not in text_of(client.get("/adjudication/"))
    nobodys = client.get(address("reads_adjudication", "x" * 32))
    assert client.get(address("reads_adjudication", due.token)).status_code == nobodys.status_code == 404
    signed = room.world.signing("adjudicator", signing.choice_content(due, "A", "mine"))
    with pytest.raises(Refused) as refused:
        actions.adjudicate(signed, due, "A", "mine")
    assert refused.value.code == "not_permitted"


def test_l27_a_scan_that_came_since_is_not_told_to_the_adjudicator(room: Reading):
    """The page was shown, then both readers signed a further time point: one sentence, as for a case decided before."""
    due = room.discordant()
    signed = room.world.signing("adjudicator", signing.choice_content(due, "A", "mine"))
    amend(due, {"basis": {**due.basis, "another": "1"}}, house.now())
    with pytest.raises(Refused) as since:
        actions.adjudicate(signed, due, "A", "mine")
    amend(due, {"state": "void"}, house.now())
    with pytest.raises(Refused) as before:
        actions.adjudicate(signed, due, "A", "mine")
    assert since.value.sentence == before.value.sentence


@pytest.mark.req("IMG-8")
def test_l45_the_seed_and_the_key_of_names_are_in_no_table_no_answer_and_for_their_owner_alone(room: Reading):
    secrets = (trial_seed(room.trial_id), token_key())
    forms = [form for one in secrets for form in (one, one.hex().encode())]
    task = room.task("01-001", 1)
    answers = undone(read_session, task.reader.username, task.token)
    for model in apps.get_models():
        rows = repr(list(model.objects.values_list())).encode()
        assert not [form for form in forms if form in rows], model
    everything = b"".join(one.everything for one in answers)
    assert not [form for form in forms if form in everything]
    files = [one for one in (Path(settings.KEYS) / "reading").iterdir() if one.is_file()]
    assert len(files) >= 2
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}


def test_l46_l48_there_is_no_arm_to_be_told():
    """No table, no permission and no word of a trial file holds who gets what; nothing is shown by it."""
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    assert not [name for name in columns if re.search(r"(^|_)(arm|treatment|drug|dose|allocation)(_|$)", name)]
    assert not [name for name in PERMISSIONS if re.search("arm|treatment|unblind|allocation", name)]
    assert {"arm", "treatment"} <= set(BLINDED_TO)


def test_l60_a_data_lock_looks_like_a_hold(room: Reading):
    """Which lock, when and by whom is not said; the words are those of a hold for any other reason."""
    task = room.task("01-001", 1)
    room.fill(task, 1, entries(target("T1", 20.0)))

    def tried() -> list[bytes]:
        client = client_of(room, room.part(task))
        said = []
        for name in ("reads_open", "reads_view_unmark"):
            body = '{"key": "7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0001"}'
            answer = client.post(address(name, task.token), body, content_type="application/json", follow=True)
            said.append(answer.content)
        page = text_of(client.get(address("reads_time_point", task.token)))
        said.append(page.encode())
        return [re.sub(rb'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', b"", one) for one in said]

    def under(name: str) -> list[bytes]:
        lock_the_data(room, name)
        return tried()

    one, other = undone(under, "CANARY interim 1 after 50 events"), undone(under, "CANARY final")
    assert one == other
    assert b"CANARY" not in b"".join(one)
    assert b"Reading of this case is on hold." in b"".join(one)


def test_l29_l30_words_of_sites_and_quality_control_have_no_place_on_a_readers_page():
    """What a reader's page is built from names no query, comment, flag, request or reason of others."""
    assert names_of(ReaderCase) == {"name", "token", "criterion", "facts", "time_points", "whole"}
    assert names_of(ReaderTimePoint) == {"number", "name", "state", "is_reopened", "facts"}
    assert names_of(WorklistLine) <= {"case", "token", "todo", "url"}


def names_of(shown: type) -> set[str]:
    return {one.name for one in fields(shown)}


def test_the_digest_that_is_signed_is_of_what_is_shown_and_of_nothing_hidden(room: Reading):
    """A reader signs a digest; it must not be one that changes with what is hidden."""
    task = room.task("01-001", 1)
    read = room.fill(task, 1, entries(target("T1", 20.0)))
    room.fill(room.task("01-001", 2), 1, entries(target("T1", 55.0)))
    before = content_digest(signing.prepare(read).content)
    assert content_digest(signing.prepare(read).content) == before
    assert not re.search(r"01-001|CEN-301|20\d\d-\d\d", repr(signing.prepare(read).content))
