"""One whole read by films in a real Chromium: played, a still chosen, scored, signed, replayed on the same frame."""

import io
from collections.abc import Iterator

import pytest
from pydicom import dcmread
from tests.apps.reads.reports.test_replay_browser import settled, tabs
from tests.apps.reads.viewing.film_world import COLUMNS, cleaned_film, middle, score_by_films
from tests.apps.reads.viewing.test_browser import PICTURE, outside_the_loop, shot, show
from tests.apps.reads.viewing.viewing_world import accept

from centralis.apps.action import house
from centralis.apps.intake.preparing import store
from centralis.apps.reads.models import KeyImage, Read, ReadReport
from centralis.apps.reads.reports import stage as report_stage
from centralis.services.store import REPORTS

__all__ = ["tabs"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
STILL = 17

DARK = """() => {
  const canvas = document.querySelector('.viewer-cell.is-current canvas');
  const { width, height } = canvas;
  const row = canvas.getContext('2d').getImageData(0, Math.round(height / 2), width, 1).data;
  const shown = [], dark = [];
  for (let x = 0; x < width; x++) {
    const [r, g, b] = [row[4 * x], row[4 * x + 1], row[4 * x + 2]];
    if (r + g + b > 4) shown.push(x);
    if (r + g + b > 4 && r < 45) dark.push(x);
  }
  const middle = dark.reduce((sum, x) => sum + x, 0) / dark.length;
  const at = 4 * Math.round(shown[0] + 4);
  const share = (middle - shown[0]) / (shown[shown.length - 1] - shown[0]);
  return { share, rim: [row[at], row[at + 1], row[at + 2]] };
}"""


@pytest.fixture
def task(reading) -> Iterator[object]:
    """A case with one film, opened by its first reader."""
    score_by_films(reading)
    accept(reading, "01-001", "BL", [cleaned_film()])
    reading.begin()
    given = reading.task("01-001", 1)
    reading.open(given, 1)
    return given


def place(page) -> int:
    return int(page.get_attribute(".viewer-cell.is-current", "data-place"))


def go(page, frame: int) -> None:
    """Step to a frame (from 0) by keys."""
    page.focus(".viewer-cell.is-current")
    page.keyboard.press("Home")
    for number in range(1, frame + 1):
        page.keyboard.press("ArrowDown")
        page.wait_for_selector(f".viewer-cell.is-current[data-place='{number}']")
    page.wait_for_timeout(300)


def test_a_film_is_played_a_still_chosen_scored_signed_and_replayed(tabs, task, reading):
    reader, inspector = tabs
    show(reader, task, 1)
    reader.focus(".viewer-cell.is-current")
    before = place(reader)
    reader.keyboard.press("c")
    reader.wait_for_function("(was) => document.querySelector('.viewer-cell.is-current').dataset.place !== String(was)",
                             arg=before)  # fmt: skip
    reader.keyboard.press("c")
    go(reader, STILL)
    seen = reader.evaluate(DARK)
    assert seen["share"] == pytest.approx(middle(STILL) / COLUMNS, abs=0.02)
    red, green, blue = seen["rim"]
    assert red > green + 40  # reddish: neither grey nor with its colours changed twice
    assert green > blue
    reader.keyboard.press("k")
    reader.wait_for_function("() => document.querySelector('[data-save-state]').textContent.includes('saved')")
    reader.wait_for_timeout(800)
    with outside_the_loop():
        assert [one.frame for one in KeyImage.objects.all()] == [STILL + 1]
    reader.fill("[name='segments-0-id']", "rectum")
    reader.select_option("[name='segments-0-state']", "scored")
    reader.fill("[name='segments-0-score']", "2")
    reader.locator("#scored", has_text="rectum").wait_for()
    reader.wait_for_timeout(1500)
    shot(reader, "film-scored")
    picture = reader.evaluate(PICTURE)
    with outside_the_loop():
        signed = reading.sign(Read.objects.get(state="open"))
        report_stage.reconcile_reports(house.now())
        kinds = {one.kind: store().read(REPORTS, one.digest) for one in ReadReport.objects.filter(read=signed)}
    assert signed.content["segments"] == [{"id": "rectum", "state": "scored", "score": 2}]
    assert signed.assessment["score"] == 2
    assert referenced(kinds) == {STILL + 1}
    inspector.goto(f"/t/{reading.trial_id}/reads/{signed.pk}/replay/")
    settled(inspector)
    assert place(inspector) == STILL
    assert inspector.evaluate(PICTURE) == picture
    assert inspector.evaluate(DARK)["share"] == pytest.approx(seen["share"], abs=0.02)
    shot(inspector, "film-replay")


def referenced(kinds: dict[str, bytes]) -> set[int]:
    """The frames that the key object selection names."""
    found: set[int] = set()
    for content in kinds.values():
        ds = dcmread(io.BytesIO(content))
        if ds.SOPClassUID.name == "Key Object Selection Document Storage":
            for one in ds.ContentSequence:
                for reference in one.get("ReferencedSOPSequence", []):
                    numbers = reference.get("ReferencedFrameNumber")
                    found |= {int(number) for number in ([numbers] if isinstance(numbers, int) else numbers or [])}
    return found
