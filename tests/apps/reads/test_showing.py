"""What a reader is shown of the rules: answers with their units, edit checks in few lines."""

import pytest

from centralis.apps.reads.showing import Remark, show_answer, summarise


def finding(check="J01", lesion="MCP 2", sentence="MCP 2: synovitis is not scored.", severity="error"):
    return {"check": check, "severity": severity, "field": "joints", "lesion": lesion, "sentence": sentence}


def test_a_row_is_named_once():
    assert summarise([finding(sentence="Not scored.")], {}) == (Remark("error", "MCP 2", "Not scored."),)
    assert summarise([finding()], {}) == (Remark("error", "", "MCP 2: synovitis is not scored."),)


def test_many_alike_become_one_line_with_all_of_them_behind_it():
    checks = {"J01": "A site has no score."}
    few = [finding(lesion=str(n), sentence=f"{n} is not scored.") for n in range(4)]
    assert [one.sentence for one in summarise(few, checks)] == [one["sentence"] for one in few]
    many = [*few, finding("J03", "x", "x shrank.", "warning"), finding(lesion="4", sentence="4 is not scored.")]
    first, other = summarise(many, checks)
    assert first.sentence == "5 times: A site has no score."
    assert first.details == tuple(f"{n} is not scored." for n in range(5))
    assert (other.severity, other.sentence, other.details) == ("warning", "x shrank.", ())


def test_many_gaps_are_one_line():
    (remark,) = summarise([finding("ENTRY", str(n), f"{n}: state is still empty.") for n in range(17)], {})
    assert remark.sentence == "17 times: Entries are missing or can't be read yet."
    assert len(remark.details) == 17


@pytest.mark.parametrize(
    ("key", "unit", "value", "shown"),
    [
        ("sum_of_diameters_mm", "mm", 62.0, "62.0 mm"),
        ("change_from_baseline_percent", "%", -19.96, "−19.9 %"),
        ("change_from_baseline_percent", "%", 24.0, "+24 %"),
        ("ejection_percent", "%", 58.3333, "58.3 %"),
        ("spd_mm2", "mm²", 1040.0, "1040"),
        ("summed_stress", "", 12, "12"),
        ("united", "", False, "no"),
        ("diagnosis", "", "multiple_sclerosis", "multiple sclerosis"),
        ("regions", "", ["spinal_cord", "infratentorial"], "spinal cord, infratentorial"),
        ("regions", "", [], "–"),
        ("overall", "", None, "–"),
    ],
)
def test_an_answer_as_text(key, unit, value, shown):
    label, text = show_answer({"key": key, "label": "Answer", "unit": unit}, {key: value})
    assert text == shown
    assert label == (f"Answer ({unit})" if unit else "Answer")
