"""The definition in words says what the file says."""

from centralis.apps.trials.definition.load import definition_or_raise
from centralis.apps.trials.summary import summarise
from centralis.apps.web.demo.cast import example_document


def sections(text=None):
    return {one.title: one.lines for one in summarise(definition_or_raise(text or example_document()))}


def test_every_part_is_told():
    told = sections()
    assert list(told) == [
        "Visits", "Acquisition", "Sites and scanners", "De-identification", "Image QC", "Reading", "Adjudication",
        "Endpoints", "Delivery", "Governance",
    ]  # fmt: skip
    assert told["Visits"][1] == (
        "BL, Baseline, the baseline: day 0, from day -28 to day 0; CT of chest, abdomen and pelvis with contrast."
    )
    assert told["Visits"][-1].startswith("UNS, Unscheduled: unscheduled, whenever it happens;")
    assert "slice thickness mm at most 5 (major)" in told["Acquisition"][1]
    assert "contrast: portal venous, 60 to 80 s after injection" in told["Acquisition"][1]
    assert told["Adjudication"][1:] == (
        "Best overall response differs.",
        "Progression date differs by more than 0 days.",
    )
    assert told["Endpoints"][0] == (
        "Primary: PFS by central review, by the rules fda-2018-a, censored after 2 missed visits."
    )
    assert "Sponsor in US, by standard contractual clauses." in told["Governance"]


def test_a_change_of_the_file_changes_the_words():
    told = (
        example_document()
        .replace("  readers: 2\n", "  readers: 2\n  due_days: 5\n")
        .replace("randomise: subject,", "randomise: batch, batch_size: 20,")
        .replace("by: choose_one", "by: consensus")
        .replace("test_cases: 10,", "test_cases: 10, training: charter 1.0,")
    )
    lines = sections(told)["Reading"]
    assert lines[0].startswith("2 readers by recist-1.1")
    assert "Order randomised within batches of 20 subjects; the seed is sealed." in lines
    assert "A read is due 5 days after it can be begun." in lines
    assert any("is trained on charter 1.0 and first passes 10 test cases" in one for one in lines)
    assert sections(told)["Adjudication"][0] == "Both readers agree on one of their reads, and sign it, when:"


def test_the_profile_is_told_as_it_takes_effect():
    told = sections()["De-identification"]
    assert told[0].startswith("Every file is cleaned by the basic profile of PS3.15-2026D")
    assert "Dates stay as they were." in told
    assert "Ages above 89 years become 90." in told
    assert "Faces are not removed: a face could be recognised from CT or MR of a head." in told
    more = "  dates: shift\n  faces: {remove_when: head_in_field}\n  ages_over_89: keep\n"
    text = example_document().replace("  dates: keep\n", more)
    told = sections(text)["De-identification"]
    assert any("one secret offset for each subject" in line for line in told)
    assert any("held until a person has confirmed" in line for line in told)
    assert "Ages above 89 years stay." in told
