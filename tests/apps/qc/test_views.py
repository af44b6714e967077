"""The pages of QC as a person meets them: what stands there, what is refused, and nothing typed is lost."""

import html
import json
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from tests.apps.conftest import SECRET
from tests.apps.qc.conftest import GOOD, Desk
from tests.apps.qc.test_actions import ask, last_entry

from centralis.apps.ledger.models import Entry
from centralis.apps.qc.models import QcDecision, QcOutcome, Query
from centralis.apps.sites import actions as sites

pytestmark = pytest.mark.django_db
THICK = replace(GOOD, slice_thickness_mm=7.5)


def url(name: str, desk: Desk, **kwargs) -> str:
    return reverse(name, kwargs={"trial": desk.world.trial.pk, **kwargs})


def text_of(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def field(answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return html.unescape(found.group(1))


def test_the_exam_page_shows_the_checklist_failed_first(desk, browse):
    version = desk.checked(THICK)
    page = browse("monitor").get(url("qc_exam", desk, version=version.pk))
    said = text_of(page)
    assert page.status_code == 200
    assert "Failed (1)" in said
    assert "Slice thickness axial_soft at most 5 mm 7.5 mm Failed major" in said
    assert said.index("Failed (") < said.index("Not evaluable (") < said.index("Passed (")
    assert "Fills: axial_soft" in said
    assert f"/versions/{version.pk}/thumbnails/" in page.content.decode()
    assert "against definition version 1.0" in said
    assert "The checks ran: 1 failed, 1 not evaluable. A QC analyst decides next." in said
    assert "These images are simulated" in said
    assert "Accept with deviation" not in said


def test_the_decision_bar_says_what_follows_and_what_blocks(desk, browse):
    version = desk.checked(THICK)
    said = text_of(browse("QC analyst").get(url("qc_exam", desk, version=version.pk)))
    assert "Accept exam : Major findings that failed: 1. Accept with deviation and say why" in said
    assert "the deviation stands in the deviation log" in said


@pytest.mark.req("IMG-6")
def test_an_analyst_says_why_sees_what_is_signed_and_signs(desk, browse):
    version, analyst = desk.checked(THICK), browse("QC analyst")
    address = url("qc_decide", desk, version=version.pk)
    first = analyst.get(address, {"outcome": "accept with deviation"})
    assert "See what will be signed" in text_of(first)
    empty = analyst.post(address, {"outcome": "accept with deviation", "reason": " "})
    assert "This field is required." in text_of(empty)
    shown = analyst.post(address, {"outcome": "accept with deviation", "reason": "Lesions exceed 20 mm."})
    said = text_of(shown)
    assert version.manifest_digest in said
    assert "1 major and 0 minor failures, 1 not evaluable, against definition version 1.0" in said
    assert "Lesions exceed 20 mm." in said
    assert "this exam deviates from the protocol as stated, and may be read." in said
    form = {name: field(shown, name) for name in ("outcome", "revision", "reason", "shown_digest")}
    wrong = analyst.post(address, {**form, "secret": "guessed"})
    assert wrong.status_code == 409
    assert "Lesions exceed 20 mm." in text_of(wrong)
    assert not QcDecision.objects.exists()
    done = analyst.post(address, {**form, "secret": SECRET})
    assert done.status_code == 302
    after = text_of(analyst.get(done.headers["Location"]))
    assert "Accepted with a deviation by Quentin Carver; it goes to the readers." in after
    assert "signed by Quentin Carver, QC analyst" in after
    log = text_of(analyst.get(url("qc_deviations", desk)))
    assert "Slice thickness: expected at most 5 mm, observed 7.5 mm" in log
    assert "Lesions exceed 20 mm." in log


def test_a_stale_form_signs_nothing_and_keeps_what_was_typed(desk, browse):
    version, analyst = desk.checked(), browse("QC analyst")
    address = url("qc_decide", desk, version=version.pk)
    shown = analyst.post(address, {"outcome": "reject: rescan", "reason": "Movement."})
    form = {name: field(shown, name) for name in ("outcome", "revision", "reason", "shown_digest")}
    query = ask(desk, version)
    stale = analyst.post(address, {**form, "secret": SECRET})
    assert stale.status_code == 409
    assert "Movement." in text_of(stale)
    assert field(stale, "revision") != form["revision"]
    assert last_entry()["facts"]["code"] in ("stale", "content_changed")
    again = {name: field(stale, name) for name in ("outcome", "revision", "reason", "shown_digest")}
    assert analyst.post(address, {**again, "secret": SECRET}).status_code == 302
    assert QcDecision.objects.get().outcome == QcOutcome.REJECT
    assert Query.objects.get(pk=query.pk).state == "open"


def test_two_tabs_sign_at_once_and_the_second_is_refused(desk, browse):
    version, analyst = desk.checked(), browse("QC analyst")
    address = url("qc_decide", desk, version=version.pk)
    tabs = []
    for outcome, words in (("accept", {}), ("reject: rescan", {"reason": "Movement."})):
        shown = analyst.post(address, {"outcome": outcome, **words})
        tabs.append({**words, "outcome": outcome, **{n: field(shown, n) for n in ("revision", "shown_digest")}})
    assert analyst.post(address, {**tabs[0], "secret": SECRET}).status_code == 302
    second = analyst.post(address, {**tabs[1], "secret": SECRET}, follow=True)
    assert "This exam is accepted; only an exam in QC (or queried) can be decided." in text_of(second)
    assert QcDecision.objects.get().outcome == QcOutcome.ACCEPT


def test_a_decision_that_is_not_one_and_a_blocked_one_lead_nowhere(desk, browse):
    version, analyst = desk.checked(THICK), browse("QC analyst")
    address = url("qc_decide", desk, version=version.pk)
    assert analyst.get(address, {"outcome": "burn"}).status_code == 404
    blocked = analyst.get(address, {"outcome": "accept"}, follow=True)
    assert "Major findings that failed: 1." in text_of(blocked)


@pytest.mark.req("P11-10G-1")
@pytest.mark.parametrize("name", ["qc_exam", "qc_decide", "qc_ask"])
def test_an_exam_of_another_site_or_trial_does_not_exist(desk, browse, name):
    version = desk.checked()
    address = url(name, desk, version=version.pk)
    for part in ("site coordinator 2", "reader 1", "adjudicator", "outsider", "statistician"):
        assert browse(part).get(address, {"outcome": "accept"}).status_code == 404
    own = reverse(name, kwargs={"trial": desk.world.other_trial.pk, "version": version.pk})
    assert browse("outsider").get(own, {"outcome": "accept"}).status_code == 404


def test_a_query_is_a_conversation_between_core_lab_and_site(desk, browse):
    version, analyst, site = desk.checked(THICK), browse("QC analyst"), browse("site coordinator")
    address = url("qc_ask", desk, version=version.pk)
    draft = analyst.get(address, {"check": "slice-thickness"})
    assert "Slice thickness: expected at most 5 mm; observed 7.5 mm." in text_of(draft)
    form = {"category": "acquisition parameter", "severity": "major", "question": "", "wanted": "", "check_id": ""}
    assert analyst.post(address, {**form, "revision": field(draft, "revision")}).status_code == 302
    query = Query.objects.get()
    assert query.messages.get().text == "A parameter is outside the acquisition protocol."
    page = url("qc_query", desk, query=query.pk)
    shown = site.get(page)
    assert "Site 01 answers next, by" in text_of(shown)
    assert "Close the query" not in text_of(shown)
    answer = {"wish": "answer", "answer-text": "Our default was used.\n\nIt was a mistake."}
    assert site.post(page, {**answer, "revision": field(shown, "revision")}).status_code == 302
    stale = site.post(page, {**answer, "revision": field(shown, "revision")})
    assert stale.status_code == 409
    assert "Our default was used." in text_of(stale)
    assert "Somebody changed this meanwhile." in text_of(stale)
    assert Query.objects.get().messages.count() == 2
    read = analyst.get(page)
    assert "The site answered; the core lab closes the query or asks on." in text_of(read)
    close = {"wish": "close", "close-resolution": "explained", "revision": field(read, "revision")}
    assert analyst.post(page, close).status_code == 302
    assert "Closed by Quentin Carver: explained" in text_of(site.get(page))
    assert browse("site coordinator 2").get(page).status_code == 404
    assert analyst.post(page, {"wish": "burn"}).status_code == 404


def test_what_somebody_typed_is_text_and_never_markup(desk, browse):
    version = desk.checked()
    query = ask(desk, version, "<script>alert(1)</script> & more")
    for name, key in (("qc_query", {"query": query.pk}), ("qc_exam", {"version": version.pk}), ("qc_queries", {})):
        page = browse("monitor").get(url(name, desk, **key)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_console_puts_what_waits_for_me_first(desk, browse):
    version = desk.checked()
    first, second = ask(desk, version, "First?"), ask(desk, desk.fresh(version), "Second?")
    browse("site coordinator").post(
        url("qc_query", desk, query=second.pk),
        {"wish": "answer", "answer-text": "yes", "revision": second.revision},
    )
    lab = text_of(browse("QC analyst").get(url("qc_queries", desk)))
    assert "Not closed: 2 of 2. Waiting for you: 1." in lab
    assert lab.index("Second?") < lab.index("First?")
    site = text_of(browse("site coordinator").get(url("qc_queries", desk)))
    assert site.index("First?") < site.index("Second?")
    assert "Not closed: 0 of 0." in text_of(browse("site coordinator 2").get(url("qc_queries", desk)))
    assert f"Open {first.due_on} 0 01-001 BL 01 missing images First? site 01 0 Quentin Carver" in lab


def test_the_export_holds_what_the_console_shows_and_is_entered(desk, browse):
    ask(desk, desk.checked(), "=HYPERLINK(1)")
    answer = browse("monitor").get(url("qc_queries_csv", desk))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("number,site,subject,visit,category,severity,text,author")
    assert lines[1].startswith("1,01,01-001,BL,missing images,major,'=HYPERLINK(1),Quentin Carver,site 01,0,open")
    entry = json.loads(Entry.objects.latest("id").body)
    assert (entry["action"], entry["outcome"], entry["facts"]["what"]) == (
        "qc.queries_page",
        "viewed",
        "queries as CSV",
    )


def test_the_site_sees_the_rescan_that_is_asked_for(desk, browse):
    version = desk.checked(THICK)
    desk.decide(version, QcOutcome.REJECT, reason="Slices are too thick.")
    page = browse("site coordinator").get(url("qc_queries", desk))
    assert "Rescans asked for" in text_of(page)
    assert "Slices are too thick." in text_of(page)
    assert url("intake_announce", desk, visit=version.exam.visit_id) in page.content.decode()
    desk.sent(GOOD, seed=5)
    assert "Rescans asked for" not in text_of(browse("site coordinator").get(url("qc_queries", desk)))
    old = text_of(browse("monitor").get(url("qc_exam", desk, version=version.pk)))
    assert "A later version stands instead of this one" in old
    assert "Version 2" in old


def test_a_held_exam_says_why_and_offers_no_decision(desk, browse):
    sites.suspend_scanner(desk.world.caller("QC analyst"), desk.world.scanners["CT S"], "drift of the phantom")
    version = desk.sent()
    said = text_of(browse("QC analyst").get(url("qc_exam", desk, version=version.pk)))
    assert "Scanner CT S is suspended: drift of the phantom." in said
    assert "The checks run once the exam is released from its hold." in said
    assert "Accept exam" not in said


def test_the_register_explains_every_check(desk, browse):
    said = text_of(browse("site coordinator").get(url("qc_catalogue", desk)))
    assert "31 checks run on every exam" in said
    assert "Every image decodes: an image that cannot be shown cannot be read." in said
