"""Single fields that a mark at a site fills: a region's mean in SUL, a length; held against the form, else typed."""

from uuid import uuid4

import pytest
from tests.apps.conftest import SECRET
from tests.apps.reads.test_reading_in_a_browser import document
from tests.apps.reads.viewing.form_readings import RESPONSE, pet_ct
from tests.apps.reads.viewing.pet_world import MIDDLE_MM
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.reads.actions import save_draft
from centralis.apps.reads.models import Read
from centralis.apps.reads.viewing import actions as viewing_actions
from centralis.apps.reads.viewing import marks as viewing_marks
from centralis.apps.reads.viewing import marks_and_form, sites
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.web.demo.cast import build_world
from centralis.core.catalogue import CRITERIA
from centralis.core.criteria.fields import QUANTITIES
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, request):
    return build_world(lambda _username: SECRET, document(request.param, RESPONSE))


@pytest.fixture
def task(reading):
    accept(reading, "01-001", "BL", pet_ct(PatientSex="M", PatientSize="1.75"))
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def current(task) -> Read:
    rows = Read.objects.select_related("task__reader", "task__subject", "exam_version", "definition")
    return rows.get(task=task, state="open")


def keep(reading, task, kind, name, points, modality, **values):
    """Draw on the middle slice of the series of a modality; points are x and y in mm about the phantom's middle."""
    read = current(task)
    series = next(one for one in viewing.series_of(read.exam_version) if one.modality == modality)
    frame = series.frames[len(series.frames) // 2]
    x, y = MIDDLE_MM
    sent = {
        "key": str(uuid4()), "edit": 1, "lesion": name, "kind": kind, "frame": 1,
        "points": [[x + a, y + b, frame.position_mm[2]] for a, b in points],
        "instance": viewing.opaque(read.task, frame.sop_uid), **values,
    }  # fmt: skip
    draft = viewing_marks.read_draft(sent)
    return viewing_actions.save_mark(reading.caller(task), read, viewing_marks.measure(read, draft))


def disagreements(reading, task, **content) -> list[str]:
    save_draft(reading.caller(task), current(task), {"targets": [], **content})
    return marks_and_form.find_disagreements(current(task))


CIRCLE = [(30, 5), (30, -5), (25, 0), (35, 0)]


@pytest.mark.parametrize("world", ["percist-1.0"], indirect=True)
def test_a_region_in_the_liver_says_what_its_fields_may_hold(reading, task):
    mark = keep(reading, task, "ellipse", "ROI 1", CIRCLE, "PT", of_lesion="Liver")
    mean, spread = mark.values["sul_mean"], mark.values["sul_sd"]
    assert mean == pytest.approx(mark.values["mean"] * mark.values["sul_peak"] / mark.values["peak"], abs=0.02)
    assert 0 < mean < mark.values["mean"]  # lean body mass is less than the body's
    assert disagreements(reading, task, liver_mean=mean, liver_deviation=spread) == []
    (sentence,) = disagreements(reading, task, liver_mean=mean + 1, liver_deviation=spread)
    assert sentence == (
        f"Liver mean, 3 cm sphere: the form says {mean + 1:g}, the mark of Liver measures {mean:.2f}. "
        "Take over the measured value, draw the mark anew, or remove it."
    )
    assert disagreements(reading, task, blood_pool_mean=1.4) == []  # nothing is drawn there: typed


@pytest.mark.parametrize("world", ["percist-1.0"], indirect=True)
@pytest.mark.parametrize(("kind", "name", "of_lesion"), [
    ("ellipse", "ROI 1", "Kidney"), ("length", "Liver", ""), ("length", "Spleen", ""),
])  # fmt: skip
def test_a_site_that_the_form_does_not_ask_for_so_is_refused(reading, task, kind, name, of_lesion):
    points = CIRCLE if kind == "ellipse" else [(-10, 0), (10, 0)]
    with pytest.raises(Refused, match="asks for no such measurement of"):
        keep(reading, task, kind, name, points, "PT", of_lesion=of_lesion)


@pytest.mark.parametrize("world", ["lugano-2014"], indirect=True)
def test_a_length_of_the_spleen_is_held_against_its_field(reading, task):
    mark = keep(reading, task, "length", "Spleen", [(-18, 0), (18, 0)], "CT")
    assert mark.values["long_mm"] == pytest.approx(36.0)
    assert disagreements(reading, task, spleen_mm=36.0) == []
    assert disagreements(reading, task, spleen_mm=120)[0].startswith("Spleen length, vertical: the form says 120,")


@pytest.mark.parametrize("name", list(CRITERIA))
def test_every_field_at_a_site_can_be_measured_and_told(name):
    for one in sites.fields_at_sites(CRITERIA[name].open_reading({}).form()):
        assert one.quantity in QUANTITIES
        assert viewing_marks._SITE.fullmatch(one.site), "a mark's name has at most 12 characters"
