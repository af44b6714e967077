"""Pages of those who run the reading: qualify a reader, hold and go on, hand a case over, take the list out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from centralis.apps.action import house
from centralis.apps.people.access import Request, attempt, route, signing
from centralis.apps.reads.cases import design_of
from centralis.apps.reads.designs import anew, global_read
from centralis.apps.reads.models import ReaderQualification, ReadingTask
from centralis.apps.reads.running import actions as running
from centralis.apps.reads.running import assigning, certificates, listing, managing, training
from centralis.apps.reads.running.forms import HandOverForm, QualificationForm
from centralis.apps.reads.running.pool import demand_of, newest_qualifications
from centralis.apps.reads.running.reasoned import ReasonPage, Typed, ask_reason, ask_reason_about
from centralis.apps.sites import queries as sites
from centralis.apps.trials import queries as trials
from centralis.core.ledger.canonical import content_digest


@require_http_methods(["GET", "POST"])
@route("reads.qualify_reader")
def qualify(request: Request, trial: UUID, person: UUID) -> HttpResponse:
    """Record what a reader brings: first typed and shown as it will be signed, then signed."""
    reader = managing.reader_to_qualify(request.caller, trial, person)
    demand = demand_of(design_of(trial))
    row, codes = newest_qualifications(trial).get(person), sites.codes_for_job(trial)
    tested = training.score_of(trial, person)
    form = QualificationForm(demand, sorted(codes.values()), request.POST or None, _initial(row, codes, tested))
    if tested is not None:
        form.take_score(is_carried=tested.is_carried)
    context: dict[str, Any] = {
        "title": _("Qualification of %(name)s") % {"name": reader.printed_name},
        "sentence": _("What is recorded and signed here decides whether this reader is given cases."),
        "back_url": reverse("reads_manage", kwargs={"trial": trial}),
        "row": row,
        "form": form,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "reads/qualify.html", context, status=409 if form.errors else 200)
    record = running.with_term(trial, form.record(), house.now().date())
    conflicts, evidence = form.cleaned_data.get("conflicts", []), form.cleaned_data["evidence"]
    if "secret" in request.POST:
        of = trials.trial(request.caller, trial)
        done = attempt(
            request,
            lambda: running.qualify_reader(signing(request), of, reader, record, conflicts, evidence),
            _("Recorded and signed."),
        )
        if done is not None:
            return redirect("reads_manage", trial=trial)
    content = running.qualification_content(trial, reader, record, conflicts, evidence)
    context |= {
        "content": content,
        "digest": content_digest(content),
        "meaning": running.QUALIFICATION_MEANING,
        "action_url": reverse("reads_qualify", kwargs={"trial": trial, "person": person}),
        "fields": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "button": _("Sign the qualification"),
    }
    return render(request, "reads/qualify.html", context, status=409 if "secret" in request.POST else 200)


@require_GET
@route("reads.certificate_page")
def certify(request: Request, trial: UUID, person: UUID) -> HttpResponse:
    """A reader's certificate as a PDF; where a demand is not met, the page says which."""
    pdf = attempt(request, lambda: certificates.certificate(request.caller, request.role, trial, person))
    if pdf is None:
        return redirect("reads_manage", trial=trial)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="reader-certificate.pdf"'
    return answer


@require_http_methods(["GET", "POST"])
@route("reads.place_hold")
def hold(request: Request, trial: UUID) -> HttpResponse:
    """Put all reading, a reader or a subject on hold, with the reason."""
    named = request.POST or request.GET
    reader, subject = managing.to_hold(request.caller, trial, named.get("reader", ""), named.get("subject", ""))
    what = reader.printed_name if reader else subject.code if subject else _("all reading of this trial")
    row = trials.trial(request.caller, trial)
    page = ReasonPage(
        _("Put on hold: %(what)s") % {"what": what},
        _("While a hold stands nothing of it is given out, opened or signed. What readers entered is kept."),
        _("Put on hold"),
        _manage(trial),
        hidden=(("reader", named.get("reader", "")), ("subject", named.get("subject", ""))),
    )
    act = lambda typed: running.place_hold(request.caller, row, typed["reason"], reader, subject)  # noqa: E731
    return ask_reason(request, page, act)


