"""Table E.3.4-1 of PS3.15: what happens to a content item of a structured report, by its concept and value type."""

import json
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib import resources

from centralis.core.deid.profile import Dates, Profile


@dataclass(frozen=True, slots=True)
class Concept:
    """One row: the concept, the value type it is about, the basic action and the action of each option."""

    code: str
    scheme: str
    meaning: str
    value_type: str
    basic: str
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class ConceptTable:
    """The whole table, with the edition it was taken from."""

    standard: str
    edition: str
    source: str
    rows: tuple[Concept, ...]


class Fate(Enum):
    """What becomes of a content item."""

    KEEP = "stays, its value under the ordinary rules"
    CLEAN = "stays, its text cleaned or its date shifted"
    DUMMY = "stays with a dummy value"
    LABEL = "stays with a label that is the same each time"
    REMOVE = "goes, with everything below it"


@cache
def concept_table() -> ConceptTable:
    """The table, read once from the package's own data."""
    text = resources.files(__package__).joinpath("ps315_2026d_concepts.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return ConceptTable(stored["standard"], stored["edition"], stored["source"],
                        tuple(Concept(*row) for row in stored["rows"]))  # fmt: skip


@cache
def _by_key() -> dict[tuple[str, str, str], Concept]:
    return {(row.code, row.scheme.split(" ")[0], row.value_type): row for row in concept_table().rows}


#: Tracking Identifier: no row of the table, and what ties the measurements of one lesion together.
_TRACKING = ("112039", "DCM")
_DATES = frozenset(("DATE", "TIME", "DATETIME"))
_REFERENCES = frozenset(("IMAGE", "COMPOSITE", "WAVEFORM", "UIDREF"))
_COLUMNS = ("retain_uids", "retain_device_identity", "retain_institution_identity", "retain_patient_characteristics",
            "clean_descriptors")  # fmt: skip


@lru_cache(maxsize=4_096)
def fate_of(concept: tuple[str, str], value_type: str, profile: Profile) -> Fate:
    """What becomes of an item. concept: code value and coding scheme, empty when the item has none.

    What the table does not list: persons' names go; texts are cleaned (and go when nothing is left); dates obey the
    date choice; references, numbers, codes and containers stay under the ordinary rules.
    """
    row = _by_key().get((concept[0], concept[1].split(" ")[0], value_type))
    if row is None:
        return _unlisted(concept, value_type, profile)
    if value_type in _DATES and "retain_longitudinal_full_dates" in row.options and profile.dates is not Dates.REMOVE:
        return Fate.KEEP if profile.dates is Dates.KEEP else Fate.CLEAN
    actions = {row.options[column] for column in _COLUMNS if column in profile.options and column in row.options}
    if "K" in actions:
        return Fate.KEEP
    if "C" in actions:
        return Fate.CLEAN
    if row.basic == "X":
        return Fate.REMOVE
    if value_type in _REFERENCES:
        return Fate.KEEP  # every UID in it is replaced, which is its dummy
    return Fate.DUMMY


def _unlisted(concept: tuple[str, str], value_type: str, profile: Profile) -> Fate:
    if value_type == "TEXT":
        if concept == _TRACKING:
            return Fate.LABEL
        return Fate.CLEAN if "clean_descriptors" in profile.options else Fate.REMOVE
    if value_type == "PNAME":
        return Fate.REMOVE
    if value_type in _DATES:
        return Fate.REMOVE if profile.dates is Dates.REMOVE else Fate.CLEAN
    return Fate.KEEP if value_type in _KNOWN_TYPES else Fate.REMOVE


_KNOWN_TYPES = frozenset(
    (*_REFERENCES, "CODE", "NUM", "CONTAINER", "SCOORD", "SCOORD3D", "TCOORD", "TABLE", "NUMERIC", "")
)  # NUMERIC is what acquisition context and protocols call NUM (PS3.3 10.2)
