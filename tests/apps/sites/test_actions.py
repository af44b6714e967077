"""Sites and scanners: qualified by a signature over the evidence, re-opened by change."""

import json
from datetime import timedelta

import pytest

from centralis.apps.action import house
from centralis.apps.ledger.models import Entry
from centralis.apps.people.models import Signature
from centralis.apps.sites import actions, queries
from centralis.apps.sites.models import Qualification, Scanner
from centralis.apps.web.demo.cast import qualify
from centralis.core.ledger.canonical import content_digest
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
EVIDENCE = {"survey": "complete", "test_scan": "passed", "training": "done"}


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


@pytest.mark.req("IMG-3")
def test_a_qualification_is_signed_for_one_version_with_its_evidence_and_an_end(world):
    made = qualify(world, world.scanners["CT B"])
    signature = Signature.objects.get(object_id=made.pk)
    content = queries.qualification_content(world.scanners["CT B"], world.definition(), "qualified", made.evidence, "")
    assert (signature.role, signature.content_digest) == ("QC analyst", content_digest(content))
    assert made.definition.version_label == "1.0"
    assert made.evidence["test_scan"] == "phantom scan, passed"
    assert made.valid_until > house.now().date() + timedelta(days=360)
    assert queries.standing_of(world.scanners["CT B"]).is_ready


def test_what_was_shown_must_be_what_is_decided(world):
    scanner = world.scanners["CT B"]
    content = queries.qualification_content(scanner, world.definition(), "qualified", EVIDENCE, "")
    caller = world.signing("QC analyst", content)
    other = {**EVIDENCE, "test_scan": "another scan"}
    refused("content_changed", actions.qualify_scanner, caller, scanner, "qualified", other)
    refused("signature_needed", actions.qualify_scanner, world.caller("QC analyst"), scanner, "qualified", EVIDENCE)
    refused("not_permitted", actions.qualify_scanner, world.signing("monitor", content), scanner, "qualified", EVIDENCE)
    assert not Qualification.objects.filter(scanner=scanner).exists()


def test_without_evidence_a_scanner_can_only_be_not_qualified(world):
    scanner = world.scanners["CT B"]
    content = queries.qualification_content(scanner, world.definition(), "not qualified", {}, "phantom failed")
    refused("evidence_missing", actions.qualify_scanner, world.signing("QC analyst", content), scanner, "qualified", {})
    made = actions.qualify_scanner(world.signing("QC analyst", content), scanner, "not qualified", {}, "phantom failed")
    assert (made.state, made.valid_until) == ("not qualified", None)
    (hold,) = queries.standing_of(scanner).holds
    assert hold.sentence == "Scanner CT B is not qualified: phantom failed."


@pytest.mark.req("IMG-3")
@pytest.mark.parametrize(
    ("changes", "state"),
    [({"software": "VB50"}, "suspended"), ({"serial": "VS-9"}, "suspended"), ({"name": "CT one"}, "qualified")],
)
def test_a_change_of_software_or_hardware_reopens_the_qualification(world, changes, state):
    scanner = Scanner.objects.get(pk=world.scanners["CT 1"].pk)
    actions.change_scanner(world.caller("site coordinator"), scanner, changes, "upgrade by the vendor")
    assert queries.newest_qualification(scanner).state == state
    (name, value) = next(iter(changes.items()))
    entry = json.loads(Entry.objects.latest("id").body)
    assert entry["changes"][0]["new"][name] == value
    assert entry["reason"] == "upgrade by the vendor"


def test_a_suspension_is_a_decision_of_its_own_and_the_one_before_stays(world):
    scanner = world.scanners["CT 1"]
    actions.suspend_scanner(world.caller("QC analyst"), scanner, "drift of the phantom")
    states = [one.state for one, _ in queries.history_of(world.caller("monitor"), world.trial.pk, scanner.pk)]
    assert states == ["suspended", "qualified"]
    refused("not_qualified", actions.suspend_scanner, world.caller("QC analyst"), scanner, "again")


def test_a_serial_number_is_one_scanner_of_the_site(world):
    site, caller = world.sites["01"], world.caller("site coordinator")
    refused("serial_taken", actions.register_scanner, caller, site, "CT 9", "CT", ("A", "B", "vs-1001"))
    refused("serial_missing", actions.register_scanner, caller, site, "CT 9", "CT", ("A", "B", " "))
    refused("not_permitted", actions.register_scanner, caller, world.sites["02"], "CT 9", "CT", ("A", "B", "C"))
    made = actions.register_scanner(caller, site, "CT 9", "CT", (" A ", "B", "C"), software="1")
    assert (made.manufacturer, made.model, made.serial) == ("A", "B", "C")


def test_sites_have_one_code_and_a_country(world):
    caller = world.caller("project manager")
    refused("code_taken", actions.open_site, caller, world.scope, "01", "Another", "FR")
    refused("country_form", actions.open_site, caller, world.scope, "03", "Another", "France")
    assert actions.open_site(caller, world.scope, "03", "Another", "FR").country == "FR"
    refused("not_permitted", actions.open_site, world.caller("outsider"), world.scope, "04", "Another", "FR")


def test_a_training_is_recorded_once_it_is_passed(world):
    caller, site, today = world.caller("QC analyst"), world.sites["01"], house.now().date()
    who = ("T. Tech", "technologist")
    refused("score_below", actions.record_training, caller, site, who, "imaging manual 1.0", today, score_percent=70)
    refused("score_range", actions.record_training, caller, site, who, "imaging manual 1.0", today, score_percent=101)
    refused("in_future", actions.record_training, caller, site, who, "imaging manual 1.0", today + timedelta(days=1))
    early = today - timedelta(days=1)
    refused("expires_before", actions.record_training, caller, site, who, "m", today, expires_on=early)
    assert actions.record_training(caller, site, who, "m", today, score_percent=80).score_percent == 80
