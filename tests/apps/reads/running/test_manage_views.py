"""Read management: states and times without values, the sealed order checked, reopening with a reason."""

import pytest
from tests.apps.reads.conftest import entries, target
from tests.apps.reads.test_reader_views import browser

from centralis.apps.reads.models import Read, ReadingSeed, ReadingTask

pytestmark = pytest.mark.django_db
BASE = entries(target("T1", 23.4))


@pytest.mark.req("IMG-8")
def test_the_seed_is_sealed_on_the_page_and_cases_are_given_out(reading):
    reading.accept("01-001", "BL")
    client = browser(reading, "project manager")
    url = f"/t/{reading.trial_id}/reads/"
    assert "The seed is not sealed yet" in client.get(url).content.decode()
    page = client.post(f"{url}seed/", follow=True).content.decode()
    assert ReadingSeed.objects.count() == 1
    assert ReadingTask.objects.count() == 2
    assert "The sealed seed fits it;" in page
    assert "Rosa Reader" in page
    reading.accept("01-002", "BL")
    assert "1 cases given out" in client.post(f"{url}cases/", follow=True).content.decode()


def test_the_page_shows_states_and_never_values(started):
    started.read(started.task("01-001", 1), 1, BASE)
    for part in ("project manager", "data manager"):
        page = browser(started, part).get(f"/t/{started.trial_id}/reads/").content.decode()
        assert "Signed" in page
        assert "23.4" not in page
    for part in ("reader 1", "adjudicator", "QC analyst", "site coordinator", "monitor", "outsider"):
        assert browser(started, part).get(f"/t/{started.trial_id}/reads/").status_code == 404


def test_a_read_is_reopened_with_a_reason_by_the_project_manager_alone(started):
    read = started.read(started.task("01-001", 1), 1, BASE)
    url = f"/t/{started.trial_id}/reads/{read.pk}/reopen/"
    assert browser(started, "data manager").get(url).status_code == 404
    client = browser(started, "project manager")
    answer = client.post(url, {"reason": " ", "revision": read.revision})
    assert (answer.status_code, Read.objects.get().state) == (409, "locked")
    assert client.post(url, {"reason": "wrong organ", "revision": read.revision}).status_code == 302
    assert sorted(Read.objects.values_list("state", flat=True)) == ["open", "reopened"]
    page = browser(started, started.task("01-001", 1)).get(f"/reading/{read.task.token}/").content.decode()
    assert "Given back: your entries are kept" in page
    assert "wrong organ" not in page


def test_images_sent_again_propose_a_re_read(started):
    read = started.read(started.task("01-001", 1), 1, BASE)
    started.accept("01-001", "BL", on=read.exam_date, supersedes=read.exam_version)
    page = browser(started, "project manager").get(f"/t/{started.trial_id}/reads/").content.decode()
    assert "Images were sent again after it was begun: consider a re-read." in page
