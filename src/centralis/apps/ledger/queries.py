"""Read the ledger for people: one subject's timeline, a search over a trail, one entry.

The ledger stands below people and knows no permissions: `apps/web/trails.py` asks for them before it calls here.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from centralis.apps.ledger.labels import stage_of, words_of
from centralis.apps.ledger.models import Entry
from centralis.apps.ledger.words import SHORT, Change, ChangesInWords, RowChange, by_row

PAGE = 50
CHANGES_BEGIN = ',"changes":['
CHANGES_END = '],"facts":{'


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry as a person reads it; `action` is the stable code, `words` say the same, `entry` is chain#number."""

    at: str
    actor: str
    role: str
    action: str
    words: str
    object: str
    reason: str
    entry: str
    outcome: str
    stage: str
    sentence: str
    changes: Sequence[Change]

    @property
    def rows(self) -> list[RowChange]:
        """The changes, row by row."""
        return by_row(self.changes)

    @property
    def number(self) -> int:
        """The entry's number in its chain."""
        return int(self.entry.rpartition("#")[2])

    def as_json(self) -> dict[str, Any]:
        """Return the item as `centralis timeline --json` prints it; further keys may join, none of these goes."""
        return {
            "at": self.at,
            "actor": self.actor,
            "role": self.role,
            "action": self.action,
            "object": self.object,
            "reason": self.reason,
            "entry": self.entry,
            "words": self.words,
            "outcome": self.outcome,
            "stage": self.stage,
            "sentence": self.sentence,
            "changes": [
                {name: getattr(each, name) for name in ("thing", "row", "id", "field", "old", "new")}
                for each in self.changes
            ],
        }


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; empty means anything. Dates are whole UTC days, `until` included."""

    text: str = ""
    actor: str = ""
    action: str = ""
    object: str = ""
    outcome: str = ""
    stage: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None

    def narrow(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Let the database drop what can't match; `fits` decides."""
        for fragment in (self.text, self.actor, self.object):
            if fragment:
                inside = Q(body__icontains=json.dumps(fragment, ensure_ascii=False)[1:-1])
                entries = entries.filter(inside | Q(actor=fragment) | Q(object_id=fragment))
        if self.action:
            entries = entries.filter(action__startswith=self.action)
        if self.outcome:
            entries = entries.filter(outcome=self.outcome)
        if self.subject:
            entries = entries.filter(subject=self.subject)
        if self.since:
            entries = entries.filter(at__gte=self.since.isoformat())
        if self.until:
            entries = entries.filter(at__lt=(self.until + timedelta(days=1)).isoformat())
        return entries

    def fits(self, body: dict[str, Any]) -> bool:
        """Tell whether an entry's text has the actor, object and stage asked for."""
        actor, about = body["actor"], body["object"]
        if self.actor and not _has(self.actor, actor["name"], actor["id"]):
            return False
        if self.object and not _has(self.object, about.get("label", ""), about.get("id", "")):
            return False
        return not self.stage or stage_of(body["action"]) == self.stage


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search, the newest first; `older` is the number to go on below, or None at the end."""

    items: list[TimelineItem]
    older: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """How long a row had a value: from `since` to `until` (UTC text; None: it still has it)."""

    row: str
    value: str
    since: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One entry whole: its item with nothing shortened, its place in the chain, and the exact text."""

    item: TimelineItem
    seq: int
    prev: str
    digest: str
    body: str
    origin: str
    facts: list[tuple[str, str]]


def timeline(chain: str, subject: str, filters: Filters | None = None) -> list[TimelineItem]:
    """Return everything entered about one subject, oldest first."""
    wanted = filters or Filters()
    entries = wanted.narrow(Entry.objects.filter(chain=chain, subject=subject)).order_by("seq")
    bodies = [parse(text) for text in entries.values_list("body", flat=True)]
    return items([body for body in bodies if wanted.fits(body)])


def search(chain: str, filters: Filters, below: int | None = None, limit: int = PAGE) -> Page:
    """Return a page of entries, the newest first; `below` goes on under an entry's number."""
    found = []
    for body in matching(chain, filters, below):
        found.append(body)
        if len(found) > limit:
            break
    return Page(items(found[:limit]), found[limit - 1]["seq"] if len(found) > limit else None)