@require_http_methods(["GET", "POST"])
@route("reads.lift_hold")
def lift(request: Request, trial: UUID, hold: UUID) -> HttpResponse:
    """Lift a hold, with the reason."""
    row = managing.hold_to_lift(request.caller, trial, hold)
    page = ReasonPage(
        _("Lift the %(hold)s") % {"hold": row.label()},
        _("What was held goes on where it stood; due dates move on by as long as it lasted."),
        _("Lift the hold"),
        _manage(trial),
    )
    act = lambda at, typed: running.lift_hold(request.caller, at, typed["reason"])  # noqa: E731
    return ask_reason_about(request, page, row, act)


@require_http_methods(["GET", "POST"])
@route("reads.hand_over")
def hand_over(request: Request, trial: UUID, task: UUID) -> HttpResponse:
    """Give a reader's case to another reader, with the reason."""
    row, free = managing.task_to_hand_over(request.caller, trial, task)
    named = {str(one.pk): one for one in free}
    page = ReasonPage(
        _("Hand over a case"),
        _("%(subject)s, now with %(reader)s. The next reader reads it from the baseline on.")
        % {"subject": row.subject.code, "reader": row.reader.printed_name},
        _("Hand over"),
        _manage(trial),
        _("What the present reader signed is kept and counts no more; an adjudication becomes void."),
        "" if free else _("Nobody else of the pool may read this case now."),
    )

    def act(at: ReadingTask, typed: Typed) -> ReadingTask:
        return assigning.hand_over(request.caller, at, typed["reason"], named.get(typed["to"]))

    return ask_reason_about(request, page, row, act, HandOverForm(free, request.POST or None))


@require_http_methods(["GET", "POST"])
@route("reads.release_adjudication")
def release(request: Request, trial: UUID, adjudication: UUID) -> HttpResponse:
    """Take a case from the adjudicator who began to read it anew, with the reason."""
    row = managing.adjudication_to_release(request.caller, trial, adjudication)
    page = ReasonPage(
        _("Take an adjudication back"),
        _("%(subject)s, being read anew. Any adjudicator may decide it afterwards.") % {"subject": row.subject.code},
        _("Take it back"),
        _manage(trial),
        _("What was signed of the own read is kept and counts no more."),
    )
    act = lambda at, typed: anew.release_adjudication(request.caller, at, typed["reason"])  # noqa: E731
    return ask_reason_about(request, page, row, act)


@require_http_methods(["GET", "POST"])
@route("reads.reopen_global")
def reopen_global(request: Request, trial: UUID, statement: UUID) -> HttpResponse:
    """Give the statement of a whole case back to its reader, with the reason."""
    row = global_read.statement_to_reopen(request.caller, trial, statement)
    page = ReasonPage(
        _("Reopen the statement of a whole case"),
        f"{row.task.subject.code}, {row.task.source}.",
        _("Reopen it"),
        _manage(trial),
        _("Its signature becomes void, and so does an adjudication; the reads of its time points stay."),
    )
    act = lambda at, typed: global_read.reopen_global(request.caller, at, typed["reason"])  # noqa: E731
    return ask_reason_about(request, page, row, act)


@require_GET
@route("reads.randomisation_page")
def randomisation(request: Request, trial: UUID, form: str) -> HttpResponse:
    """The randomisation list as a file; taking it out is entered."""
    text = listing.export(request.caller, request.role, trial, form)
    kind = "application/json" if form == "json" else "text/csv; charset=utf-8"
    answer = HttpResponse(text, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="randomisation.{form}"'
    return answer


def _initial(
    row: ReaderQualification | None, codes: dict[UUID, str], tested: training.Scored | None
) -> dict[str, Any]:
    """What is on record, to be typed over; the evidence is always told anew. The score of test cases is not typed."""
    found: dict[str, Any] = {}
    if row is not None:
        kept = ("specialty", "training", "test_cases", "agreement", "valid_until")
        found = {name: getattr(row, name) for name in kept}
        found["conflicts"] = [codes[UUID(one)] for one in row.conflict_sites if UUID(one) in codes]
    if tested is not None and not tested.is_carried:
        score, said = tested.score, training.evidence_of(tested.named, tested.score)
        found |= {"test_cases": len(score.cases), "agreement": score.agreement, "evidence": said}
    return found


def _manage(trial: UUID) -> str:
    return reverse("reads_manage", kwargs={"trial": trial})
