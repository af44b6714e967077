"""The pages of what is asked of central review, as the guide shows them; `CENTRALIS_SHOTS` keeps the pictures.

Made anew: `CENTRALIS_SHOTS=docs/images pytest -m browser tests/apps/reads/designs/test_on_request_pictures_browser.py`.
"""

from datetime import date, timedelta

import pytest
from tests.apps.reads.conftest import AT, entries, target
from tests.apps.reads.designs.test_eligibility import cases, in_screening
from tests.apps.reads.designs.test_on_request import visit_of
from tests.apps.reads.viewing.test_browser import outside_the_loop, page_of, shot

from centralis.apps.action import house
from centralis.apps.ledger.recorded import Scope, amend
from centralis.apps.reads.designs import eligibility, on_request
from centralis.apps.trials import actions as trials

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def asked(reading):
    """Five subjects in screening, each as far as another, and a progression that waits to be confirmed."""
    first = in_screening(reading, ", tell: rules}, progression: {due_days: 3", "01-009")
    world, site = reading.world, first.site_id
    caller, manager = world.caller("site coordinator"), world.caller("project manager")
    for code in ("01-010", "01-011", "01-012", "01-013"):
        world.subjects[code] = trials.enrol_subject(caller, Scope(reading.trial_id, site), code)
    for place, code in enumerate(("01-009", "01-010", "01-011", "01-012")):
        reading.accept(code, "BL", date(2026, 1, 5 + place))
    eligibility.run_due(reading.trial_id)
    eligibility.run_due(reading.trial_id)
    rows = {code: eligibility.newest_request(world.subjects[code].pk) for code in world.subjects}
    reading.read(cases(rows["01-010"])[0], 1, entries(target("T1", 22.0)))
    reading.read(cases(rows["01-011"])[0], 1, entries())
    eligibility.return_eligibility(manager, rows["01-012"], "The venous phase of the abdomen is missing.")
    amend(rows["01-009"], {"due_on": house.now().date() - timedelta(days=1)}, AT)
    on_request.request_confirmation(caller, visit_of(reading, "01-001", "W8"), "New lesion in segment 6 of the liver")
    return reading


@pytest.mark.parametrize(
    ("part", "path", "name", "words"),
    [
        ("site coordinator", "confirmations/", "central-review-site", "Send BL again. The venous phase"),
        ("project manager", "confirmations/", "central-review-manager", "0 of 1 signed"),
        ("project manager", "reads/", "read-management-requests", "requests of sites wait for central review"),
        ("site coordinator", "subjects/{subject}/", "subject-in-screening", "Enrol the subject"),
        ("reader", "", "worklist-on-request", "Read baseline"),
    ],
)
def test_the_pages(asked, browse, part, path, name, words):
    waiting = asked.world.subjects["01-009"]
    task = cases(eligibility.newest_request(waiting.pk))[0]
    client = browse(asked.part(task) if part == "reader" else part)
    address = f"/t/{asked.trial_id}/{path.format(subject=waiting.pk)}" if path else "/reading/"
    with page_of(client, 1500, 760) as page:
        page.goto(address)
        said = page.inner_text("main")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        shot(page, name)
    assert words in said
    assert wide <= 0
    with outside_the_loop():
        assert task.purpose == "eligibility"
