"""The allow-list of facts."""

import pytest

from centralis.apps.trials.definition.vocabulary import BLINDED_TO
from centralis.core.reading.blinding import (
    FACTS,
    Blinding,
    derive_allowed_facts,
    derive_reader_facts,
    parse_blinding,
)

CHARTER = ["arm", "site", "subject", "dates", "site_read", "other_readers", "clinical"]


@pytest.mark.req("IMG-9")
def test_a_fully_blinded_reader_gets_the_task_and_nothing_else():
    facts = {name: f"CANARY {name}" for name in [*FACTS, "query", "qc_comment", "enrolled_as"]}
    found = derive_reader_facts(facts, parse_blinding(CHARTER))
    assert set(found) == {"task", "time_point", "criterion", "form", "series", "own_reads", "sponsor"}


def test_what_is_not_listed_never_passes():
    assert derive_reader_facts({"qc_comment": "progressed", "task": "t"}, []) == {"task": "t"}


def test_each_blinding_takes_away_its_own_facts():
    for blinding in Blinding:
        hidden = derive_allowed_facts([]) - derive_allowed_facts([blinding])
        assert hidden == {name for name, takers in FACTS.items() if blinding in takers}
        assert hidden


def test_two_worlds_that_differ_in_hidden_facts_look_the_same():
    one = {"arm": "A", "site": "101", "subject": "101-001", "task": "t", "visit": "W8"}
    two = {"task": "t", "visit": "W16", "subject": "102-009", "arm": "B"}
    hidden = parse_blinding(CHARTER)
    assert list(derive_reader_facts(one, hidden).items()) == list(derive_reader_facts(two, hidden).items())


def test_every_word_that_a_trial_file_may_say_is_understood():
    assert {one.value for one in parse_blinding(BLINDED_TO)} == {one.value for one in Blinding} == set(BLINDED_TO)


def test_a_visit_is_hidden_by_itself_or_with_the_dates():
    for word in ("visit", "dates"):
        assert "visit" not in derive_allowed_facts(parse_blinding([word]))
    assert "acquired_on" in derive_allowed_facts(parse_blinding(["visit"]))


def test_an_unknown_blinding_is_refused():
    with pytest.raises(ValueError, match="other_readers"):
        parse_blinding(["arms"])
