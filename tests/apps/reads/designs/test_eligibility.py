"""Before enrolment: a screening exam read blind and first, answered by the definition's rules; the gate it opens."""

from datetime import date

import pytest
from tests.apps.reads.conftest import AT, Reading, entries, target

from centralis.apps.ledger.recorded import Scope, amend
from centralis.apps.people import actions as people
from centralis.apps.people.roles import Role
from centralis.apps.reads import queries
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.designs import eligibility
from centralis.apps.reads.models import EligibilityRequest, RandomDraw, ReadingTask
from centralis.apps.reads.reactions import assign_due
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.rules import name_case
from centralis.apps.reads.running.listing import faults
from centralis.apps.reads.running.pool import demand_of
from centralis.apps.trials import actions as trials
from centralis.apps.trials.models import Subject
from centralis.apps.trials.refusals import TrialsRefusal
from centralis.apps.web.demo.cast import make_person, qualify_reader
from centralis.core.reading.due import add_working_days
from centralis.core.refusal import Refused

pytestmark = pytest.mark.django_db
DESIGN = "time_points: sequential_locked"
SUBJECT = "01-009"
DISEASE, NONE = entries(target("T1", 20.0)), entries()


def in_screening(reading: Reading, more: str = "", code: str = SUBJECT) -> Subject:
    """A subject in screening, by a definition that reads the baseline before enrolment, with the seed sealed."""
    rules = "eligible_when: [number of targets is at least 1]"
    part = f"{{visit: BL, due_working_days: 2, {rules}, gates_enrolment: true{more}}}"
    reading.amend(DESIGN, f"{DESIGN}\n  on_request: {{eligibility: {part}}}")
    reading.begin()
    world = reading.world
    caller, site = world.caller("site coordinator"), world.subjects["01-001"].site_id
    world.subjects[code] = trials.enrol_subject(caller, Scope(reading.trial_id, site), code)
    return world.subjects[code]


def screened(reading: Reading, more: str = "", on: date = date(2026, 1, 5)) -> EligibilityRequest:
    """The same with an accepted screening exam, given to its readers."""
    subject = in_screening(reading, more)
    reading.accept(SUBJECT, "BL", on)
    eligibility.run_due(reading.trial_id)
    eligibility.run_due(reading.trial_id)
    return EligibilityRequest.objects.get(subject=subject)


def cases(request: EligibilityRequest) -> list[ReadingTask]:
    rows = ReadingTask.every.filter(eligibility=request, ended_at__isnull=True).select_related("subject", "reader")
    return list(rows.order_by("reader_number"))


def enrol(reading: Reading) -> Subject:
    subject = Subject.objects.get(code=SUBJECT)
    return trials.admit_subject(reading.world.caller("site coordinator"), subject)


@pytest.mark.parametrize(("content", "verdict"), [(DISEASE, "eligible"), (NONE, "not eligible")])
def test_the_read_answers_and_opens_the_gate_or_not(reading: Reading, content: dict, verdict: str):
    row = screened(reading)
    assert (row.state, row.subject.state, row.due_on) == (
        "open", "screening", add_working_days(row.created_at.date(), 2))  # fmt: skip
    with pytest.raises(Refused, match="The answer is due on"):
        enrol(reading)
    (task,) = cases(row)
    reading.read(task, 1, content)
    row.refresh_from_db()
    assert (row.state, row.verdict, row.told, len(row.basis)) == ("answered", verdict, [], 1)
    if verdict == "eligible":
        assert enrol(reading).state == "enrolled"
    else:
        with pytest.raises(Refused, match="The answer is: not eligible"):
            enrol(reading)


def test_without_an_exam_nobody_is_enrolled_and_day_0_waits(reading: Reading):
    subject = in_screening(reading)
    assert subject.state == "screening"
    with pytest.raises(Refused, match="No exam of BL was accepted yet"):
        enrol(reading)
    with pytest.raises(Refused) as refused:
        trials.set_anchor(reading.world.caller("site coordinator"), subject, date(2026, 1, 2))
    assert refused.value.code == TrialsRefusal.NOT_ENROLLED.code


def test_the_trials_own_case_waits_for_enrolment_and_goes_to_another(reading: Reading):
    """Whoever read before enrolment knows the case; the trial's own read is drawn from the others."""
    row = screened(reading)
    (task,) = cases(row)
    assert not ReadingTask.objects.filter(subject__code=SUBJECT).exists()
    assert queries.subjects_to_assign(reading.trial_id) == []
    reading.read(task, 1, DISEASE)
    enrol(reading)
    drawn = ReadingTask.objects.filter(subject__code=SUBJECT)
    assert drawn.exists()
    assert task.reader_id not in set(drawn.values_list("reader_id", flat=True))
    assert faults(eligibility.SYSTEM, reading.trial_id) == ()


