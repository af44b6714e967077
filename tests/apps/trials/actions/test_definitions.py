"""A definition's way: two persons sign, only then it can be put in force; an amendment tells what it touches."""

import json

import pytest

from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people.models import Signature
from centralis.apps.trials import actions, queries
from centralis.apps.trials.models import Definition, Trial, Visit
from centralis.apps.web.demo.cast import activate, example_document
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


def amended(version="2.0", amends="1.0"):
    text = example_document().replace(
        'version: "1.0"', f'version: "{version}"\namends: "{amends}"\nreason: thinner slices'
    )
    text = text.replace(
        "slice_thickness_mm: {max: 5, severity: major}", "slice_thickness_mm: {max: 3, severity: major}"
    )
    return text.replace("day: 56, window: [-7, 7]", "day: 63, window: [-7, 7]")


def draft(world):
    return actions.draft_definition(world.caller("project manager"), world.trial, amended(), "thinner slices")


def latest():
    return json.loads(Entry.objects.latest("id").body)


def approve(world, part, row):
    row = queries.definition(world.caller(part), world.trial.pk, row.pk)
    return actions.approve_definition(world.signing(part, queries.approval_content(row)), row)


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


@pytest.mark.req("IMG-1")
def test_two_signatures_by_two_persons_approve_and_only_then_it_can_be_activated(world):
    row = draft(world)
    manager = world.caller("project manager")
    actions.submit_definition(manager, row)
    row = approve(world, "project manager", row)
    assert row.state == "in approval"
    refused("not_approved", actions.activate_definition, manager, row)
    refused("signed_already", approve, world, "project manager", row)
    row = approve(world, "data manager", row)
    assert row.state == "approved"
    assert [one.role for one in queries.signatures_of(row)] == ["project manager", "data manager"]
    actions.activate_definition(manager, Definition.objects.get(pk=row.pk))
    assert queries.active_version(manager, world.trial.pk).version_label == "2.0"
    assert Definition.objects.get(trial=world.trial, version_label="1.0").state == "superseded"


@pytest.mark.req("IMG-1")
def test_a_signature_over_other_content_is_refused(world):
    row = draft(world)
    actions.submit_definition(world.caller("project manager"), row)
    caller = world.signing("data manager", {**queries.approval_content(row), "document_sha256": "0" * 64})
    refused("content_changed", actions.approve_definition, caller, row)
    assert queries.signatures_of(row) == []


@pytest.mark.req("IMG-3")
def test_activation_dates_visits_anew_reopens_scanners_and_keeps_the_impact(world):
    subject = world.subjects["01-001"]
    before = Visit.objects.get(subject=subject, code="W8").due_on
    activate(world, draft(world))
    assert (Visit.objects.get(subject=subject, code="W8").due_on - before).days == 7
    entry = next(
        json.loads(one.body) for one in Entry.objects.filter(action="trials.activate_definition").order_by("-id")
    )
    impacts = {one["kind"]: one["items"] for one in entry["facts"]["impact"]}
    assert impacts["requalify"] == ["01 CT 1", "01 CT 2", "02 CT A", "02 CT B"]
    assert impacts["retrain"] == ["01", "02"]
    assert impacts["redate"] == ["01-001", "01-002", "02-001", "02-002"]
    assert {"path": "acquisition.ct_cap.axial_soft.slice_thickness_mm.within", "old": "at most 5"}.items() <= next(
        one for one in entry["facts"]["changes"] if one["touches"] == "acquisition"
    ).items()
    assert entry["facts"]["visits_redated"] == 3  # W8 of the three dated subjects
    states = {name: one.qualifications.order_by("-decided_at").first() for name, one in world.scanners.items()}
    assert [states[name].state for name in ("CT 1", "CT 2", "CT A")] == ["suspended"] * 3
    assert states["CT B"] is None


def test_returning_makes_signatures_void_and_the_author_drafts_again_in_its_place(world):
    row = draft(world)
    actions.submit_definition(world.caller("project manager"), row)
    row = approve(world, "data manager", row)
    actions.return_definition(world.caller("data manager"), row, "kernel missing")
    assert row.state == "returned"
    assert Signature.objects.get(object_id=row.pk).void_reason == "returned: kernel missing"
    again = actions.draft_definition(world.caller("project manager"), world.trial, amended("2.1"), "with the kernel")
    assert (again.pk, again.version_label, again.state) == (row.pk, "2.1", "draft")


def test_a_version_under_approval_keeps_others_out(world):
    row = draft(world)
    actions.submit_definition(world.caller("project manager"), row)
    refused("in_the_way", draft, world)


@pytest.mark.req("IMG-2")
def test_a_faulty_document_is_refused_with_every_problem_by_line(world):
    text = amended().replace("readers: 2", "readers: 20").replace("anchor: randomisation", "anchor: birthday")
    answer = refused(
        "definition_invalid", actions.draft_definition, world.caller("project manager"), world.trial, text, "x"
    )
    lines = {
        name: str(number)
        for number, line in enumerate(text.splitlines(), 1)
        for name in ("readers: 20", "anchor: b")
        if name in line
    }
    assert f"Line {lines['readers: 20']}, reading.readers" in answer.sentence
    assert f"Line {lines['anchor: b']}, anchor" in answer.sentence
    assert Definition.objects.filter(trial=world.trial).count() == 1


@pytest.mark.parametrize(
    ("version", "amends", "why"), [("2.0", "0.9", "amends_other"), ("1.0", "0.5", "version_taken")]
)
def test_an_amendment_names_what_it_amends_and_counts_on(world, version, amends, why):
    refused(why, actions.draft_definition, world.caller("project manager"), world.trial, amended(version, amends), "x")


@pytest.mark.req("P11-10D-1")
@pytest.mark.parametrize("part", ["outsider", "QC analyst", "reader 1", "site coordinator", "monitor", "administrator"])
def test_nobody_else_drafts(world, part):
    refused("not_permitted", actions.draft_definition, world.caller(part), world.trial, amended(), "x")


def test_only_an_administrator_makes_a_trial_and_a_protocol_is_made_once(world):
    refused(
        "not_permitted", actions.create, world.caller("project manager"), SYSTEM, amended(), world.people["outsider"]
    )
    refused(
        "protocol_taken", actions.create, world.caller("administrator"), SYSTEM, amended(), world.people["outsider"]
    )
    assert Trial.objects.count() == 2
    assert {one.protocol for one in queries.trials(world.caller("outsider"))} == {"OTH-900"}
