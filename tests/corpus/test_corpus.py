"""The corpus is what it says: large and varied enough, the same from the same seed, and planted where its key says."""

from collections import Counter

import pytest
from tests.corpus.conftest import SEED
from tests.corpus.corpus import Corpus, corpus
from tests.corpus.people import people

from centralis.core.deid.scoring import Check, Output, Score, Strict, score
from centralis.core.deid.scoring.opened import open_file

KINDS = {"CT", "MR", "PT", "US", "MG", "CR", "SC", "SR", "TEXT", "RTSTRUCT", "SEG", "PR", "PDF"}
SYNTAXES = {f"1.2.840.10008.1.2{end}" for end in ("", ".1", ".2", ".1.99", ".4.50", ".4.80", ".4.90", ".5")}
CHARACTER_SETS = {"ISO_IR 100", "ISO_IR 192", "ISO 2022 IR 87", "ISO 2022 IR 149", "GB18030", "ISO_IR 144"}


@pytest.fixture(scope="module")
def copied(planted: Corpus) -> Score:
    """What a tool scores that changes nothing."""
    return score(planted.key, planted.files, {name: Output(data, name) for name, data in planted.files.items()})


def test_it_is_large_enough(planted: Corpus) -> None:
    instances = planted.key.instances.values()
    assert len(instances) >= 300
    assert len({one.subject for one in instances}) >= 30
    assert {one.kind for one in instances} == KINDS
    kinds = Counter(one.kind for one in instances)
    assert min(kinds.values()) >= 6


def test_it_holds_every_transfer_syntax_and_character_set(planted: Corpus) -> None:
    opened = [file for data in planted.files.values() if (file := open_file(data))]
    assert len(opened) == len(planted.files)
    assert {str(one.dataset.file_meta.get("TransferSyntaxUID", "")) for one in opened} - {""} == SYNTAXES
    sets = {str(part) for one in opened for part in _several(one.dataset.get("SpecificCharacterSet", ""))}
    assert sets >= CHARACTER_SETS


def _several(value: object) -> list[object]:
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def test_people_have_two_ids_two_visits_or_share_a_number(planted: Corpus) -> None:
    everyone = list(planted.people.values())
    assert sum(len(one.ids) == 2 for one in everyone) == 4
    assert all(len(one.visits) == 2 for one in everyone)
    shared = Counter(number for one in everyone for number in one.ids)
    assert sum(count == 2 for count in shared.values()) == 1
    seen = {(one.subject, one.patient_id) for one in planted.key.instances.values()}
    assert sum(len({number for who, number in seen if who == one.label}) == 2 for one in everyone) >= 3


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(planted: Corpus) -> None:
    again = corpus(SEED)
    assert again.files == planted.files
    assert again.key == planted.key
    assert people(SEED + 1) != people(SEED) == list(planted.people.values())


def test_everything_planted_stands_where_the_key_says(copied: Score) -> None:
    for check in (Check.TEXT_REMOVED, Check.DATE_SHIFTED, Check.UID_CHANGED, Check.PIXELS_HIDDEN):
        assert copied.checks[check].passed == 0, check
        assert copied.checks[check].total > 100, check


def test_everything_that_must_stay_is_there_before(copied: Score) -> None:
    for check in (Check.TAG_RETAINED, Check.TEXT_NOTNULL, Check.TEXT_RETAINED, Check.PIXELS_RETAINED):
        assert copied.checks[check].failures == [], check
        assert copied.checks[check].total > 300, check


def test_a_tool_that_changes_nothing_fails_strictly_on_every_file(copied: Score, planted: Corpus) -> None:
    assert copied.strict[Strict.NO_IDENTIFIER].passed == 0
    assert copied.strict[Strict.INTERVALS].passed == 0
    assert copied.strict[Strict.MARKED].total == len(planted.files)
    assert copied.strict[Strict.MARKED].passed == 0


def test_a_tool_that_deletes_everything_scores_nothing(planted: Corpus) -> None:
    nothing = score(planted.key, planted.files, {})
    assert (nothing.ten, nothing.strict[Strict.ACCOUNTED].passed) == (0.0, 0)