def matching(chain: str, filters: Filters, below: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield the texts of the entries that fit, parsed, the newest first."""
    entries = filters.narrow(Entry.objects.filter(chain=chain))
    if below is not None:
        entries = entries.filter(seq__lt=below)
    for text in entries.order_by("-seq").values_list("body", flat=True).iterator(chunk_size=200):
        body = parse(text)
        if filters.fits(body):
            yield body


def items(bodies: Iterable[dict[str, Any]]) -> list[TimelineItem]:
    """Turn entries into items; rows that one entry names by id are called by the labels the others give them."""
    parsed = list(bodies)
    names = names_in(parsed)
    return [_item(body, names) for body in parsed]


def parse(text: str) -> dict[str, Any]:
    """Parse an entry's text, but leave its changes as JSON text: they are the most of it, and seldom all looked at.

    The text is canonical, so keys are in order and no quote stands in a string unescaped: what is cut at the keys
    around `changes` is JSON again, or the cut was inside a change, and then the whole is parsed.
    """
    start, end = text.find(CHANGES_BEGIN), text.find(CHANGES_END)
    if 0 < start < end:
        begin = start + len(CHANGES_BEGIN) - 1
        try:
            body: dict[str, Any] = json.loads(f"{text[:begin]}null{text[end + 1 :]}")
        except ValueError:
            pass
        else:
            body["changes"] = text[begin : end + 1]
            return body
    body = json.loads(text)
    body["changes"] = json.dumps(body["changes"])
    return body


def names_in(bodies: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Collect the labels of rows and persons by id."""
    names: dict[str, str] = {}
    for body in bodies:
        names[body["actor"]["id"]] = body["actor"]["name"]
        if "id" in body["object"]:
            names[body["object"]["id"]] = body["object"]["label"]
    return names


def entry(chain: str, seq: int) -> EntryDetail:
    """Return one entry whole. Raises Entry.DoesNotExist."""
    row = Entry.objects.get(chain=chain, seq=seq)
    body = parse(row.body)
    origin = " ".join(part for part in (body["origin"]["via"], body["origin"]["address"]) if part)
    facts = [(name.replace("_", " "), _plain(value)) for name, value in body["facts"].items()]
    return EntryDetail(_item(body, names_in([body]), None), row.seq, row.prev, row.digest, row.body, origin, facts)


def spans(chain: str, subject: str, table: str, column: str) -> list[Span]:
    """Return how long each row of a table about a subject had which value in a column, in the order of their starts."""
    entries = Entry.objects.filter(chain=chain, subject=subject, body__contains=f'"table":"{table}"').order_by("seq")
    found: list[Span] = []
    running: dict[str, int] = {}
    for text in entries.values_list("body", flat=True):
        body = json.loads(text)
        for change in body["changes"]:
            if change["table"] != table or column not in change["new"]:
                continue
            row = change["id"]
            if row in running:
                found[running[row]] = replace(found[running[row]], until=body["at"])
            running[row] = len(found)
            found.append(Span(row, str(change["new"][column]), body["at"]))
    return found


def last_of_action(chain: str, action: str) -> dict[str, Any] | None:
    """Return the text of a chain's newest entry of one action, parsed, or None."""
    found = Entry.objects.filter(chain=chain, action=action).order_by("-seq").values_list("body", flat=True).first()
    return None if found is None else json.loads(found)


def _item(body: dict[str, Any], names: dict[str, str], limit: int | None = SHORT) -> TimelineItem:
    action = body["action"]
    return TimelineItem(
        at=body["at"],
        actor=body["actor"]["name"],
        role=body["actor"]["role"],
        action=action,
        words=words_of(action),
        object=body["object"].get("label", ""),
        reason=body["reason"],
        entry=f"{body['chain']}#{body['seq']}",
        outcome=body["outcome"],
        stage=stage_of(action),
        sentence=str(body["facts"].get("sentence", "")) if body["outcome"] == "refused" else "",
        changes=ChangesInWords(body["changes"], names, limit),
    )


def _has(fragment: str, *texts: str) -> bool:
    low = fragment.casefold()
    return any(low in text.casefold() for text in texts)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
