"""The copies for people: a PDF whose text is never read as markup, a CSV that no spreadsheet runs."""

import csv
import io
import shutil
import subprocess

import pytest

from centralis.apps.ledger.queries import TimelineItem
from centralis.apps.ledger.report import Heading, csv_lines, timeline_pdf
from centralis.apps.ledger.words import Change
from centralis.core.ledger.chain import Head

NASTY = '#sys.inputs $x$ *b* _i_ `r` <l> @r \\ "q" // ünï'
HEADING = Heading(
    "CEN-301", "S-001", "Ina Inspector #1", "2026-11-21T09:30:07.000000Z", Head("trial:1", 812, "ab" * 32)
)


def item(**values: object) -> TimelineItem:
    fields = {
        "at": "2026-11-21T09:00:00.000000Z",
        "actor": "Ada Example",
        "role": "QC analyst",
        "action": "qc.decide",
        "words": "decided on an exam",
        "object": "exam S-001 V1",
        "reason": "",
        "entry": "trial:1#12",
        "outcome": "done",
        "stage": "quality control",
        "sentence": "",
        "changes": (Change("exam version", "", "state", "In QC", "Accepted"),),
        **values,
    }
    return TimelineItem(**fields)


def text_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.req("P11-10B-1")
def test_a_pdf_says_who_printed_what_and_where_the_ledger_stood():
    pdf = timeline_pdf([item()], HEADING)
    assert pdf.startswith(b"%PDF-")
    text = text_of(pdf)
    for wanted in ("CEN-301", "S-001", "Ina Inspector #1", "2026-11-21 09:30:07", "812", "ab" * 32, "Page 1 of 1"):
        assert wanted in text
    for wanted in ("Ada Example", "QC analyst", "decided on an exam", "In QC → Accepted", "entry 12"):
        assert wanted in text


def test_text_in_a_pdf_is_never_markup():
    text = text_of(timeline_pdf([item(reason=NASTY, outcome="refused")], HEADING))
    assert "#sys.inputs $x$ *b* _i_ `r` <l> @r" in " ".join(text.split())
    assert "(refused)" in text


def test_a_long_timeline_runs_over_numbered_pages():
    text = text_of(timeline_pdf([item(entry=f"trial:1#{n}") for n in range(1, 101)], HEADING))
    assert "entry 100" in text
    assert "Page 2 of " in text
    assert text.count("Time (UTC)") > 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_csv_cell_never_starts_a_formula(start):
    text = "".join(csv_lines([item(reason=f"{start}HYPERLINK(1)", actor='a "b", c')]))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["reason"] == f"'{start}HYPERLINK(1)"
    assert row["actor"] == 'a "b", c'
    assert row["changes"] == "exam version, state: In QC → Accepted"
