"""What was done to an exam, and what could still identify: told from the sealed manifests, to those who may ask."""

import json

import numpy as np
import pytest
from django.test import Client
from tests.apps.intake.conftest import Bench, dicom
from tests.apps.intake.test_views import signed_in

from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(bench: Bench) -> ExamVersion:
    received = bench.send(bench.announce(), dicom(), dicom(InstanceNumber=2), b"no image" * 50)
    return received.receipt.exam_version


@pytest.fixture
def manager(bench: Bench) -> Client:
    return signed_in(bench.member("data", "data manager"))


def test_an_exams_page_says_what_was_done_to_every_file(bench: Bench, exam: ExamVersion, manager: Client):
    url = f"/t/{bench.trial.pk}/versions/{exam.pk}/deidentification"
    page = manager.get(f"{url}/").content.decode()
    assert "Dates stay as they were." in page
    assert "UID replaced" in page
    assert "1 files were held back" in page
    told = json.loads(manager.get(f"{url}.json").content)
    assert [one["survived"] for one in told["files"]] == [["PixelSpacing", "SliceThickness"]] * 2
    assert told["actions"]["UID replaced"] >= 2
    assert {one["code"] for one in told["remarks"]} >= {"pseudonymised", "dates_kept", "held_back"}
    entry = json.loads(Entry.objects.latest("pk").body)
    assert (entry["action"], entry["outcome"]) == ("intake.cleaning_page", "viewed")
    assert "Doe" not in json.dumps(told)


def test_a_trials_report_is_a_page_and_a_document(bench: Bench, exam: ExamVersion, manager: Client):
    page = manager.get(f"/t/{bench.trial.pk}/deidentification/").content.decode()
    assert "1 exams, 2 files" in page
    assert "true dates of the examinations were kept" in page
    document = manager.get(f"/t/{bench.trial.pk}/deidentification/report.md")
    assert "# Residual risk: CEN-301, definition version 1.0" in document.content.decode()
    assert document["Content-Disposition"] == 'attachment; filename="residual-risk-CEN-301.md"'


def test_a_site_does_not_see_it(bench: Bench, exam: ExamVersion):
    site = signed_in(bench.member("coordinator", "site coordinator", at_site=True))
    assert site.get(f"/t/{bench.trial.pk}/deidentification/").status_code == 404
    assert site.get(f"/t/{bench.trial.pk}/versions/{exam.pk}/deidentification/").status_code == 404


def test_what_one_file_names_is_hunted_in_all(bench: Bench):
    """A name that is an element of one file's header is free text in another's: it goes there too."""
    plain = dicom(SeriesDescription="axial Zappelmann thorax")
    naming = dicom(InstanceNumber=2, ReferringPhysicianName="Zappelmann^Rosa")
    alone = bench.send(bench.announce(bench.visits["W8"]), plain).receipt.exam_version
    together = bench.send(bench.announce(), dicom(SeriesDescription="axial Zappelmann thorax"), naming)
    version = together.receipt.exam_version
    assert alone.instances.count() == 1
    assert version.instances.count() == 2
    for row in version.instances.all():
        assert b"appelmann" not in bench.store.read("objects", row.digest).lower()


def test_text_in_pixels_is_blanked_by_a_child_that_reads(bench: Bench):
    picture = np.full((120, 320), 20, np.uint8)
    from PIL import Image, ImageDraw

    canvas = Image.fromarray(picture)
    ImageDraw.Draw(canvas).text((10, 40), "DOE JANE 4711", fill=255, font_size=28)
    shown = np.asarray(canvas)
    file = dicom(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.7", Modality="OT", BurnedInAnnotation="YES", Rows=120, Columns=320,
        BitsAllocated=8, BitsStored=8, HighBit=7, PixelData=shown.tobytes(),
    )  # fmt: skip
    received = bench.send(bench.announce(), file)
    assert [one.sentence for one in received.outcomes] == [""]
    row = received.receipt.exam_version.instances.get()
    offset, length = row.frames[0]
    left = np.frombuffer(bench.store.read("objects", row.digest, offset, length), np.uint8)[: 120 * 320]
    assert (left.reshape(120, 320)[36:80, 8:240] == 255).sum() == 0
