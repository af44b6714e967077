"""Keep RESULTS.md: one section a benchmark, replaced when it is run again, the others left as they are."""

import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path

from benchmarks.rows import Aim, Row

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = """# Results

Centralis and a peer in one run on one machine; read the ratios, the absolute figures belong to the machine. Renewed by
`make bench`; one section alone by `python -m benchmarks NAME`.
"""
PACKAGES = ("django", "granian", "pydicom", "obstore", "numpy")


def write_section(name: str, rows: Sequence[Row], at: datetime, notes: Sequence[str] = ()) -> None:
    """Put the rows of one benchmark into RESULTS.md, in place of those of its last run."""
    sections = _read_sections()
    sections[name] = render_section(name, rows, at, notes)
    RESULTS.write_text(HEAD + "\n" + "\n".join(sections[key] for key in sorted(sections)), encoding="utf-8")


def render_section(name: str, rows: Sequence[Row], at: datetime, notes: Sequence[str]) -> str:
    """The section as Markdown: when, on what, the table, the command."""
    versions = ", ".join(f"{package} {metadata.version(package)}" for package in PACKAGES)
    lines = [
        f"## {name}",
        "",
        f"{at:%Y-%m-%d %H:%M} UTC · {os.cpu_count()} cores, {platform.machine()} · Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {versions}",
        "",
        "| what | ours | peer | unit | ratio | target | |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
        "",
        *(f"- {note}" for note in notes),
        *(f"- Command: `{command}`" for command in dict.fromkeys(row.command for row in rows)),
        "",
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    peer = "none" if row.peer is None else f"{_figure(row.peer)} ({row.peer_name})"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    is_ratio = row.aim in (Aim.RATIO_AT_LEAST, Aim.RATIO_AT_MOST)
    target = f"{row.target:g} {row.aim}" if is_ratio else f"{row.aim} {row.target:g} {row.unit}"
    verdict = {True: "pass", False: "MISS", None: "not measured"}[row.passes]
    return f"| {row.name} | {_figure(row.ours)} | {peer} | {row.unit} | {ratio} | {target} | {verdict} |"


def _figure(value: float | None) -> str:
    if value is None:
        return "not measured"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _read_sections() -> dict[str, str]:
    if not RESULTS.exists():
        return {}
    parts = re.split(r"^(?=## )", RESULTS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].removeprefix("## "): part.rstrip("\n") + "\n" for part in parts}
