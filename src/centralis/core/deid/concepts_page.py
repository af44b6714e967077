"""Table E.3.4-1 printed for readers, from the very data the engine works with."""

from centralis.core.deid.concepts import Concept, concept_table

_COLUMNS = (
    ("retain_uids", "Retain UIDs"), ("retain_device_identity", "Retain device identity"),
    ("retain_institution_identity", "Retain institution identity"),
    ("retain_patient_characteristics", "Retain patient characteristics"),
    ("retain_longitudinal_full_dates", "Full dates"), ("retain_longitudinal_modified_dates", "Modified dates"),
    ("clean_descriptors", "Clean descriptors"),
)  # fmt: skip
_TEXT = """# What happens to the content of structured reports

{standard}, edition {edition}. {rows} rows; {source}.

X: the item goes, with everything below it. D: it stays with a dummy value; of a reference every UID is replaced by
the trial's key, so that it still points to the same (de-identified) object. K: it stays. C: its text is cleaned word by
word, or its date is moved by the subject's offset. An empty cell means that the option changes nothing.

What the table does not list: a person's name goes; a text is cleaned and goes when nothing is left of it (without the
option Clean Descriptors it always goes); dates obey the profile's choice of dates; numbers with their units, codes,
coordinates, containers and references (their UIDs replaced) stay. Tracking Identifier (112039, DCM) stays when it is
made of words of imaging alone, otherwise it becomes a label that is the same for the same lesion. An item of a value
type that the standard does not know goes. Items that refer to others by their place in the tree are renumbered.

This page is written by `tools/write_deid_pages.py`; do not edit it.

| Concept | Meaning | Value type | Basic profile | {titles} |
|---|---|---|---|{rules}|
{table}
"""


def concepts_page() -> str:
    """The page in Markdown."""
    table = concept_table()
    return _TEXT.format(
        standard=table.standard, edition=table.edition, rows=len(table.rows), source=table.source,
        titles=" | ".join(title for _, title in _COLUMNS), rules="|".join("---" for _ in _COLUMNS),
        table="\n".join(map(_line, table.rows)),
    )  # fmt: skip


def _line(row: Concept) -> str:
    cells = [f"({row.code}, {row.scheme})", row.meaning, row.value_type, row.basic]
    cells += [row.options.get(column, "") for column, _ in _COLUMNS]
    return "| " + " | ".join(cells) + " |"
