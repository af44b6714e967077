"""A form that is still being filled in: every gap and fault is named at its place, nothing is guessed."""

from centralis.core.catalogue import find_criterion


def test_every_gap_is_named_by_its_label_and_left_out_of_the_assessment():
    reading = find_criterion("lugano-2014").open_reading({})
    rows = [
        {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": 30},
        {"id": "T2", "organ": "axilla", "state": "absent", "ldi_mm": 12},
        {"id": "T3", "organ": "groin", "state": "measured", "ldi_mm": 20, "sdi_mm": 26},
        {"id": "T3", "organ": "groin", "state": "measured", "ldi_mm": 20, "sdi_mm": 16},
        {"id": "T4"},
    ]
    live = reading.draft([], 0, {"targets": rows, "spleen_mm": 120})
    assert [(one.field, one.sentence) for one in live.errors] == [
        ("targets[0].sdi_mm", "T1: shortest perpendicular is still empty."),
        ("targets[1].ldi_mm", "T2: longest diameter counts only when state is measured; leave it empty."),
        ("targets[3].id", "target lesion T3 stands there twice; each once."),
        ("targets[4].organ", "T4: site is still empty."),
        ("targets[4].state", "T4: state is still empty."),
    ]
    assert live.assessment["measured_part_mm2"] == 520.0


def test_findings_point_at_the_row_as_it_stands_in_the_form():
    reading = find_criterion("lugano-2014").open_reading({})
    rows = [{"id": "T1"}, {"id": "T2", "organ": "groin", "state": "measured", "ldi_mm": 20, "sdi_mm": 26}]
    live = reading.draft([], 0, {"targets": rows, "spleen_mm": 120})
    assert [one.field for one in live.findings if one.lesion == "T2"] == ["targets[1].sdi_mm"]


def test_a_gap_of_the_whole_time_point_leaves_no_assessment():
    live = find_criterion("pcwg3").open_reading({}).draft([], 0, {})
    assert live.assessment is None
    assert [one.sentence for one in live.findings] == [
        "Soft tissue disease at baseline is still empty.",
        "Bone scan is still empty.",
    ]


def test_entries_that_are_no_list_are_told_apart_from_gaps():
    live = find_criterion("lugano-2014").open_reading({}).draft([], 0, {"targets": "T1"})
    assert live.assessment is None
    assert "expected a list" in live.findings[0].sentence


def test_conditions_between_fields_are_said_even_beside_other_gaps():
    rows = [{"id": "T1", "state": "measured", "ldi_mm": 30}]
    live = find_criterion("lugano-2014").open_reading({}).draft([], 0, {"targets": rows})
    assert [one.sentence for one in live.errors] == [
        "T1: site is still empty.",
        "T1: shortest perpendicular is still empty.",
    ]


def test_a_field_that_waits_for_another_is_not_blamed():
    rows = [{"id": "T1", "organ": "neck", "ldi_mm": 30}]
    live = find_criterion("lugano-2014").open_reading({}).draft([], 0, {"targets": rows})
    assert [one.sentence for one in live.errors] == ["T1: state is still empty."]


def test_a_lesion_that_baseline_did_not_have_is_named():
    reading = find_criterion("lugano-2014").open_reading({})
    row = {"id": "T1", "organ": "neck", "state": "measured", "ldi_mm": 30, "sdi_mm": 20}
    live = reading.draft([(0, {"targets": [row]})], 60, {"targets": [{**row, "id": "T9"}, {**row, "organ": "groin"}]})
    assert [one.sentence for one in live.errors] == [
        "target lesion T9 was not told at baseline; leave it out.",
        "T1: site is groin here and neck at baseline; it stays.",
    ]
