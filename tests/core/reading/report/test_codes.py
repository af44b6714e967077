"""The report's codes: every unit and organ of every form has one, and none is ambiguous."""

import pytest
from pydicom.sr.codedict import codes as published

from centralis.core.catalogue import CRITERIA
from centralis.core.criteria.recist_1_1.tables import ORGANS
from centralis.core.reading.report import codes


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_every_unit_of_every_form_has_a_ucum_code(name):
    form = CRITERIA[name].open_reading({}).form()
    units = {one["unit"] for section in form["sections"] for one in section["fields"]}
    units |= {one["unit"] for one in form["answers"]}
    assert sorted(units - set(codes.UNITS)) == []


def test_every_organ_has_a_code_but_other():
    assert [code for code, _ in ORGANS if codes.find_site(code) is None] == ["other"]


@pytest.mark.parametrize(
    ("word", "value"),
    [("Liver", "10200004"), ("right lung", "39607008"), ("lymph nodes", "59441001"), ("left, kidney", "64033007")],
)
def test_an_organ_that_was_typed_is_found_by_its_word(word, value):
    found = codes.find_site(word)
    assert found is not None
    assert found.value == value


def test_a_word_that_the_table_lacks_has_no_code():
    assert codes.find_site("segment VII") is None


def test_published_codes_are_those_of_the_dictionary():
    known = {(one.value, one.scheme_designator) for cid in (4031, 7151, 6146, 6147, 100, 7470) for one in
             getattr(published, f"cid{cid}").concepts.values()}  # fmt: skip
    ours = [*codes.SITES.values(), *codes.METHODS.values(), *codes.PROCEDURES.values(), codes.LONG_AXIS,
            codes.SHORT_AXIS, codes.DIAMETER, codes.BASELINE, codes.POSTTREATMENT, codes.IMAGING_PROCEDURE]  # fmt: skip
    single = {(one.value, one.scheme_designator) for one in (published.SCT.Pelvis, published.SCT.Bone)}
    assert [one for one in ours if (one.value, one.scheme) not in known | single | _named(ours)] == []


def _named(ours):
    """Codes that the dictionary knows under SNOMED CT by their meaning."""
    found = set()
    for one in ours:
        name = one.meaning.title().replace(" ", "")
        if one.scheme == "SCT" and hasattr(published.SCT, name):
            found.add((getattr(published.SCT, name).value, "SCT"))
    return found


def test_a_code_of_our_own_keeps_its_whole_value_and_a_meaning_that_fits():
    long = codes.own_code("change_from_baseline_percent", "x" * 80)
    assert long.value == "change_from_baseline_percent"
    assert len(long.meaning) == 64
    assert codes.own_code("a", "").meaning == "a"
