"""What a signature under a read or an adjudication binds, built from what is stored: for the page and for the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from centralis import __version__
from centralis.apps.reads import rules
from centralis.apps.reads.cases import Case, gather
from centralis.apps.reads.comparing import digests_of
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import Adjudication, Read
from centralis.apps.reads.refusals import ReadsRefusal
from centralis.apps.reads.running import displays
from centralis.apps.reads.viewing import keys as viewing_keys
from centralis.apps.reads.viewing.marks_and_form import find_disagreements, seal_marks
from centralis.core.criteria.findings import CaseError
from centralis.core.refusal import Refused

SOFTWARE = f"Centralis {__version__}"


@dataclass(frozen=True, slots=True)
class Ready:
    """A read that can be signed: the full assessment to be stored, and the content that its reader sees and signs."""

    assessment: dict[str, Any]
    content: dict[str, Any]


def prepare(read: Read, case: Case | None = None) -> Ready:
    """Run the edit checks on a stored read and build what is signed. Raises Refused, naming what is to be put right."""
    found = case or gather(read.task)
    before = found.unsigned_before(read.time_point)
    if before is not None:
        raise Refused(ReadsRefusal.INCOMPLETE, why=f"time points are signed in their order; sign {before.name} first.")
    reading = found.reading
    earlier, day = found.scored_before(read.time_point), found.day_of(read.exam_date)
    faults = reading.draft(earlier, day, read.content).errors
    if faults:
        raise Refused(ReadsRefusal.INCOMPLETE, why=" ".join(_shown(one.sentence, found, read) for one in faults))
    others = find_disagreements(read)
    if others:
        raise Refused(ReadsRefusal.INCOMPLETE, why=" ".join(others))
    try:
        live = reading.final(earlier, day, read.content)
    except (CaseError, ValueError) as error:
        hidden = _shown(str(getattr(error, "sentence", error)), found, read)
        raise Refused(ReadsRefusal.INCOMPLETE, why=hidden) from error
    if live.assessment is None:
        raise Refused(ReadsRefusal.INCOMPLETE, why="it can't be assessed.")
    assessment = {**live.assessment, "findings": [one.to_json() for one in live.findings]}
    return Ready(assessment, content_of(read, assessment, found, SOFTWARE))


def content_of(
    read: Read, assessment: dict[str, Any], case: Case, software: str, days: Sequence[int] | None = None
) -> dict[str, Any]:
    """Return exactly what a read's reader saw and signed. days: of the time points up to it, else as the case tells."""
    days = case.days_to(read.time_point) if days is None else days
    hides = case.hides_dates
    shown = rules.show_assessment(assessment, days, hides_dates=hides)
    shown["findings"] = rules.show_findings(assessment["findings"], days, hides_dates=hides)
    about = rules.SignedRead(
        rules.name_case(read.task.token),
        read.time_point,
        case.design.criterion,
        read.definition.version_label,
        software,
        rules.seal_images(token_key(), str(read.task_id), read.exam_version.manifest_digest),
    )
    content = rules.read_content(about, read.content, shown)
    is_signed = read.signature_id is not None
    check = read.display_check if is_signed else displays.newest(read.task.reader_id)
    apart = {
        "marks": seal_marks(read),
        "key_images": viewing_keys.seal_keys(read),
        "display": displays.told(check),
    }
    return content | {name: part for name, part in apart.items() if part}


def choice_content(adjudication: Adjudication, choice: str, reason: str) -> dict[str, Any]:
    """Return exactly what an adjudicator sees and signs."""
    reads = dict(adjudication.basis)
    if choice == rules.OWN_READ and adjudication.anew_task is not None:
        reads[rules.OWN_READ] = digests_of(gather(adjudication.anew_task))
    return rules.adjudication_content(rules.name_case(adjudication.token), reads, choice, reason)


def _shown(sentence: str, case: Case, read: Read) -> str:
    return rules.hide_days(sentence, case.days_to(read.time_point)) if case.hides_dates else sentence
