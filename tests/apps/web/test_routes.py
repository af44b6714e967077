"""Nothing is open by oversight: every route, action and permission is declared, and the doors do what is declared."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from centralis.apps.action import house
from centralis.apps.governance.models import Consent
from centralis.apps.intake import preparing
from centralis.apps.intake.models import Exam, ExamVersion, QuarantinedFile, Receipt, Transmittal
from centralis.apps.intake.surroundings import MANIFESTS
from centralis.apps.ledger.recorded import Recorded, insert
from centralis.apps.people import actions as people
from centralis.apps.people.access import declared
from centralis.apps.people.models import Membership
from centralis.apps.people.permissions import PERMISSIONS
from centralis.apps.people.roles import Role
from centralis.apps.qc.models import Query
from centralis.apps.trials.models import Visit
from centralis.apps.web import verifying
from centralis.apps.web.demo.cast import World, make_person
from centralis.apps.web.routes import ROLES, Route, matrix, routes
from centralis.config.access_matrix import generate
from centralis.config.account_urls import THIRD_PARTY

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PARTS = {"reader": "reader 1", "unblinded statistician": "statistician"}
PRINTED = Path(__file__).parents[3] / "docs" / "access-matrix.md"
OURS = [route for route in routes(THIRD_PARTY) if route.name not in THIRD_PARTY]


# --- declarations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", routes(THIRD_PARTY), ids=lambda route: route.name or route.address)
def test_every_route_has_a_name_and_says_who_may_open_it(route: Route):
    assert route.name
    assert route.is_declared, f"{route.address} declares {route.permission!r}, which is not in the permission map"


def test_no_two_routes_have_one_name_or_one_address():
    everything = routes(THIRD_PARTY)
    assert len({route.name for route in everything}) == len(everything)
    assert len({re.sub(r"<\w+:\w+>", "<>", route.address) for route in everything}) == len(everything)


@pytest.mark.req("P11-10D")
def test_every_action_has_a_line_and_every_line_an_action_or_a_route():
    assert [name for name in house.actions if not declared(name)] == []
    used = {route.permission for route in OURS} | set(house.actions)
    assert sorted(set(PERMISSIONS) - used) == []


def test_what_is_not_ours_is_declared_and_exists():
    assert set(THIRD_PARTY) <= {route.name for route in routes(THIRD_PARTY)}


def test_the_printed_matrix_is_the_one_that_holds():
    assert PRINTED.read_text(encoding="utf-8") == generate(), (
        "docs/access-matrix.md is behind: .venv/bin/python -m centralis.config.access_matrix docs/access-matrix.md"
    )


def test_the_matrix_has_a_row_for_every_route():
    text = matrix(OURS)
    assert text.count("\n| `") == len(OURS)


# --- real requests --------------------------------------------------------------------------------------


def row(model: type[Recorded], **values: object) -> Recorded:
    """A row made for looking at, behind the door: what these tests ask is who may look, not what happened."""
    made = model(**values)
    insert(made, house.now())
    return made


@pytest.fixture
def samples(world: World, own_folders: None) -> dict[str, object]:
    """One object for each name in an address."""
    trial, site, subject = world.trial, world.sites["01"], world.subjects["01-001"]
    visit = Visit.objects.filter(subject=subject).order_by("ordinal").first()
    definition = world.definition()
    coordinator = world.people["site coordinator"]
    place = {"trial": trial, "site": site, "subject": subject, "visit": visit}
    sender = {"sender_id": coordinator.pk, "sender_name": coordinator.printed_name}
    transmittal = row(Transmittal, **place, **sender, route="web")
    exam = row(Exam, **place)
    now, sealed = house.now(), preparing.store().seal_bytes(MANIFESTS, b'{"files": [], "objects": []}')
    version = row(
        ExamVersion, exam=exam, trial=trial, transmittal=transmittal, number=1, definition=definition, state="in QC",
        state_since=now, manifest_digest=sealed, instance_count=1, series_count=1, byte_count=1, modalities="CT",
    )  # fmt: skip
    receipt = row(
        Receipt, trial=trial, site=site, transmittal=transmittal, exam_version=version, upload_key="0" * 64,
        received_at=now, files_received=1, files_accepted=1, byte_count=1, outcomes_digest=sealed,
    )  # fmt: skip
    file = row(
        QuarantinedFile, trial=trial, receipt=receipt, ordinal=1, source_digest="0" * 64, byte_count=1, code="X",
        sentence="Kept apart.",
    )  # fmt: skip
    query = row(
        Query, trial=trial, exam_version=version, number=1, category="other", severity="minor", state_since=now,
        opened_at=now, opened_by="Quentin Carver", due_on=now.date() + timedelta(days=5),
    )  # fmt: skip
    return {
        "trial": trial.pk, "site": site.pk, "subject": subject.pk, "visit": visit.pk, "definition": definition.pk,
        "scanner": world.scanners["CT 1"].pk, "person": world.people["monitor"].pk, "transmittal": transmittal.pk,
        "membership": Membership.objects.get(person=world.people["monitor"]).pk, "version": version.pk,
        "receipt": receipt.pk, "file": file.pk, "code": "X", "place": 0, "which": "after",
        "query": query.pk, "lock": uuid4(), "seq": 1, "instance": 1,
        "consent": Consent.objects.filter(subject=subject).first().pk, "study": "1.2.3", "series": "1.2.3.4",
        "sop": "1.2.3.4.5", "numbers": "1", "number": 1, "table": "best-response", "read": uuid4(),
        "token": "unknown-token", "hold": uuid4(), "task": uuid4(),
    }  # fmt: skip


#: For a name in an address that has no sample: something of its kind that exists nowhere.
NOBODYS = {"uuid": uuid4, "int": lambda: 1, "str": lambda: "unknown", "slug": lambda: "unknown", "uid": lambda: "1.2.3"}


def address(route: Route, samples: dict[str, object], **other: object) -> str:
    known = {**samples, **other}
    values = {}
    for kind, name in re.findall(r"<(\w+):(\w+)>", route.address):
        value = "01-001" if (kind, name) == ("str", "subject") else known.get(name)
        values[name] = value if value is not None else NOBODYS.get(kind, lambda: "1")()
    return reverse(route.name, kwargs=values)


@pytest.fixture
def clients(world: World) -> dict[str, Client]:
    """A signed-in browser for each role of the matrix."""
    scientist = make_person("scientist", "Sami Scientist", "a quiet morning in march")
    people.grant_role(world.caller("project manager"), world.scope, scientist, Role.AI_SCIENTIST)
    world.people["AI scientist"] = scientist
    doctor = make_person("doctor", "Dora Doctor", "a quiet morning in march")
    people.grant_role(world.caller("project manager"), world.scope, doctor, Role.MEDICAL_MONITOR)
    world.people["medical monitor"] = doctor
    return {role: _client(world, PARTS.get(role, role)) for role in ROLES}


def _client(world: World, part: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.people[part].account, backend=BACKEND)
    return client


def ask(client: Client, url: str, method: str = "get"):
    """Send a request and undo whatever it did, so that every role meets the same world."""
    with transaction.atomic():
        answer = getattr(client, method)(url)
        transaction.set_rollback(True)
    return answer


def look(client: Client, url: str):
    """Open a route by GET or, where that is not its method, by POST."""
    answer = ask(client, url)
    return answer if answer.status_code != 405 else ask(client, url, "post")


def passed(answer) -> bool:
    """Whether the door let the request through to the view."""
    return hasattr(answer.wsgi_request, "role")


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, monkeypatch) -> None:
    """Folders of its own, and no verification in the background that outlives the test."""
    settings.KEYS, settings.CHECKPOINTS, settings.STORE = tmp_path / "k", tmp_path / "c", str(tmp_path / "s")
    monkeypatch.setattr(verifying, "start", lambda *_asked: True)


GUARDED = [route for route in OURS if route.where != "public"]


@pytest.mark.req("P11-10D")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_passes_the_doors_of_its_matrix_and_no_other(role, world, clients, samples):
    nothing = clients[role].get("/nowhere/").content
    wrong = []
    for route in GUARDED:
        url = address(route, samples)
        answer = look(clients[role], url)
        if route.opens_to(role):
            if not passed(answer) or answer.status_code >= 500:
                wrong.append(f"{role} should pass {url}: {answer.status_code}")
            continue
        answers = [answer, ask(clients[role], url, "post")]
        if any(passed(one) for one in answers) or {one.status_code for one in answers} - {404, 405}:
            wrong.append(f"{role} should not pass {url}: {[one.status_code for one in answers]}")
        elif any(one.content != nothing for one in answers if one.status_code == 404):
            wrong.append(f"{url} tells {role} that it exists")
    assert wrong == []


@pytest.mark.req("P11-10D")
@pytest.mark.parametrize("role", [role for role in ROLES if role != Role.ADMINISTRATOR])
def test_in_another_trial_no_role_opens_anything(role, world, clients, samples):
    elsewhere: UUID = world.other_trial.pk
    for route in (route for route in GUARDED if route.where == "trial"):
        answer = look(clients[role], address(route, samples, trial=elsewhere))
        assert not passed(answer)
        assert answer.status_code == 404


def test_the_right_role_elsewhere_opens_no_object_of_this_trial(world, samples):
    """The outsider manages the other trial: under its address no object of ours is found."""
    outsider = _client(world, "outsider")
    whole = ("trial", "seq", "table", "instance", "number", "numbers", "study", "series", "sop", "token")
    leaks = []
    for route in (route for route in GUARDED if route.where == "trial" and route.opens_to("project manager")):
        names = {name for _kind, name in re.findall(r"<(\w+):(\w+)>", route.address)}
        if not names - set(whole) or "<str:subject>" in route.address:
            continue
        answer = look(outsider, address(route, samples, trial=world.other_trial.pk))
        if answer.status_code != 404:
            leaks.append(f"{route.name}: {answer.status_code}")
    assert leaks == []


def test_signed_out_every_door_leads_to_the_sign_in(world, samples):
    stranger = Client()
    wrong = []
    for route in GUARDED:
        for method in ("get", "post"):
            answer = ask(stranger, address(route, samples), method)
            to_sign_in = answer.status_code == 302 and answer.url.startswith("/account/login/")
            if not to_sign_in and answer.status_code not in (401, 405):
                wrong.append(f"{method} {route.name}: {answer.status_code}")
    assert wrong == []


def test_everybody_opens_what_is_public(db):
    for route in OURS:
        if route.where == "public":
            assert Client().get(route.address).status_code == 200
