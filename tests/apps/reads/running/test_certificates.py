"""Certificates: made of what was signed, only while it meets the definition, entered, for those who run the trial."""

import hashlib
import shutil
import subprocess
from datetime import date
from decimal import Decimal

import pytest
from tests.apps.reads.running.test_actions import qualify
from tests.apps.reads.test_reader_views import browser

from centralis.apps.ledger.models import Entry
from centralis.apps.reads.models import ReaderQualification
from centralis.apps.reads.running import certificates
from centralis.core.reading.qualification import ReaderDemand, ReaderRecord
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
MEETS = ReaderRecord("radiology", "charter 1.0", 12, Decimal("0.91"), date(2030, 1, 1))


def text_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def url(world, part="reader 1"):
    return f"/t/{world.trial.pk}/reads/readers/{world.people[part].pk}/certificate.pdf"


@pytest.mark.req("IMG-10")
def test_a_certificate_says_what_was_signed_beside_what_is_asked(started):
    world = started.world
    row = qualify(world, "reader 1", MEETS, evidence="#sys.inputs *cv* $x$ seen")
    answer = browser(started, "project manager").get(url(world))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="reader-certificate.pdf"'
    assert answer.content.startswith(b"%PDF-")
    entry = Entry.objects.filter(action="reads.certificate_page", outcome="viewed").get()
    assert hashlib.sha256(answer.content).hexdigest() in entry.body
    text = " ".join(text_of(answer.content).split())
    for said in (
        row.person.printed_name,
        world.trial.protocol,
        "radiology (asked: radiology)",
        "12 (asked: at least 10)",
        "0.91 (asked: at least 0.8)",
        "charter 1.0",
        "#sys.inputs *cv* $x$ seen",
        "2030-01-01",
        row.signature.printed_name,
        "I have seen the evidence and record this reader's qualification as shown".replace("'", "’"),
        row.signature.content_digest,
    ):
        assert said in text.replace("'", "’") or said in text, said


def test_there_is_none_while_a_demand_is_not_met(started):
    world = started.world
    qualify(world, "reader 1", ReaderRecord("radiology", "", 12, Decimal("0.5")))
    caller = world.caller("project manager")
    with pytest.raises(Refused) as caught:
        certificates.certificate(caller, "project_manager", world.trial.pk, world.people["reader 1"].pk)
    assert "the agreement on test cases is 0.5; at least 0.8 is asked" in caught.value.sentence
    client = browser(started, "project manager")
    assert client.get(url(world)).status_code == 302
    page = client.get(f"/t/{world.trial.pk}/reads/").content.decode()
    assert "There is no certificate while a demand of the definition is not met" in page
    assert url(world) not in page
    assert url(world, "reader 2") in page
    assert not Entry.objects.filter(action="reads.certificate_page").exists()


def test_it_is_for_those_who_run_the_trial_and_of_its_readers(started):
    world = started.world
    assert browser(started, "data manager").get(url(world)).status_code == 200
    for part in ("reader 1", "adjudicator", "monitor", "QC analyst", "outsider"):
        assert browser(started, part).get(url(world)).status_code == 404, part
    assert browser(started, "project manager").get(url(world, "QC analyst")).status_code == 404


def test_what_is_not_asked_or_not_known_is_a_dash_or_alone(world):
    row = ReaderQualification.objects.select_related("trial", "person", "definition", "signature").first()
    row.specialty, row.training, row.agreement, row.valid_until = "radiology", "", None, None
    told = dict(certificates.content(row, ReaderDemand(), "2.0")["rows"])
    assert (told["Specialty"], told["Training"], told["Agreement with the reference"]) == ("radiology", "–", "–")
    assert told["Valid until"] == "as long as the definition's demands stay as they are"