def test_the_definition_may_let_the_same_reader_go_on(reading: Reading):
    row = screened(reading, ", may_read_efficacy: true")
    (task,) = cases(row)
    reading.read(task, 1, DISEASE)
    enrol(reading)
    drawn = set(ReadingTask.objects.filter(subject__code=SUBJECT).values_list("reader_id", flat=True))
    assert len(drawn) == 2
    assert task.reader_id in drawn
    assert faults(eligibility.SYSTEM, reading.trial_id) == ()


def test_an_eligibility_read_counts_in_no_result(reading: Reading):
    row = screened(reading)
    reading.read(cases(row)[0], 1, DISEASE)
    assert not queries.standing_reads(reading.trial_id).exists()
    system = eligibility.SYSTEM
    assert [one.reads for one in queries.signed_reads_of_trial(system, reading.trial_id, "outcomes.page")] == []


def test_two_that_differ_are_decided_by_a_third(reading: Reading):
    third_reader(reading)
    row = screened(reading, ", readers: 2, tell: rules")
    first, second = cases(row)
    reading.read(first, 1, DISEASE)
    reading.read(second, 1, NONE)
    row.refresh_from_db()
    assert row.state == "open"
    third = cases(row)[2]
    assert third.reader_id not in (first.reader_id, second.reader_id)
    reading.read(third, 1, NONE)
    row.refresh_from_db()
    assert (row.verdict, row.told, len(row.basis)) == (
        "not eligible", ["Number of targets is at least 1: not met."], 3)  # fmt: skip
    assert faults(eligibility.SYSTEM, reading.trial_id) == ()
    assert list(RandomDraw.objects.values_list("kind", "count")) == [("eligibility", 2), ("eligibility", 1)]


def third_reader(reading: Reading) -> None:
    """A third reader in the pool, as qualified as the others."""
    world = reading.world
    world.people["reader 3"] = make_person("reader3", "Rita Reader", world.secret("reader3"))
    people.grant_role(world.caller("project manager"), world.scope, world.people["reader 3"], Role.READER)
    qualify_reader(world, world.people["reader 3"], demand_of(design_of(reading.trial_id)))


def test_a_newer_exam_is_asked_about_anew(reading: Reading):
    row = screened(reading)
    (task,) = cases(row)
    newer = reading.accept(SUBJECT, "BL", date(2026, 1, 9), supersedes=row.exam_version)
    eligibility.run_due(reading.trial_id)
    row.refresh_from_db()
    task.refresh_from_db()
    assert (row.state, row.end_reason) == ("withdrawn", "a newer exam of the visit was accepted")
    assert task.ended_at is not None
    newest = eligibility.newest_request(row.subject_id)
    assert newest is not None
    assert newest.exam_version_id == newer.pk
    reading.read(cases(newest)[0], 1, DISEASE)
    assert enrol(reading).state == "enrolled"


def test_the_manager_has_it_read_by_another_or_says_what_is_missing(reading: Reading):
    row = screened(reading)
    (task,) = cases(row)
    manager = reading.world.caller("project manager")
    with pytest.raises(Refused):
        eligibility.ask_eligibility_again(manager, row, " ")
    again = eligibility.ask_eligibility_again(manager, row, "the reader is on leave")
    eligibility.run_due(reading.trial_id)
    (other,) = cases(again)
    assert other.reader_id != task.reader_id
    done = eligibility.return_eligibility(manager, again, "Send the axial series of the abdomen.")
    assert (done.verdict, done.what_to_send) == ("not evaluable", "Send the axial series of the abdomen.")
    assert cases(again) == []
    with pytest.raises(Refused, match="The answer is: not evaluable"):
        enrol(reading)


def test_a_screen_failure_ends_what_is_open_and_can_be_taken_back(reading: Reading):
    row = screened(reading)
    failed = trials.fail_screening(reading.world.caller("site coordinator"), row.subject, "withdrew consent")
    row.refresh_from_db()
    assert (failed.state, row.state, cases(row)) == ("screen failed", "withdrawn", [])
    with pytest.raises(Refused) as refused:
        trials.admit_subject(reading.world.caller("project manager"), failed)
    assert refused.value.code == ReadsRefusal.NOT_ELIGIBLE.code
    trials.resume_screening(reading.world.caller("project manager"), failed, "the wrong subject was chosen")
    eligibility.run_due(reading.trial_id)
    newest = eligibility.newest_request(row.subject_id)
    assert newest is not None
    assert newest.state == "open"
    assert len(cases(newest)) == 1


