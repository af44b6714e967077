"""My tasks: what waits for one person over all trials, the longest waiting first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centralis.apps.action import Caller, house
from centralis.apps.intake import bulk as intake
from centralis.apps.people.reach import Reach, reach
from centralis.apps.people.roles import BLINDED
from centralis.apps.qc import waiting
from centralis.apps.reads import bulk as reads
from centralis.apps.sites import queries as sites
from centralis.apps.trials import bulk as trials
from centralis.apps.web.addresses import address


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: in words, where, since when (None: not told), by when, and where to do it."""

    words: str
    trial: str = ""
    place: str = ""
    since: datetime | None = None
    due_on: date | None = None
    url: str = ""
    is_overdue: bool = False


Gather = Callable[[Caller, dict[UUID, str]], list[Task]]


def tasks(caller: Caller) -> list[Task]:
    """Return what waits for a caller, by the permissions held: oldest first; what tells no time comes first."""
    protocols = {row.pk: row.protocol for row in trials.trials_within(_everywhere(caller))}
    found = [task for gather in _GATHER for task in gather(caller, protocols)]
    return sorted(found, key=lambda task: (task.since is not None, task.since, task.place))


def is_blinded_only(roles: frozenset[str]) -> bool:
    """Tell whether somebody is nothing but reader or adjudicator: no page then names a trial to them."""
    return bool(roles) and roles <= {str(role) for role in BLINDED}


def _everywhere(caller: Caller) -> Reach:
    found: dict[UUID, frozenset[UUID] | None] = {}
    for permission in ("trials.subject_page", "trials.definition_page"):
        found.update(reach(caller, permission).sites)
    return Reach(found, {})


# --- one function a kind --------------------------------------------------------------------------------


def _qc(caller: Caller, protocols: dict[UUID, str]) -> list[Task]:
    pages = {"decide": ("qc_exam", "version"), "rescan": ("intake_announce", "visit")}
    found = []
    for trial_id in {*reach(caller, "qc.decide").sites, *reach(caller, "qc.answer_query").sites,
                     *reach(caller, "qc.close_query").sites}:  # fmt: skip
        for need in waiting.needs(caller, trial_id):
            name, key = pages.get(need.kind, ("qc_query", "query"))
            target = need.visit_id if need.kind == "rescan" else need.object_id
            found.append(
                Task(
                    need.words, protocols.get(trial_id, ""), f"{need.subject} {need.visit}", need.since, need.due_on,
                    address(name, trial=trial_id, **{key: target}),
                    need.due_on is not None and need.due_on < house.now().date(),
                )
            )  # fmt: skip
    return found


def _scans_due(caller: Caller, protocols: dict[UUID, str]) -> list[Task]:
    """Exams that a site shall send: the window is open or past and nothing came."""
    reached = reach(caller, "intake.announce")
    mine = Reach(
        {pk: bound for pk, bound in reached.sites.items() if bound is not None},
        reached.roles,
    )
    if not mine.sites:
        return []
    came, announced, today = intake.newest_versions(mine), intake.open_uploads(mine), house.now().date()
    found = []
    for visit in trials.visit_facts(mine, today):
        if visit.id in came or visit.standing not in ("due", "overdue", "unscheduled"):
            continue
        words = _("Finish the upload you announced") if visit.id in announced else _("Send the exam")
        found.append(
            Task(
                words,
                protocols.get(visit.trial_id, ""),
                f"{visit.subject} {visit.code}",
                _midnight(visit.opens_on),
                visit.closes_on,
                address("intake_announce", trial=visit.trial_id, visit=visit.id),
                visit.standing == "overdue",
            )
        )
    return found


