"""Headers of stored objects: by children, in the order asked for, once for an exam version."""

from typing import Any

import pytest
from tests.apps.reads.viewing.test_views import images, opened
from tests.apps.reads.viewing.viewing_world import SLICES, line_of, phantom

from centralis.apps.reads.models import Read
from centralis.apps.reads.viewing import headers as viewing_headers

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every job that a child is given."""
    given: list[dict[str, Any]] = []
    pool = viewing_headers.viewers()

    class Watched:
        def run(self, job: dict[str, Any]) -> Any:
            given.append(job)
            return pool.run(job)

    monkeypatch.setattr(viewing_headers, "viewers", Watched)
    return given


def test_images_and_their_frames_are_read_once(started, browse, jobs):
    _task, client, base = opened(started, browse)
    told = images(client, base).json()["series"][0]["images"]
    assert client.get(told[0]["url"]).status_code == 200
    assert images(client, base).status_code == 200
    assert Read.objects.count() == 1
    assert sum(len(job["files"]) for job in jobs if job["do"] == "headers") == len(told)


def test_batches_answer_in_the_order_asked_for(started, jobs):
    lines = [line_of(one) for one in phantom()]
    found = viewing_headers.read_headers(lines)
    places = [one["frames"][0]["position_mm"][2] for one in found]
    assert len(places) == SLICES
    assert places == sorted(places)
    assert sorted(len(job["files"]) for job in jobs) == [4, 5]
    assert viewing_headers.read_headers([]) == []