def test_nothing_tells_the_reader_what_the_case_is_for(reading: Reading, browse):
    """The page of the case is that of any baseline, byte for byte, but for its own name; and it stands first."""
    row = screened(reading, ", may_read_efficacy: true")
    (task,) = cases(row)
    for subject in ("01-001", "01-002"):
        reading.accept(subject, "BL")
    queries_due = ReadingTask.objects.filter(reader=task.reader)
    assign_due(reading.trial_id)
    other = queries_due.first()
    client = browse(reading.part(task))
    listed = client.get("/reading/").content.decode()
    assert listed.index(task.token) < listed.index(other.token)
    pages = [client.get(f"/reading/{one.token}/").content.decode() for one in (task, other)]
    for word in ("ligib", "creening", "nrol", SUBJECT):
        assert word not in pages[0] + listed
    named = [
        page.replace(one.token, "T").replace(name_case(one.token), "N")
        for page, one in zip(pages, (task, other), strict=True)
    ]
    plain = [[line for line in page.splitlines() if "csrf" not in line] for page in named]
    assert plain[0] == plain[1]


def test_the_site_is_told_when_what_and_what_next_and_no_measurement(reading: Reading, browse):
    row = screened(reading, ", tell: rules")
    url, subject = f"/t/{reading.trial_id}/confirmations/", f"/t/{reading.trial_id}/subjects/{row.subject_id}/"
    site = browse("site coordinator")
    page = site.get(url).content.decode()
    assert "1 request waits for central review" in page
    assert row.due_on.isoformat() in page
    assert "Nothing: the answer will stand here." in page
    assert "of 1 signed" not in page
    assert site.post(f"{subject}admit/", {"revision": "1"}, follow=True).content.decode().count("The answer is due on")
    reading.read(cases(row)[0], 1, entries(target("T1", 23.5)))
    page = site.get(url).content.decode()
    for said in ("Eligible", "Number of targets is at least 1: met.", "Enrol the subject on its page."):
        assert said in page
    assert "23.5" not in page
    assert "is enrolled" in site.post(f"{subject}admit/", {"revision": "1"}, follow=True).content.decode()
    assert SUBJECT not in browse("site coordinator 2").get(url).content.decode()


def test_the_manager_sees_what_is_overdue_and_runs_it(reading: Reading, browse):
    row = screened(reading)
    manager, base = browse("project manager"), f"/t/{reading.trial_id}/"
    assert "1 request of a site waits for central review, the next due" in manager.get(f"{base}reads/").content.decode()
    amend(row, {"due_on": date(2026, 1, 6)}, AT)
    row.refresh_from_db()
    assert "1 overdue" in manager.get(f"{base}reads/").content.decode()
    page = manager.get(f"{base}confirmations/").content.decode()
    assert "overdue" in page
    assert "0 of 1 signed" in page
    again = f"{base}confirmations/eligibility/{row.pk}/again/"
    assert "leave" in manager.post(again, {"reason": "on leave", "revision": "7"}).content.decode()
    assert manager.post(again, {"reason": "on leave", "revision": str(row.revision)}).status_code == 302
    newest = eligibility.newest_request(row.subject_id)
    assert newest is not None
    back = f"{base}confirmations/eligibility/{newest.pk}/return/"
    sent = {"what_to_send": "Send the abdomen.", "revision": str(newest.revision)}
    assert manager.post(back, sent).status_code == 302
    assert "Send BL again. Send the abdomen." in manager.get(f"{base}confirmations/").content.decode()
    for part in ("site coordinator", "reader 1", "adjudicator"):
        assert browse(part).get(back).status_code == 404


def test_a_screen_failure_is_entered_and_taken_back_on_the_page(reading: Reading, browse):
    subject = in_screening(reading)
    url = f"/t/{reading.trial_id}/subjects/{subject.pk}/"
    site = browse("site coordinator")
    assert "In screening at site 01" in site.get(url).content.decode()
    site.post(f"{url}screen-failure/", {"reason": "no measurable disease", "revision": "1"})
    assert "Not enrolled: failed screening at site 01." in site.get(url).content.decode()
    manager = browse("project manager")
    manager.post(f"{url}screening/", {"reason": "a mistake", "revision": "2"})
    subject.refresh_from_db()
    assert subject.state == "screening"
