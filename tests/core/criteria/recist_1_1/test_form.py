"""The form as data: JSON-able, and in step with the case it describes."""

import json
from dataclasses import fields

from centralis.core.criteria.recist_1_1 import (
    CHECKS,
    Certainty,
    NewLesion,
    NonTarget,
    NonTargetState,
    Parameters,
    Target,
    TargetState,
    derive_form,
)


def test_form_is_json_and_carries_the_trials_limits():
    form = json.loads(json.dumps(derive_form(Parameters(max_targets=3))))
    assert form["limits"]["max_targets"] == 3
    assert form["limits"]["min_node_mm"] == 15.0


def test_every_field_of_a_lesion_has_its_place_in_the_form():
    sections = {section["name"]: {one["name"] for one in section["fields"]} for section in derive_form()["sections"]}
    assert sections["targets"] == {one.name for one in fields(Target)}
    assert sections["non_targets"] == {one.name for one in fields(NonTarget)}
    assert sections["new_lesions"] == {one.name for one in fields(NewLesion)}


def test_code_lists_hold_the_states_of_the_case():
    lists = {name: {one["code"] for one in codes} for name, codes in derive_form()["code_lists"].items()}
    assert lists["target_state"] == {one.value for one in TargetState}
    assert lists["non_target_state"] == {one.value for one in NonTargetState}
    assert lists["certainty"] == {one.value for one in Certainty}


def test_code_lists_and_checks_named_by_fields_exist():
    form = derive_form()
    named = [one for section in form["sections"] for one in section["fields"]]
    assert {one["codes"] for one in named if one["codes"]} <= set(form["code_lists"])
    checks = {check for one in named for check in one["checks"]}
    checks |= {check for section in form["sections"] for check in section["checks"]}
    assert checks == set(CHECKS)
