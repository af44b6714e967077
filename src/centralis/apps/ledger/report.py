"""Print a subject's timeline as a PDF, and search results as CSV: the human-readable copy (21 CFR 11.10(b))."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from centralis.apps.ledger.queries import TimelineItem
from centralis.core.ledger.chain import Head

TEMPLATE = Path(__file__).with_name("timeline.typ")
CSV_COLUMNS = ("at", "actor", "role", "what", "action", "object", "reason", "outcome", "changes", "entry")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands around the table: whose timeline, who printed it when (UTC text), and where the chain stood."""

    trial: str
    subject: str
    printed_by: str
    printed_at: str
    head: Head


def timeline_pdf(items: Sequence[TimelineItem], heading: Heading) -> bytes:
    """Set a timeline as a PDF, A4 landscape."""
    report = {
        "title": f"{heading.trial} · timeline of subject {heading.subject}",
        "sentence": f"{len(items)} entries, oldest first. Every time is UTC.",
        "printed_by": heading.printed_by,
        "printed_at": shown_time(heading.printed_at),
        "head_length": str(heading.head.length),
        "head_digest": heading.head.digest,
        "items": [_printed(item) for item in items],
    }
    return bytes(typst.compile(TEMPLATE.read_bytes(), sys_inputs={"report": json.dumps(report)}))


def csv_lines(items: Iterable[TimelineItem]) -> Iterable[str]:
    """Yield a CSV of items, line by line. A cell that a spreadsheet would run as a formula gets an apostrophe."""
    yield _csv_line(CSV_COLUMNS)
    for item in items:
        changes = " | ".join(row.line for row in item.rows)
        cells = (item.at, item.actor, item.role, item.words, item.action, item.object)
        yield _csv_line((*cells, item.reason or item.sentence, item.outcome, changes, item.entry))


def shown_time(at: str) -> str:
    """Shorten the ledger's UTC text to the second: 2026-11-21 09:30:07."""
    return f"{at[:10]} {at[11:19]}"


def safe_cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _printed(item: TimelineItem) -> dict[str, object]:
    return {
        "at": shown_time(item.at),
        "actor": item.actor,
        "role": item.role,
        "words": item.words,
        "object": item.object,
        "reason": item.reason,
        "sentence": item.sentence,
        "outcome": item.outcome,
        "number": item.entry.rpartition("#")[2],
        "changes": [row.line for row in item.rows],
    }


def _csv_line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()
