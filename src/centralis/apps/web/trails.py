"""What inspection may read: the ledger's queries behind the permissions that the ledger, far below, does not know."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from centralis.apps.action import Caller, enter_access, house
from centralis.apps.ledger import checkpoints, queries
from centralis.apps.ledger.export import export_lines
from centralis.apps.ledger.queries import EntryDetail, Filters, Page, TimelineItem
from centralis.apps.ledger.recorded import Scope
from centralis.apps.ledger.report import Heading, csv_lines, timeline_pdf
from centralis.apps.people import queries as people
from centralis.apps.trials import queries as trials
from centralis.apps.trials.models import Trial
from centralis.core.ledger.canonical import utc_text
from centralis.core.ledger.chain import GENESIS, Head
from centralis.core.ledger.checkpoints import Checkpoint

SECONDS_A_DAY = 86_400
#: The tables whose `state` is the life of an image, and the states in which that life is over.
LIFE_TABLE = "intake_examversion"
OVER = frozenset({"superseded"})
#: The acts whose entries hold what readers saw and what came of it.
RESULTS = ("reads.", "outcomes.")


@dataclass(frozen=True, slots=True)
class Stay:
    """How many days a subject's exam versions spent in one state, together."""

    state: str
    days: float


@dataclass(frozen=True, slots=True)
class ChainView:
    """Where a chain stands and what was last published about it."""

    name: str
    head: Head
    checkpoint: Checkpoint | None


def timeline(caller: Caller, trial_id: UUID, subject: str, filters: Filters | None = None) -> list[TimelineItem]:
    """Return everything entered about one subject, oldest first. Raises Trial.DoesNotExist when not the caller's."""
    _require(caller, "ledger.timeline_page", trial_id)
    found = queries.timeline(Scope(trial_id).chain, subject, filters)
    if not _is_veiled(caller, trial_id):
        return found
    return [_veil(item) for item in found if _may_match(item, filters)]


def days_by_state(caller: Caller, trial_id: UUID, subject: str) -> list[Stay]:
    """Sum the days that a subject's exam versions spent in each state so far, in the order of first entering it."""
    _require(caller, "ledger.timeline_page", trial_id)
    days: dict[str, float] = {}
    for span in queries.spans(Scope(trial_id).chain, subject, LIFE_TABLE, "state"):
        if span.value not in OVER:
            end = datetime.fromisoformat(span.until) if span.until else house.now()
            spent = (end - datetime.fromisoformat(span.since)).total_seconds() / SECONDS_A_DAY
            days[span.value] = days.get(span.value, 0.0) + max(0.0, spent)
    return [Stay(state, spent) for state, spent in days.items()]


def search(caller: Caller, trial_id: UUID, filters: Filters, below: int | None = None) -> Page:
    """Return a page of a trial's trail, the newest first."""
    _require(caller, "ledger.search_page", trial_id)
    page = queries.search(Scope(trial_id).chain, filters, below)
    if not _is_veiled(caller, trial_id):
        return page
    return replace(page, items=[_veil(item) for item in page.items if _may_match(item, filters)])


def entry(caller: Caller, trial_id: UUID, seq: int) -> EntryDetail:
    """Return one entry of a trial's trail, whole."""
    _require(caller, "ledger.entry_page", trial_id)
    found = queries.entry(Scope(trial_id).chain, seq)
    if _is_result(found.item) and _is_veiled(caller, trial_id):
        raise Trial.DoesNotExist
    return found


def chains(caller: Caller, trial_id: UUID) -> list[ChainView]:
    """Return where the trial's chain and the system's stand, with their last checkpoints."""
    _require(caller, "ledger.verification_page", trial_id)
    return [
        ChainView(
            name,
            checkpoints.head(chain) or Head(chain, 0, GENESIS),
            checkpoints.last_of(chain),
        )
        for name, chain in (("This trial", Scope(trial_id).chain), ("The system", Scope().chain))
    ]


def export_timeline_pdf(caller: Caller, role: str, trial_id: UUID, subject: str) -> bytes:
    """Print a subject's timeline and enter that it was printed, by whom, and as far as which entry."""
    _require(caller, "ledger.export", trial_id)
    chain = Scope(trial_id).chain
    found = queries.timeline(chain, subject)
    head = checkpoints.head(chain) or Head(chain, 0, GENESIS)
    trial = trials.trial(caller, trial_id)
    heading = Heading(trial.protocol, subject, caller.name, utc_text(house.now()), head)
    pdf = timeline_pdf(found, heading)
    facts = {"what": "timeline as PDF", "items": len(found), "head": head.digest}
    enter_access("ledger.export", caller, role, Scope(trial_id, subject=subject), **facts)
    return pdf


def export_search(caller: Caller, role: str, trial_id: UUID, filters: Filters) -> Iterator[str]:
    """Return the lines of a CSV of all entries that fit, the newest first, and enter that they were exported."""
    _require(caller, "ledger.export", trial_id)
    chain = Scope(trial_id).chain
    enter_access("ledger.export", caller, role, Scope(trial_id), what="audit trail as CSV")
    return iter(csv_lines(_stream(chain, filters)))


def export_chain(caller: Caller, role: str, trial_id: UUID | None) -> Iterator[str]:
    """Return the lines of a chain's export; that it was exported is the last entry in it."""
    if trial_id is None and not trials.is_system(caller):
        raise Trial.DoesNotExist
    if trial_id is not None:
        _require(caller, "ledger.export", trial_id)
    scope = Scope(trial_id)
    enter_access("ledger.export", caller, role, scope, what="ledger as JSON lines")
    return export_lines(scope.chain)


def _stream(chain: str, filters: Filters) -> Iterator[TimelineItem]:
    for body in queries.matching(chain, filters):
        yield from queries.items([body])


def _is_veiled(caller: Caller, trial_id: UUID) -> bool:
    """Whether readers' values must stay hidden: who checks exams or monitors sites must not know them; who may export
    the trail does.

    Source: blinding leaks L29, L34 and L35 (quality notes, audit trail, interim results).
    """
    return not trials.is_system(caller) and trial_id not in people.trials_of(caller, "ledger.export")


def _is_result(item: TimelineItem) -> bool:
    return item.action.startswith(RESULTS)


def _veil(item: TimelineItem) -> TimelineItem:
    """Show that something was done with a read or a result, by whom and when; not what."""
    if not _is_result(item):
        return item
    return replace(item, reason="", sentence="", changes=(), object="a read or result (values hidden)")


def _may_match(item: TimelineItem, filters: Filters | None) -> bool:
    """Keep a search for a text from telling, by what it finds, the values that are hidden."""
    return not (filters and filters.text and _is_result(item))


def _require(caller: Caller, permission: str, trial_id: UUID) -> None:
    if not trials.is_system(caller) and trial_id not in people.trials_of(caller, permission):
        raise Trial.DoesNotExist
