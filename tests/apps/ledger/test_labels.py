"""Every action is said in plain words; a code never meets a reader's eye."""

from importlib import import_module

import pytest

from centralis.apps.action import house
from centralis.apps.ledger.labels import ACTION_WORDS, STAGES, stage_of, words_of


@pytest.mark.req("R3-5")
def test_every_action_has_words():
    import_module("centralis.config.urls")  # with its pages, every room is loaded
    registered = {name for name, act in house.actions.items() if act.__module__.startswith("centralis.")}
    missing = sorted(registered - set(ACTION_WORDS))
    assert not missing, f"add a line to apps/ledger/labels.py for: {', '.join(missing)}"


def test_words_are_words():
    for code, words in ACTION_WORDS.items():
        assert code.partition(".")[0] in STAGES, code
        assert "." not in words, code
        assert "_" not in words, code
        assert words[0].islower() or words[:2].isupper(), code


def test_an_action_without_a_line_is_still_readable():
    assert words_of("delivery.send_package") == "delivery: send package"
    assert words_of("oddity") == "oddity"
    assert stage_of("qc.decide") == "quality control"
    assert stage_of("delivery.send_package") == "delivery"
