"""Rules of the reading room that need no database: names, draws, orders, what is signed, what a reader is shown."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from centralis.core.criteria.criterion import Criterion
from centralis.core.reading.keyed import compute_digest
from centralis.core.reading.randomisation import compute_sort_key
from centralis.core.reading.time_points import Mode, TimePointFact

READ_MEANING = "I have read this time point as shown, and lock it"
CONSENSUS = "consensus"
READ_ANEW = "read_anew"
OWN_READ = "C"
CONSENSUS_MEANING = "I have compared both reads with the other reader and agree to what is shown"
GLOBAL_MEANING = "I have read the whole case as shown, and lock its result"
ADJUDICATION_MEANING = "I have compared both reads and choose as shown"

_HIDDEN_ENDINGS = ("_day", "_per_year")
_DAY = re.compile(r"\bday (-?\d+)\b", re.IGNORECASE)
_INTERVAL = re.compile(r"\b\d+( to \d+)? days?\b", re.IGNORECASE)
_RATE = re.compile(r"-?\d+(\.\d+)? % (a|per) year", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VisitFact:
    """A visit that counts for a case: its place in the definition, when it was or is due to be scanned, and whether
    an accepted exam of a known date waits there."""

    visit_id: str
    ordinal: int
    on: date | None
    is_ready: bool
    is_unscheduled: bool = False


def name_case(token: str) -> str:
    """Name a case neutrally for its reader: six letters and digits that only its token gives."""
    return base64.b32encode(hashlib.sha256(token.encode()).digest())[:6].decode()


def name_time_point(number: int) -> str:
    """Name a time point by its place alone; a visit's name would tell its date."""
    return "Baseline" if number == 1 else f"Time point {number}"


def order_key(seed: bytes, reader: str, case: str, *, is_repeat: bool = False) -> str:
    """A case's place in a reader's order, as 64 hexadecimal digits that compare like the key; a repeat has its own."""
    return compute_sort_key(seed, reader, f"{case} again" if is_repeat else case).hex()


def plain_key(number: int) -> str:
    """The place of a case where nothing is randomised: the number of its draw, as long as the other keys."""
    return f"{number:064d}"


def free_numbers(taken: Iterable[int], count: int) -> tuple[int, ...]:
    """The reader numbers from 1 to `count` that nobody has in a case."""
    used = set(taken)
    return tuple(number for number in range(1, count + 1) if number not in used)


def order_to_come(visits: Iterable[VisitFact], last_read_on: date | None) -> list[VisitFact]:
    """The time points still to come after those already begun: by the day of the scan or, before it, the day it is due.

    A planned visit without any date stands before the planned visits behind it: they wait until it comes or is missed.
    One that turns up late, dated before a time point that was already read, is no time point of this pass: the images
    before it are locked (IMG-11). It is shown to the project manager, who may reopen what follows it.
    """
    coming = [one for one in visits if last_read_on is None or one.on is None or one.on > last_read_on]
    planned = [one for one in coming if not one.is_unscheduled]

    def place(one: VisitFact) -> tuple[date, int]:
        if one.on is not None:
            return one.on, one.ordinal
        behind = [other.on for other in planned if other.ordinal > one.ordinal and other.on is not None]
        return min(behind, default=date.max) if not one.is_unscheduled else date.max, one.ordinal

    return sorted(coming, key=place)


def wait_for_all(to_come: Sequence[VisitFact]) -> list[VisitFact]:
    """The same time points, none of them ready before all are: where all are read at once, none is shown without the
    others."""
    is_ready = all(one.is_ready for one in to_come)
    return [replace(one, is_ready=is_ready) for one in to_come]


def facts_in_order(signed: Sequence[bool], to_come: Sequence[VisitFact]) -> tuple[TimePointFact, ...]:
    """The facts that `core.reading.time_points` decides by: those begun, then those to come, numbered from 1."""
    begun = [TimePointFact(str(place), True, is_signed) for place, is_signed in enumerate(signed, start=1)]
    later = [TimePointFact(str(place), one.is_ready, False) for place, one in enumerate(to_come, start=len(signed) + 1)]
    return tuple(begun + later)


def mode_of(text: str) -> Mode:
    """The definition's `reading.time_points` as a mode."""
    return Mode(text)


def hide_days(text: str, days: Sequence[int]) -> str:
    """Replace each day number of a sentence by the time point of that day, and leave out how long lies between two
    scans: both tell dates."""

    def rename(found: re.Match[str]) -> str:
        day = int(found[1])
        return f"time point {days.index(day) + 1}" if day in days else "an earlier time point"

    return _RATE.sub("its rate", _INTERVAL.sub("some days", _DAY.sub(rename, text)))


def is_date_field(name: str) -> bool:
    """Whether a field or answer tells a day, an interval, or a rate from which one could be counted back."""
    return name == "day" or name.endswith(_HIDDEN_ENDINGS)


def _hide(value: Any, days: Sequence[int]) -> Any:
    if isinstance(value, Mapping):
        return {key: _hide(each, days) for key, each in value.items() if not is_date_field(str(key))}
    if isinstance(value, list | tuple):
        return [_hide(each, days) for each in value]
    return hide_days(value, days) if isinstance(value, str) else value


def show_assessment(assessment: Mapping[str, Any], days: Sequence[int], *, hides_dates: bool) -> dict[str, Any]:
    """What a reader is shown of an assessment: without days, where the definition blinds to dates."""
    if not hides_dates:
        return dict(assessment)
    shown: dict[str, Any] = _hide(dict(assessment), days)
    return shown


def show_findings(
    findings: Iterable[Mapping[str, str]], days: Sequence[int], *, hides_dates: bool
) -> list[dict[str, str]]:
    """What a reader is shown of the edit checks: none about the days themselves, where dates are hidden."""
    if not hides_dates:
        return [dict(one) for one in findings]
    kept = (one for one in findings if not is_date_field(one["field"].rsplit(".", 1)[-1]))
    return [{**one, "sentence": hide_days(one["sentence"], days)} for one in kept]


def headline_key(criterion: Criterion) -> str:
    """The key of a score's headline value in an assessment; empty for a response criterion."""
    return criterion.values[0].key if criterion.values else ""


@dataclass(frozen=True, slots=True)
class SignedRead:
    """What a read's signature page shows, as the reader sees it. `images` seals which images were read."""

    case: str
    time_point: int
    criterion: str
    definition: str
    software: str
    images: str


def seal_images(key: bytes, task: str, manifest_digest: str) -> str:
    """The images that were read, as a digest that only their manifest and the server's key give.

    It is another one for each case: the manifest's own digest would tell a hidden repeat (leaks L28, L56).
    """
    return compute_digest(key, "images of a read", task, manifest_digest).hex()


def read_content(about: SignedRead, entries: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Exactly what a reader signs: the case and time point, the entries, and what the rules made of them."""
    return {
        "case": about.case,
        "time_point": about.time_point,
        "criterion": about.criterion,
        "definition": about.definition,
        "software": about.software,
        "images": about.images,
        "entries": dict(entries),
        "assessment": dict(shown),
        "meaning": READ_MEANING,
    }


def adjudication_content(
    case: str, reads: Mapping[str, Any], choice: str, reason: str, meaning: str = ADJUDICATION_MEANING
) -> dict[str, Any]:
    """Exactly what is signed of a decision: the reads by their digests (A, B, and C for an own one), the choice and
    why."""
    return {
        "case": case,
        "reads": {side: list(reads[side]) for side in ("A", "B", OWN_READ) if side in reads},
        "choice": choice,
        "reason": reason,
        "meaning": meaning,
    }