def _anchors(caller: Caller, protocols: dict[UUID, str]) -> list[Task]:
    reached = reach(caller, "trials.set_anchor")
    mine = Reach({pk: bound for pk, bound in reached.sites.items() if bound is not None}, reached.roles)
    screened = trials.not_enrolled(mine) if mine.sites else set()
    undated = {
        visit.subject_id: visit
        for visit in (trials.visit_facts(mine, house.now().date()) if mine.sites else [])
        if visit.standing == "undated" and visit.subject_id not in screened
    }
    return [
        Task(
            _("Set the anchor date, from which the visits' windows follow"),
            protocols.get(visit.trial_id, ""),
            visit.subject,
            url=address("trials_subject", trial=visit.trial_id, subject=visit.subject_id),
        )
        for visit in undated.values()
    ]


def _held(caller: Caller, protocols: dict[UUID, str]) -> list[Task]:
    reached = reach(caller, "intake.release_hold")
    places = {visit.id: visit for visit in trials.visit_facts(reached, house.now().date())} if reached.sites else {}
    found = []
    for visit_id, version in intake.newest_versions(reached).items() if reached.sites else ():
        if version.state == "held":
            visit, reasons = places[visit_id], " ".join(str(one.get("sentence", "")) for one in version.hold_reasons)
            found.append(
                Task(
                    _("Resolve why an exam is held. %(reasons)s") % {"reasons": reasons},
                    protocols.get(visit.trial_id, ""),
                    f"{visit.subject} {visit.code}",
                    version.since,
                    url=address("qc_exam", trial=visit.trial_id, version=version.id),
                )
            )
    return found


def _quarantine(caller: Caller, protocols: dict[UUID, str]) -> list[Task]:
    reached = reach(caller, "intake.dismiss_quarantined")
    return [
        Task(
            ngettext("Look at %(count)s file in quarantine", "Look at %(count)s files in quarantine", one.files)
            % {"count": one.files},
            protocols.get(trial_id, ""),
            since=one.since,
            url=address("intake_quarantine", trial=trial_id),
        )
        for trial_id, one in (intake.quarantines(reached) if reached.sites else {}).items()
    ]


def _definitions(caller: Caller, protocols: dict[UUID, str]) -> list[Task]:
    signs, drafts = reach(caller, "trials.approve_definition"), reach(caller, "trials.activate_definition")
    todo = {
        "draft": (drafts, _("Submit version %(label)s of the definition for approval")),
        "returned": (drafts, _("Version %(label)s of the definition was returned: correct it")),
        "approved": (drafts, _("Bring version %(label)s of the definition into force")),
        "in approval": (signs, _("Approve version %(label)s of the definition with your signature")),
    }
    found = []
    for row in trials.waiting_versions(Reach({**signs.sites, **drafts.sites}, {})):
        who, words = todo[row.state]
        if row.trial_id in who.sites and caller.person_id not in row.signed_by:
            url = address("trials_definition_version", trial=row.trial_id, definition=row.id)
            found.append(Task(words % {"label": row.label}, protocols.get(row.trial_id, ""), since=row.since, url=url))
    return found


def _scanners(caller: Caller, protocols: dict[UUID, str]) -> list[Task]:
    reached = reach(caller, "sites.qualify_scanner")
    return [
        Task(
            _("Qualify %(scanner)s again: the definition was amended") % {"scanner": scanner.name},
            protocols.get(trial_id, ""),
            scanner.site.code,
            url=address("sites_qualify", trial=trial_id, site=scanner.site_id, scanner=scanner.pk),
        )
        for trial_id in trials.definitions_in_force(reached)
        for scanner in sites.reopened_by_amendment(trial_id)
    ]


def _reading(caller: Caller, _protocols: dict[UUID, str]) -> list[Task]:
    found = []
    if reads.reads_wait_for(reach(caller, "reads.sign"), caller.person_id):
        found.append(Task(_("Read the cases on your worklist"), url=address("reads_worklist")))
    if reads.adjudications_wait_for(reach(caller, "reads.adjudicate"), caller.person_id):
        found.append(Task(_("Adjudicate the cases on your worklist"), url=address("reads_adjudications")))
    return found


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=house.now().tzinfo) if day is not None else None


_GATHER: tuple[Gather, ...] = (_reading, _qc, _scans_due, _anchors, _held, _quarantine, _definitions, _scanners)
