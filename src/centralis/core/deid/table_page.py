"""Table E.1-1, what it forgets, and the safe private elements, printed from the very data the engine works with."""

from centralis.core.deid.profile import Profile
from centralis.core.deid.rules import GAPS, LETTER, rules_for
from centralis.core.deid.safe_private import SAFE_PRIVATE, SafePrivate
from centralis.core.deid.survivors import SURVIVOR_PRIVATE, SURVIVOR_SETS
from centralis.core.deid.table import Row, confidentiality_table
from centralis.core.dicom.dictionary import KEYWORD_BY_TAG, TAG_BY_KEYWORD

_COLUMNS = (
    ("retain_safe_private", "Safe private"), ("retain_uids", "UIDs"), ("retain_device_identity", "Device"),
    ("retain_institution_identity", "Institution"), ("retain_patient_characteristics", "Patient characteristics"),
    ("retain_longitudinal_full_dates", "Full dates"), ("retain_longitudinal_modified_dates", "Modified dates"),
    ("clean_descriptors", "Descriptors"), ("clean_structured_content", "Structured content"),
    ("clean_graphics", "Graphics"),
)  # fmt: skip
_NOTE = "This page is written by `tools/write_deid_pages.py`; do not edit it."
_TABLE = """# What happens to each attribute

{standard}, edition {edition}. {rows} rows; {source}.

X: removed. Z: emptied. D: replaced by a dummy. U: every UID replaced by the trial's key. K: kept. C: cleaned (texts
word by word, dates moved by the subject's offset). Where a row leaves a choice (X/Z, X/D, Z/D, X/Z/D), the object's
definition decides: an attribute that it asks for with a value gets a dummy, one that it asks for stays empty, any other
goes. An empty cell means that the option changes nothing.

Deny by default: an attribute that neither this table nor the data dictionary knows is removed, as is every private
element that is not on the [safe list](safe-private.md). Attributes that the dictionary knows and the table does not
list stay when they are numbers or codes; texts are cleaned, names and addresses emptied, UIDs replaced, dates treated
as all dates are.

{note}

| Tag | Attribute | Retired | Basic profile | {titles} |
|---|---|---|---|{rules}|
{table}

## Attributes that are no rows of the table, yet can hold identifiers

| Tag | Attribute | Action |
|---|---|---|
{gaps}
"""
_PRIVATE = """# Private elements that may stay

The option Retain Safe Private (113111) keeps these, each only when its value is what the list says it is: a number is a
number, a code a code; a date goes, stays or is moved like all other dates; a text is cleaned. The list is that of
PS3.15 Table E.3.10-1 for the makers whose images the trials use, and, so that SUV and diffusion can be worked out, the
injection and scan times and gradient directions that GE, Philips and Siemens keep in private elements. Without the
option the two SUV factors of Philips stay, for without them such a series has no scale.

{note}

| Element | Creator | VR | Needed for |
|---|---|---|---|
{table}

## Named sets for `must_survive`

{sets}
"""


def table_page() -> str:
    """Table E.1-1 with all option columns, in Markdown."""
    table = confidentiality_table()
    return _TABLE.format(
        standard=table.standard, edition=table.edition, rows=len(table.rows), source=table.source, note=_NOTE,
        titles=" | ".join(title for _, title in _COLUMNS), rules="|".join("---" for _ in _COLUMNS),
        table="\n".join(map(_line, table.rows)), gaps="\n".join(_gaps()),
    )  # fmt: skip


def safe_private_page() -> str:
    """The safe private elements and the named sets that use them, in Markdown."""
    sets = "\n".join(f"- `{name}`: {', '.join(words)}" for name, words in SURVIVOR_SETS.items())
    return _PRIVATE.format(note=_NOTE, table="\n".join(map(_private_line, SAFE_PRIVATE)), sets=sets)


def _line(row: Row) -> str:
    tag = row.tag if row.number is None else f"({row.tag[:4]},{row.tag[4:]})"
    cells = [tag, row.name, "yes" if row.retired else "", row.basic]
    cells += [row.options.get(column, "") for column, _ in _COLUMNS]
    return "| " + " | ".join(cells) + " |"


def _gaps() -> list[str]:
    rules = rules_for(Profile())
    found = sorted(TAG_BY_KEYWORD[word] for word in GAPS)
    lines = ((f"({tag >> 16:04X},{tag & 0xFFFF:04X})", KEYWORD_BY_TAG[tag], LETTER[rules[tag][0]]) for tag in found)
    return [f"| {number} | {word} | {letter} |" for number, word, letter in lines]


def _private_line(one: SafePrivate) -> str:
    uses = [name for name, entries in SURVIVOR_PRIVATE.items() if one in entries]
    return f"| ({one.group:04X},xx{one.element:02X}) | {one.creator} | {one.vr} | {', '.join(uses)} |"
