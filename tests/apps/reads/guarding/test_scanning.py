"""The scan before release finds what was planted, holds the exam back, and lets a clean one pass."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.http import Http404
from django.test import Client
from PIL import Image, ImageDraw, ImageFont
from pydicom import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import JPEG2000Lossless
from tests.apps.reads.conftest import Reading
from tests.apps.reads.viewing import viewing_world
from tests.blinding import planted

from centralis.apps.intake import stages
from centralis.apps.intake.models import ExamVersion
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.recorded import amend
from centralis.apps.reads.guarding import scanning, scanning_actions, scanning_queries
from centralis.apps.reads.models import LeakScan, ReadingTask
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.views import show_images
from centralis.core.reading.exposure import BROKEN, REACHES, STAYS, WRITING, Known
from centralis.core.reading.fitness import derive_fitness
from centralis.core.reading.soundness import CUT
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_REASON = "The word is a marker of side, not of a person."


def accept(room: Reading, datasets: list[Dataset], visit: str = "BL") -> ExamVersion:
    return viewing_world.accept(room, "01-001", visit, datasets, is_scanned=False)


def scanned(version: ExamVersion) -> LeakScan:
    scanning.scan(version)
    found_now: LeakScan = LeakScan.objects.get(exam_version=version)
    return found_now


def found(scan: LeakScan, fate: str) -> set[tuple[str, str]]:
    return {(one["what"], one["place"]) for one in scan.findings if one["fate"] == fate}


def flat(**values: object) -> list[Dataset]:
    return [viewing_world.slice_of(np.full((64, 64), 1000), (0.0, 0.0, 2.5 * place), **values) for place in range(3)]


def written(words: str) -> Dataset:
    picture = Image.new("L", (256, 256), 40)
    draw = ImageDraw.Draw(picture)
    draw.text((30, 110), words, fill=250, font=ImageFont.load_default(size=26))
    return viewing_world.slice_of(np.asarray(picture).astype(np.uint16), (0.0, 0.0, 0.0))


def test_a_clean_exam_passes_and_is_given_out(reading: Reading):
    version = accept(reading, flat())
    reading.begin()
    assert not ReadingTask.objects.exists(), "nothing is given out before it was looked through"
    scan = scanned(version)
    assert (scan.state, scan.findings, scan.images) == ("passed", [], 3)
    task = reading.task("01-001", 1)
    assert reading.open(task, 1).exam_version_id == version.pk
    scanning.scan(version)
    assert LeakScan.objects.count() == 1, "again changes nothing"


def test_every_planted_string_of_the_stored_files_is_found(reading: Reading, monkeypatch: pytest.MonkeyPatch):
    """What lies in headers, private elements, overlays and streams, and is left behind, is noted by its place."""
    keywords = ("StudyDescription", "InstitutionName", "DeviceSerialNumber", "ImageComments", "OverlayDescription",
                "OverlayData", "PrivateText", "PrivateBytes", "CodeStream", "LUTExplanation", "RescaleType",
                "ProtocolName", "OperatorsName", "ReferringPhysicianName", "AccessionNumber", "BehindTheTable",
                "RequestAttributesSequence", "AdmittingDiagnosesDescription")  # fmt: skip
    known = tuple(Known(one, "code", planted.canary(one)) for one in keywords)
    monkeypatch.setattr(scanning, "known_of", lambda _version: known)
    with planted.anything_goes():
        version = accept(reading, [*planted.planted_series(), planted.compressed()])
        scan = scanned(version)
    noted = found(scan, STAYS)
    assert {what for what, _place in noted} >= set(keywords) - {"RequestAttributesSequence"}
    assert ("PrivateText", "private element (0099,1001)") in noted
    assert ("OverlayData", "overlay (6000,3000)") in noted
    assert ("CodeStream", "beside the picture, in its compressed stream") in noted
    assert found(scan, REACHES) == set()
    assert scan.state == "passed", "what the allow-list leaves behind holds nobody up"
    assert "CANARY" not in json.dumps(scan.findings)


def test_what_gets_to_the_reader_holds_the_exam_back_until_it_is_released(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
):
    site = reading.world.subjects["01-001"].scope()
    assert site.site_id is not None
    name = next(one for one in reading.world.sites.values() if one.pk == site.site_id).name
    monkeypatch.setattr(viewing, "derive_fitness", _telling(name))
    viewing._series.cache_clear()
    version = accept(reading, flat())
    scan = scanned(version)
    viewing._series.cache_clear()
    assert scan.state == "held"
    assert ("the site", "series 1, fitness label") in found(scan, REACHES)
    reading.begin()
    assert not ReadingTask.objects.exists()
    manager = reading.world.caller("project manager")
    with pytest.raises(Refused, match="Say why"):
        scanning_actions.release_leaks(manager, scan, "  ")
    for part in ("reader 1", "data manager", "QC analyst"):
        with pytest.raises(Refused, match="no role"):
            scanning_actions.release_leaks(reading.world.caller(part), scan, _REASON)
    scanning_actions.release_leaks(manager, scan, _REASON)
    assert ReadingTask.objects.filter(subject__code="01-001").count() == 2, "given out by the reaction"
    assert Entry.objects.filter(action="reads.release_leaks", outcome="done").count() == 1
    with pytest.raises(Refused, match="not held back"):
        scanning_actions.release_leaks(manager, LeakScan.objects.get(), _REASON)


def test_writing_in_a_picture_that_nobody_searched_holds_the_exam_back(reading: Reading):
    version = accept(reading, [written("SITE 101 ARM A")])
    scan = scanned(version)
    assert (WRITING, "frame 1") in found(scan, REACHES)
    assert scan.state == "held"


def test_a_later_time_point_waits_for_its_scan_and_another_version_is_scanned_anew(reading: Reading):
    scanned(accept(reading, flat()))
    reading.begin()
    later = accept(reading, flat(), "W8")
    task = reading.task("01-001", 1)
    reading.read(task, 1, {"targets": [], "non_targets": [], "new_lesions": []})
    with pytest.raises(Refused, match="not open"):
        reading.open(task, 2)
    scanned(later)
    assert reading.open(task, 2).exam_version_id == later.pk


def test_the_scan_is_a_stage_that_every_exam_passes(reading: Reading):
    version = accept(reading, flat())
    assert scanning.STAGE in stages.STAGES
    stages.plan_stages(version, version.state_since)
    stage = version.stages.get(name=scanning.STAGE)
    assert stages.run_stage(stage.pk, version.state_since)
    assert LeakScan.objects.get().exam_version_id == version.pk


def test_the_project_manager_sees_what_is_held_where_and_releases_it(reading: Reading):
    scan = scanned(accept(reading, [written("SITE 101 ARM A")]))
    waits = accept(reading, flat(), "W8")
    reading.begin()
    client = Client()
    client.force_login(reading.world.people["project manager"].account, backend=_BACKEND)
    manage = f"/t/{reading.trial_id}/reads/"
    page = client.get(manage).content.decode()
    assert "1 accepted exam is still looked through" in page
    assert "Writing in the picture (frame 1)" in page
    url = f"{manage}leaks/{scan.pk}/"
    assert "No reader has seen them." in client.get(url).content.decode()
    assert client.post(url, {"reason": "", "revision": scan.revision}).status_code == 409
    assert client.post(url, {"reason": _REASON, "revision": scan.revision}).status_code == 302
    assert LeakScan.objects.get().state == "released"
    scanned(waits)
    assert "looked through" not in client.get(manage).content.decode()
    client.force_login(reading.world.people["reader 1"].account, backend=_BACKEND)
    assert client.get(url).status_code == 404


def compressed_series() -> list[Dataset]:
    """Three compressed slices; the code stream of the second is cut short, inside its coded data."""
    rows = np.arange(64 * 64).reshape(64, 64) % 251 + 900
    slices = [viewing_world.slice_of(rows, (0.0, 0.0, 2.5 * place), InstanceNumber=place + 1) for place in range(3)]
    for place, ds in enumerate(slices):
        ds.compress(JPEG2000Lossless)
        if place == 1:
            (stream,) = generate_frames(ds.PixelData, number_of_frames=1)
            ds.PixelData = encapsulate([stream[: len(stream) // 2]])
    return slices


def test_a_damaged_image_holds_the_exam_back_and_is_shown_to_nobody(reading: Reading):
    version = accept(reading, compressed_series())
    assert [one.fault for one in viewing.series_of(version)[0].frames] == ["", "", ""], "drawn by any decoder"
    scan = scanned(version)
    assert scan.state == "held"
    assert found(scan, REACHES) == {(BROKEN, "CT, image 2, frame 1")}
    (series,) = viewing.series_of(version)
    assert [bool(one.fault) for one in series.frames] == [False, True, False]
    assert series.frames[1].fault == CUT
    assert not series.fitness.is_reformattable
    assert series.fitness.warnings[0] == "1 image is broken and not shown; a lesion there is not seen."
    manager = reading.world.caller("project manager")
    scanning_actions.release_leaks(manager, scan, "The site has no other copy.")
    reading.begin()
    task = reading.task("01-001", 1)
    reading.open(task, 1)
    names = [viewing.opaque(task, one.sop_uid) for one in series.frames]
    assert viewing.frame_named(task, version, names[0], 1).fault == ""
    with pytest.raises(Http404):
        viewing.frame_named(task, version, names[1], 1)
    told_images = show_images(task, 1, version)["series"][0]["images"]
    assert [one.get("fault") for one in told_images] == [None, CUT, None]


def outdate(scan: LeakScan, engine: str = "leak scan 0") -> None:
    amend(scan, {"engine": engine}, scan.ran_at)


def test_a_newer_scanner_looks_again_and_readers_keep_what_is_clean(reading: Reading):
    version = accept(reading, flat())
    outdate(scanned(version))
    reading.begin()
    task = reading.task("01-001", 1)
    at = version.state_since
    stages.plan_stages(version, at)
    assert scanning.rescan_outdated(at) == 0, "it waits for its turn already"
    version.stages.update(done_at=at)
    assert scanning.rescan_outdated(at) == 1
    assert reading.open(task, 1).exam_version_id == version.pk, "readers keep it meanwhile"
    stage = version.stages.get(name=scanning.STAGE)
    assert stages.run_stage(stage.pk, at)
    assert [one.state for one in LeakScan.objects.order_by("pk")].count("passed") == 2
    version.stages.update(done_at=at)
    assert scanning.rescan_outdated(at) == 0


def test_a_newer_scanner_keeps_a_release_and_holds_back_what_is_new(reading: Reading):
    version = accept(reading, [written("SITE 101 ARM A")])
    scan = scanned(version)
    manager = reading.world.caller("project manager")
    scanning_actions.release_leaks(manager, scan, _REASON)
    first = LeakScan.objects.get()
    outdate(first)
    known_before = [one for one in first.findings if one["fate"] == REACHES]
    again = scanning_actions.record_leak_scan(scanning.SCANNER, version, known_before, 1)
    assert (again.state, again.release_reason, again.released_by) == ("released", _REASON, first.released_by)
    outdate(again, "leak scan 1")
    fresh = [*known_before, {"what": "the site", "place": "series 1, headers", "fate": REACHES, "count": 1}]
    held = scanning_actions.record_leak_scan(scanning.SCANNER, version, fresh, 1)
    assert (held.state, held.release_reason) == ("held", "")
    assert [one.scan.pk for one in scanning_queries.guarded(manager, reading.trial_id).held] == [held.pk]


def _telling(name: str) -> Callable[..., Any]:
    """Series whose label was written by somebody who knew too much."""

    return lambda *args, **more: replace(derive_fitness(*args, **more), label=f"made at {name}")
