"""The viewer's JSON, frames and marks over HTTP: opaque, own, measured anew by the server."""

import json
import re

import pytest
from tests.apps.reads.conftest import entries, target

from centralis.apps.ledger.models import Entry
from centralis.apps.reads import signing
from centralis.apps.reads.models import Mark, Read
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db


def opened(started, browse, number=1):
    task = started.task("01-001", number)
    started.open(task, 1)
    return task, browse(started.part(task)), f"/reading/{task.token}/1"


def images(client, base):
    answer = client.get(f"{base}/images/")
    assert answer.status_code == 200
    return answer


def test_series_are_told_by_geometry_and_pixels_alone(started, browse):
    _task, client, base = opened(started, browse)
    answer = images(client, base)
    told = json.loads(answer.content)["series"]
    assert answer["Cache-Control"] == "no-store"
    assert [one["label"] for one in told] == ["CT · 2"]
    assert [one["position"][2] for one in told[0]["images"]] == [5.0, 10.0]
    assert told[0]["images"][0]["spacing"] == [0.7, 0.7]
    assert told[0]["shared"]["00281052"] == {"vr": "DS", "Value": [-1024.0]}
    text = answer.content.decode()
    for hidden in ("CANARY", "20260102", "1.2.3.4", "01-001"):
        assert hidden not in text
    assert set(re.findall(r'"00\w{6}"', text)) <= {
        f'"{tag}"' for tag in ("00080060", "00280002", "00280004", "00280010", "00280011", "00280100", "00280101",
                               "00280102", "00280103", "00281052", "00281053")
    }  # fmt: skip


def test_frames_are_the_stored_samples_and_the_opening_is_entered(started, browse):
    _task, client, base = opened(started, browse)
    told = json.loads(images(client, base).content)["series"][0]["images"]
    answer = client.get(told[0]["url"])
    assert answer["Content-Type"] == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
    assert answer["Cache-Control"] == "no-store"
    assert answer.content == (1000).to_bytes(2, "little") * 256
    assert client.get(told[1]["url"]).content == (1100).to_bytes(2, "little") * 256
    assert Entry.objects.filter(action="intake.open_images").count() == 1


def test_what_is_not_ones_own_looks_like_what_is_not_there(started, browse):
    task, client, base = opened(started, browse)
    url = json.loads(images(client, base).content)["series"][0]["images"][0]["url"]
    other = browse(started.part(started.task("01-001", 2)))
    for address in (f"{base}/images/", url, f"{base}/marks/", f"/reading/{task.token}/2/images/"):
        assert other.get(address).status_code == 404
    assert client.get(f"/reading/{task.token}/2/images/").status_code == 404
    assert client.get(url.replace("2.25.", "2.25.1")).status_code == 404
    assert client.get(url.replace("frames/1", "frames/2")).status_code == 404


def test_two_readers_get_other_names_for_the_same_images(started, browse):
    names = []
    for number in (1, 2):
        _task, client, base = opened(started, browse, number)
        told = json.loads(images(client, base).content)["series"][0]
        names.append({told["id"], told["frame_of_reference"], *(one["instance"] for one in told["images"])})
    assert not names[0] & names[1]


def mark(image, lesion="T1", edit=1, key="7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0001", **values):
    """10 pixels of 0.7 mm across, 4 down."""
    z = image["position"][2]
    points = [[0.7, 2.8, z], [7.7, 2.8, z], [4.2, 1.4, z], [4.2, 4.2, z]]
    base = {"key": key, "edit": edit, "lesion": lesion, "kind": "bidirectional", "frame": 1, "points": points}
    return {**base, "instance": image["instance"], **values}


def post(client, address, body):
    return client.post(address, json.dumps(body), content_type="application/json")


def test_the_servers_own_lengths_count_and_a_save_twice_is_one(started, browse):
    _task, client, base = opened(started, browse)
    image = json.loads(images(client, base).content)["series"][0]["images"][0]
    for _ in range(2):
        answer = post(client, f"{base}/marks/", {**mark(image), "long_mm": 99})
        assert answer.status_code == 200
        assert (answer.json()["long_mm"], answer.json()["short_mm"]) == (7.0, 2.8)
    assert Mark.objects.count() == 1
    again = client.get(f"{base}/marks/").json()["marks"]
    assert [(one["lesion"], one["points"]) for one in again] == [("T1", mark(image)["points"])]
    row = Mark.objects.get()
    assert row.values["spacing"]["source"] == "pixel_spacing"
    assert row.values["pixels"][1] == [11.0, 4.0]


