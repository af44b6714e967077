"""The definition's hanging protocol on real exams: series found by what QC matched, opaque names in the plan alone."""

import json
import re

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.viewing.viewing_world import accept, phantom

from centralis.apps.reads.cases import gather
from centralis.apps.reads.viewing import hanging

pytestmark = pytest.mark.django_db
LAYOUT = "  layout: {columns: [nadir, prior, current], link: scroll}\n"
HANGING = """  hanging:
    - id: lungs_beside
      when: {modality: CT, part: follow_up}
      grid: 2x2
      tools: [bidirectional]
      windows: [liver, lung]
      cells:
        - {show: baseline, series: {matches: axial_soft}, window: liver, link: body}
        - {show: current, series: {matches: axial_soft}, window: liver, link: body}
        - {show: baseline, series: {matches: axial_lung}, window: lung}
        - {show: current, series: {matches: axial_lung}, window: {centre: -500, width: 1400}}
"""


def exam(number: int, *, with_lung: bool = True):
    """A soft tissue series and a smaller one of the lung, as a site may send them."""
    study = {"StudyInstanceUID": f"1.2.3.{number}", "FrameOfReferenceUID": f"1.2.3.{number}.9"}
    soft = phantom(SeriesInstanceUID=f"1.2.3.{number}.1", SeriesDescription="CANARY soft portal venous", **study)
    lung = phantom(SeriesInstanceUID=f"1.2.3.{number}.2", SeriesDescription="CANARY lung", **study)[:5]
    return [*soft, *lung] if with_lung else soft


@pytest.fixture
def follow_up(reading, request):
    """A case with both time points, the second opened, under a definition with a protocol for follow-ups."""
    reading.amend(LAYOUT, LAYOUT + HANGING)
    accept(reading, "01-001", "BL", exam(1))
    accept(reading, "01-001", "W8", exam(2, with_lung=getattr(request, "param", True)))
    reading.begin()
    task = reading.task("01-001", 1)
    reading.read(task, 1, entries(target("T1", 20.0)))
    reading.open(task, 2)
    return task


def plan(client, task, number: int) -> dict:
    page = client.get(f"/reading/{task.token}/{number}/").content.decode()
    return json.loads(re.search(r'id="viewer-plan"[^>]*>(.*?)</script>', page)[1])


def test_series_are_found_by_what_qc_matched_and_told_by_opaque_names_alone(reading, follow_up, browse):
    client = browse(reading.part(follow_up))
    told = plan(client, follow_up, 2)
    hung = told["hanging"]
    assert (hung["name"], hung["rows"], hung["columns"]) == ("lungs_beside", 2, 2)
    assert hung["tools"] == ["window", "scroll", "pan", "zoom", "bidirectional"]
    assert [told["panes"][one["pane"]]["number"] for one in hung["cells"]] == [1, 2, 1, 2]
    assert all(one["is_as_asked"] for one in hung["cells"])
    assert [one["window"] for one in hung["cells"][1:4:2]] == [
        {"centre": 60, "width": 160}, {"centre": -500, "width": 1400},
    ]  # fmt: skip
    for cell in hung["cells"]:
        series = client.get(told["panes"][cell["pane"]]["images_url"]).json()["series"]
        count = len(next(one for one in series if one["id"] == cell["series"])["images"])
        assert count == (9 if cell["link"] == "body" else 5)
    assert "CANARY" not in json.dumps(told)
    assert "1.2.3." not in json.dumps(hung)


@pytest.mark.parametrize("follow_up", [False], indirect=True)
def test_a_series_that_is_not_there_is_said_so_and_never_shown_twice(reading, follow_up):
    hung = hanging.hang_time_point(gather(follow_up), 2)
    assert hung is not None
    assert [(one.time_point, one.is_as_asked) for one in hung.cells] == [(1, True), (2, True), (1, True)]
    assert (hung.rows, hung.columns) == (1, 3)


def test_the_baseline_has_no_protocol_here_and_is_laid_out_as_before(reading, follow_up, browse):
    told = plan(browse(reading.part(follow_up)), follow_up, 1)
    assert told["hanging"] is None
    assert [one["number"] for one in told["panes"]] == [1]


def test_a_tool_that_the_protocol_does_not_allow_is_refused_by_the_server(reading, follow_up, browse):
    client = browse(reading.part(follow_up))
    told = plan(client, follow_up, 2)
    current = next(one for one in told["panes"] if one["is_current"])
    image = client.get(current["images_url"]).json()["series"][0]["images"][4]
    x, y, z = image["position"]
    body = {
        "key": "7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0001", "edit": 1, "lesion": "T1", "kind": "length", "frame": 1,
        "instance": image["instance"], "points": [[x + 10, y + 20, z], [x + 30, y + 20, z]],
    }  # fmt: skip
    answer = client.post(current["marks_url"], json.dumps(body), content_type="application/json")
    assert answer.status_code == 409
    assert "does not allow this tool" in answer.json()["sentence"]
    points = [*body["points"], [x + 20, y + 16, z], [x + 20, y + 24, z]]
    allowed = {**body, "kind": "bidirectional", "points": points}
    answer = client.post(current["marks_url"], json.dumps(allowed), content_type="application/json")
    assert (answer.status_code, answer.json()["long_mm"]) == (200, 20.0)
