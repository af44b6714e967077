"""Pages of a trial's definition: what it says, where a version is on its way, drafting, signing, activating."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from centralis.apps.action import at_revision
from centralis.apps.ledger.recorded import SYSTEM
from centralis.apps.people import queries as people
from centralis.apps.people.access import Request, attempt, attempt_form, route, signing
from centralis.apps.trials import actions, queries, rules
from centralis.apps.trials.definition.diff import Change
from centralis.apps.trials.definition.impact import Impact
from centralis.apps.trials.definition.load import load_definition
from centralis.apps.trials.definition.problems import Problem
from centralis.apps.trials.forms import DraftForm, NewTrialForm, ReasonForm
from centralis.apps.trials.models import Definition
from centralis.apps.trials.summary import summarise
from centralis.core.ledger.canonical import content_digest

May = Callable[[str], bool]


@route("trials.definition_page")
def definition(request: Request, trial: UUID, definition: UUID | None = None) -> HttpResponse:
    """One version of the definition: the one asked for, else the one in force, else the newest."""
    versions = queries.definitions(request.caller, trial)
    if definition is not None:
        row = queries.definition(request.caller, trial, definition)
    else:
        row = next((one for one in versions if one.state == "active"), versions[0])
    return _page(request, trial, row, versions)


def _page(
    request: Request, trial: UUID, row: Definition, versions: list[Definition], status: int = 200
) -> HttpResponse:
    may = _may(request, trial)
    parsed = queries.parsed(row)
    changes, impacts = queries.weigh(row, row.amends)
    signed = queries.signatures_of(row)
    signs = row.state == "in approval" and may("trials.approve_definition")
    content = queries.approval_content(row)
    context = {
        "title": f"Trial definition {row.version_label}",
        "state": row.state,
        "sentence": _sentence(row, len(signed)),
        "since": row.changed_at,
        "primary": _primary(row, trial, may),
        "secondary": _secondary(row, trial, may),
        "crumbs": [(row.trial.protocol, ""), ("Definition", reverse("trials_definition", args=[trial])), _crumb(row)],
        "row": row,
        "versions": versions,
        "sections": summarise(parsed),
        "source": list(enumerate(row.document.splitlines(), 1)),
        "changes": changes,
        "impacts": impacts,
        "signatures": queries.all_signatures_of(row),
        "missing": max(0, rules.SIGNATURES_NEEDED - len(signed)),
        "may_sign": signs and all(one.person_id != request.caller.person_id for one in signed),
        "may_return": row.state in ("in approval", "approved") and may("trials.return_definition"),
        "content": content,
        "digest": content_digest(content),
        "meaning": rules.APPROVAL_MEANING,
        "reason_form": ReasonForm(),
        "hidden": [("revision", row.revision)],
    }
    return render(request, "trials/definition.html", context, status=status)


@route("trials.draft_definition")
def draft(request: Request, trial: UUID) -> HttpResponse:
    """Put a new version forward: check the file, see what it would change, save it as the draft."""
    versions = queries.definitions(request.caller, trial)
    starting = versions[0]
    saving = request.POST.get("wish") == "save"
    typed = {"reason": request.POST.get("reason", "")}
    form = DraftForm(request.POST, request.FILES) if saving else DraftForm(initial=typed)
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    impacts: tuple[Impact, ...] = ()
    content: bytes | str | None = None
    if request.method == "POST":
        content = DraftForm(request.POST, request.FILES).content()
        problems, changes, impacts = queries.preview(request.caller, trial, content)
        if saving and not problems:
            row = queries.trial(request.caller, trial)
            made = attempt_form(
                form, lambda v: actions.draft_definition(request.caller, row, _text(content or ""), v["reason"])
            )
            if made is not None:
                messages.success(request, f"Version {made.version_label} is saved as a draft. Next: submit it.")
                return redirect("trials_definition_version", trial=trial, definition=made.pk)
    context = {
        "title": "Draft a version",
        "sentence": f"Starts from version {starting.version_label}. Check it to see problems by line and what changes.",
        "crumbs": [
            (starting.trial.protocol, ""),
            ("Definition", reverse("trials_definition", args=[trial])),
            ("Draft", ""),
        ],
        "form": form,
        "in_the_way": next((one for one in versions if one.state in ("in approval", "approved")), None),
        "text": _text(content) if content is not None else starting.document,
        "problems": problems,
        "changes": changes,
        "impacts": impacts,
        "checked": content is not None and not problems,
    }
    return render(request, "trials/draft.html", context, status=409 if problems or form.errors else 200)


@route("trials.submit_definition")
def submit(request: Request, trial: UUID, definition: UUID) -> HttpResponse:
    """Lay a draft before its approvers."""
    row = _row(request, trial, definition)
    if request.method == "POST":
        attempt(request, lambda: actions.submit_definition(request.caller, row), "Submitted: two persons sign it now.")
    return redirect("trials_definition_version", trial=trial, definition=definition)


@route("trials.approve_definition")
def approve(request: Request, trial: UUID, definition: UUID) -> HttpResponse:
    """Sign a version."""
    row = _row(request, trial, definition)
    if request.method == "POST":
        at_revision(row, request.POST.get("revision"))
        attempt(request, lambda: actions.approve_definition(signing(request), row), "Your signature is recorded.")
    return redirect("trials_definition_version", trial=trial, definition=definition)


@route("trials.return_definition")
def give_back(request: Request, trial: UUID, definition: UUID) -> HttpResponse:
    """Send a version back to its author, with the reason."""
    row = _row(request, trial, definition)
    if request.method == "POST":
        at_revision(row, request.POST.get("revision"))
        reason = request.POST.get("reason", "")
        attempt(
            request, lambda: actions.return_definition(request.caller, row, reason), "Returned; signatures are void."
        )
    return redirect("trials_definition_version", trial=trial, definition=definition)


@route("trials.activate_definition")
def activate(request: Request, trial: UUID, definition: UUID) -> HttpResponse:
    """Put an approved version in force."""
    row = _row(request, trial, definition)
    if request.method == "POST":
        attempt(request, lambda: actions.activate_definition(request.caller, row), "In force from now.")
    return redirect("trials_definition_version", trial=trial, definition=definition)


@route("trials.create", "system")
def new_trial(request: Request) -> HttpResponse:
    """Make a trial from its file, and name its first project manager."""
    form = NewTrialForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    content: bytes | str | None = None
    if request.method == "POST":
        content = form.content()
        problems = load_definition(content).problems if content else ()
        manager = people.person_by_username(request.POST.get("project_manager", "").strip())
        if manager is None:
            form.add_error("project_manager", "Nobody has this user name. Make the account first, under People.")
        elif not problems:
            made = attempt_form(form, lambda _: actions.create(request.caller, SYSTEM, _text(content or ""), manager))
            if made is not None:
                messages.success(
                    request, f"Trial {made.protocol} is made. {manager.printed_name}'s turn: submit its definition."
                )
                return redirect("trials_new")
    context = {
        "title": "New trial",
        "sentence": "A trial is made from its file. Its project manager then has it signed and put in force.",
        "crumbs": [("New trial", "")],
        "form": form,
        "text": _text(content) if content is not None else "",
        "problems": problems,
    }
    return render(request, "trials/new.html", context, status=409 if problems or form.errors else 200)


def _text(content: bytes | str) -> str:
    return content if isinstance(content, str) else content.decode("utf-8", errors="replace").replace("\x00", "")


def _row(request: Request, trial: UUID, definition: UUID) -> Definition:
    return queries.definition(request.caller, trial, definition)


def _may(request: Request, trial: UUID) -> May:
    held = people.standing(request.caller)
    return lambda permission: people.opens(permission, held, trial)


def _crumb(row: Definition) -> tuple[str, str]:
    return (f"Version {row.version_label}", "")


def _sentence(row: Definition, signed: int) -> str:
    missing = rules.SIGNATURES_NEEDED - signed
    sentences = {
        "draft": "A draft. The project manager's turn: submit it for approval.",
        "in approval": f"{signed} of {rules.SIGNATURES_NEEDED} signatures. Turn of project or data manager: "
        f"{missing} more {'person signs' if missing == 1 else 'persons sign'} it, or it is returned.",
        "approved": "Signed by two persons. The project manager's turn: put it in force.",
        "active": "In force: the trial runs by this version. To change it, draft an amendment.",
        "returned": "Returned to its author. The project manager's turn: draft it again.",
        "superseded": "A later version is in force; what was read under this one stays with it.",
    }
    return sentences.get(row.state, "")


def _secondary(row: Definition, trial: UUID, may: May) -> list[dict[str, Any]]:
    if row.state != "draft" or not may("trials.draft_definition"):
        return []
    return [{"label": "Change the draft", "url": reverse("trials_definition_draft", args=[trial])}]


def _primary(row: Definition, trial: UUID, may: May) -> dict[str, Any] | None:
    steps = {
        "draft": ("trials.submit_definition", "trials_definition_submit", "Submit for approval"),
        "approved": ("trials.activate_definition", "trials_definition_activate", "Put in force"),
    }
    if row.state in steps:
        permission, name, label = steps[row.state]
        if not may(permission):
            return None
        confirm = "Put this version in force? Visits are dated anew and scanners may have to be qualified again."
        asked = {"confirm": confirm} if row.state == "approved" else {}
        return {"label": label, "url": reverse(name, args=[trial, row.pk]), "post": True, **asked}
    if row.state in ("active", "returned") and may("trials.draft_definition"):
        return {"label": "Draft an amendment", "url": reverse("trials_definition_draft", args=[trial])}
    return None
