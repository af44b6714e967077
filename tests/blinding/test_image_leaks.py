"""What images and their headers tell (leaks L01 to L13, L57): planted in every attribute, searched for in every answer.

One reader's session over an exam whose headers are full of canaries (`planted`); each leak has its test by number. That
time points are missing is proved in `test_list_leaks`, text in pixels in tests/core/deid/pixels.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.apps.reads.viewing import viewing_world
from tests.blinding import planted
from tests.blinding.conftest import built
from tests.blinding.planted import canary
from tests.blinding.session import Answer, read_session

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Exposed:
    """What lies in the store, and what reached the reader."""

    stored: bytes
    answers: tuple[Answer, ...]

    @property
    def seen(self) -> bytes:
        return b"\n".join(one.everything for one in self.answers)

    def of(self, route: str) -> list[Answer]:
        return [one for one in self.answers if one.route == route and one.status == 200]

    @property
    def series(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.of("reads_view_images")[0].body)["series"]
        return found


@pytest.fixture(scope="module")
def exposed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exposed]:
    objects = [*planted.planted_series(), planted.compressed(), *planted.told_by_others()]
    with built(tmp_path_factory.mktemp("planted"), django_db_blocker) as room, planted.anything_goes():
        viewing_world.accept(room, "01-001", "BL", objects)
        room.begin()
        task = room.task("01-001", 1)
        answers = read_session(task.reader.username, task.token, points=1)
        yield Exposed(b"".join(map(planted.bytes_of, objects)), tuple(answers))


def hidden(exposed: Exposed, *words: str | bytes) -> None:
    """Each word lies in the stored objects, and in nothing that reached the reader."""
    for word in words:
        raw = word if isinstance(word, bytes) else word.encode()
        assert raw in exposed.stored, f"{raw!r} was not planted"
        assert raw not in exposed.seen, f"{raw!r} reached the reader"


def canaries(*keywords: str) -> list[str]:
    return [canary(one) for one in keywords]


@pytest.mark.req("IMG-9")
def test_no_string_of_any_header_reaches_a_reader(exposed: Exposed):
    assert exposed.stored.count(b"CANARY") > 5000
    assert b"CANARY" not in exposed.seen
    assert len(exposed.of("reads_view_frame")) == 3, "both series were looked at"


def test_l01_dates_and_times(exposed: Exposed):
    hidden(exposed, planted.DAY, planted.TIME)


def test_l02_age_and_birth_date(exposed: Exposed):
    hidden(exposed, planted.AGE, planted.BORN, *canaries("PatientSex", "PatientName", "OtherPatientNames"))


def test_l03_descriptions(exposed: Exposed):
    names = ("StudyDescription", "SeriesDescription", "ProtocolName", "ClinicalTrialTimePointDescription")
    hidden(exposed, *canaries(*names, "PerformedProcedureStepDescription", "RequestedProcedureDescription"))


def test_l04_institution_and_device(exposed: Exposed):
    names = ("InstitutionName", "StationName", "DeviceSerialNumber", "OperatorsName", "ReferringPhysicianName")
    hidden(exposed, *canaries(*names, "Manufacturer", "ManufacturerModelName", "SoftwareVersions"))


def test_l05_country_by_charset_zone_and_language(exposed: Exposed):
    hidden(exposed, planted.ZONE, *canaries("CountryOfResidence", "InstitutionAddress"))
    for one in exposed.answers:
        headers = dict(one.headers)
        assert headers.get("Content-Language", "en") == "en"
        assert "charset" not in headers.get("Content-Type", "") or "charset=utf-8" in headers["Content-Type"]
    assert not {"00080005", "00080201"} & tags_of(exposed)


def test_l06_patient_id_with_site_or_arm(exposed: Exposed):
    hidden(exposed, canary("PatientID-101-ARM-A"), *canaries("OtherPatientIDs", "ClinicalTrialSubjectID"))


def test_l07_uids(exposed: Exposed):
    hidden(exposed, planted.ROOT)
    uids = {uid.decode() for uid in re.findall(rb"\b2\.25\.\d+", exposed.seen)} - {"2.25.1"}
    assert len(uids) >= 2 + 1 + 3, "two series, a frame of reference, three images"
    assert all(f"{int(uid[5:]):032x}"[12] == "8" for uid in uids), "made by us, of no date"


def test_l08_accession_and_study_id(exposed: Exposed):
    hidden(exposed, *canaries("AccessionNumber", "StudyID"))


def test_l09_private_tags_comments_and_orders(exposed: Exposed):
    names = ("ImageComments", "ContrastBolusAgent", "AdmittingDiagnosesDescription", "PatientComments")
    hidden(exposed, *canaries("PrivateCreator", "PrivateText", "PrivateBytes", *names, "RequestAttributesSequence"))
    hidden(exposed, *canaries("LUTExplanation", "BehindTheTable", "RescaleType", "CodeStream"))


def test_l10_reports_states_captures_and_overlays(exposed: Exposed):
    hidden(exposed, *canaries("OverlayDescription", "OverlayData", "OtherObject", "IconImageSequence"))
    assert [len(one["images"]) for one in exposed.series] == [2, 1], "three objects that are no images are left out"


def test_l12_numbers_of_series_and_instances(exposed: Exposed):
    hidden(exposed, str(planted.COUNT))
    assert [one["label"] for one in exposed.series] == ["CT · 2", "CT · 1"]


def test_l13_scan_parameters_weight_and_dose(exposed: Exposed):
    hidden(exposed, planted.NUMBER, *canaries("RadiopharmaceuticalInformationSequence", "ConvolutionKernel"))
    assert not {"00180060", "00101030", "00181151"} & tags_of(exposed)


def test_l33_the_json_of_images_holds_what_the_viewer_uses_and_no_more(exposed: Exposed):
    told = json.loads(exposed.of("reads_view_images")[0].body)
    assert set(told) == {"series", "edition"}
    assert re.fullmatch(r"2\.25\.\d{30,39}", told["edition"])
    for series in exposed.series:
        assert set(series) <= {
            "id", "label", "modality", "frame_of_reference", "fitness", "shared", "images", "calibration", "units",
            "suv", "cine_ms", "has_values",
        }  # fmt: skip
        assert set(series["suv"] or {}) <= {"factor", "unit", "reason"}
        for image in series["images"]:
            assert set(image) - {"fault"} == {"url", "instance", "frame", "position", "orientation", "spacing", "own"}
    geometry_and_pixels = {"0008", "0018", "0028"}
    assert {tag[:4] for tag in tags_of(exposed)} <= geometry_and_pixels
    assert {tag for tag in tags_of(exposed) if tag.startswith("0008")} <= {"00080060"}


def test_l40_frames_hold_pixels_and_no_words(exposed: Exposed):
    frames = exposed.of("reads_view_frame")
    plain = [one for one in frames if "=1.2.840.10008.1.2.1" in dict(one.headers)["Content-Type"]]
    assert [len(one.body) for one in plain] == [8192, 8192]
    packed = [one.body for one in frames if one.body.startswith(b"\xff\x4f")]
    assert len(packed) == 1
    assert b"\xff\x64" not in packed[0][: packed[0].index(b"\xff\x90")], "no comment stands before the first tile"
    assert not [one.asked for one in exposed.answers if re.search(rb"tEXt|iTXt|Exif\0|<x:xmpmeta", one.body)]


def tags_of(exposed: Exposed) -> set[str]:
    """Every DICOM tag that the viewer was told."""
    found: set[str] = set()
    for answer in exposed.of("reads_view_images"):
        found |= set(re.findall(r'"([0-9A-F]{8})":', answer.body.decode()))
    return found