def test_another_mark_of_a_lesion_replaces_the_first_which_is_kept(started, browse):
    _task, client, base = opened(started, browse)
    image = json.loads(images(client, base).content)["series"][0]["images"][0]
    post(client, f"{base}/marks/", mark(image))
    post(client, f"{base}/marks/", mark(image, key="7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0002"))
    assert sorted(Mark.objects.values_list("state", flat=True)) == ["current", "replaced"]
    gone = post(client, f"{base}/marks/remove/", {"key": "7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0002"})
    assert gone.status_code == 200
    assert client.get(f"{base}/marks/").json()["marks"] == []
    assert sorted(Mark.objects.values_list("state", flat=True)) == ["removed", "replaced"]


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"points": [[0, 0, 5]] * 3}, 400, "4 points"),
        ({"points": [[0.7, 2.8, 6.0], [7.7, 2.8, 6.0], [4.2, 1.4, 6.0], [4.2, 4.2, 6.0]]}, 409, "off the image"),
        ({"points": [[0.7, 2.8, 5], [70.0, 2.8, 5], [4.2, 1.4, 5], [4.2, 4.2, 5]]}, 409, "outside"),
        ({"points": [[0.7, 2.8, 5], [7.7, 2.8, 5], [4.2, 1.4, 5], [7.0, 4.2, 5]]}, 409, "right angles"),
        ({"lesion": "<script>"}, 400, "lesion"),
        ({"key": "x"}, 400, "key"),
        ({"edit": 0}, 400, "edits"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_its_reason(started, browse, change, status, word):
    _task, client, base = opened(started, browse)
    image = json.loads(images(client, base).content)["series"][0]["images"][0]
    answer = post(client, f"{base}/marks/", mark(image, **change))
    assert answer.status_code == status
    assert word in answer.json()["sentence"]
    assert not Mark.objects.exists()


def test_nothing_is_marked_on_a_signed_read(started, browse):
    task, client, base = opened(started, browse)
    image = json.loads(images(client, base).content)["series"][0]["images"][0]
    post(client, f"{base}/marks/", mark(image, "T9"))
    started.read(task, 1, entries(target("T1", 20.0)))
    answer = post(client, f"{base}/marks/", mark(image, "T9", edit=2))
    assert answer.status_code == 409
    assert "locked" in answer.json()["sentence"]
    assert len(client.get(f"{base}/marks/").json()["marks"]) == 1
    assert Read.objects.get(task=task).state == "locked"


def test_a_read_is_not_signed_with_another_number_than_its_mark_measures(started, browse):
    task, client, base = opened(started, browse)
    image = json.loads(images(client, base).content)["series"][0]["images"][0]
    points = [[0.35, 2.8, 5], [10.85, 2.8, 5], [4.2, 1.4, 5], [4.2, 4.2, 5]]
    post(client, f"{base}/marks/", mark(image, points=points))
    with pytest.raises(Refused, match=r"says 12 mm, its mark measures 10.5 mm"):
        started.read(task, 1, entries(target("T1", 12.0)))
    started.fill(task, 1, entries(target("T1", 10.5)))
    page = client.get(f"{base}/sign/").content.decode()
    assert "Marks on the images" in page
    assert '<td class="num">10.5</td><td class="num">2.8</td>' in page
    signed = started.sign(Read.objects.get(task=task))
    assert signed.state == "locked"
    content = signing.prepare(Read.objects.get(pk=signed.pk)).content
    told = [(one["lesion"], one["long_mm"], one["points_mm"]) for one in content["marks"]]
    assert told == [("T1", 10.5, points)]


@pytest.mark.parametrize("body", ["[" * 100_000, '{"key": ' * 50_000, "NaN", "{", "", "[]", "7", '"x"'])
def test_what_is_no_mark_is_refused_with_a_sentence_however_deep_it_is_nested(started, browse, body):
    _task, client, base = opened(started, browse)
    for place in ("marks/", "marks/remove/"):
        answer = client.post(f"{base}/{place}", body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["sentence"].endswith((".", "again."))
    assert not Mark.objects.exists()


def test_a_mark_that_a_page_did_not_know_of_is_not_replaced_by_it(started, browse):
    """Two tabs on one read: the second may not push the first one's mark aside unseen."""
    _task, client, base = opened(started, browse)
    image = json.loads(images(client, base).content)["series"][0]["images"][0]
    first, second = (f"7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f000{number}" for number in (1, 2))
    assert post(client, f"{base}/marks/", mark(image, key=first, over=[])).status_code == 200
    answer = post(client, f"{base}/marks/", mark(image, key=second, over=[]))
    assert answer.status_code == 409
    assert "T1 was measured in another window meanwhile" in answer.json()["sentence"]
    assert [str(one.key) for one in Mark.objects.all()] == [first]
    for _ in range(2):  # sent again because the answer was lost
        assert post(client, f"{base}/marks/", mark(image, key=second, over=[first])).status_code == 200
    assert [one["key"] for one in client.get(f"{base}/marks/").json()["marks"]] == [second]
