"""The word lists: lower case, one meaning each, and no common family names among the words of imaging."""

import pytest

from centralis.core.deid.vocabulary import imaging_words, nobody_words, ordinary_words, particle_words, place_words

LISTS = (imaging_words, ordinary_words, place_words, nobody_words, particle_words)


@pytest.mark.parametrize("words", LISTS)
def test_words_are_lower_case_and_many(words) -> None:  # type: ignore[no-untyped-def]
    assert len(words()) > 20
    assert all(word == word.lower() for word in words())


def test_useful_words_are_known() -> None:
    useful = "chest abdomen pelvis axial mprage flair gtv parotid suv contrast portal venous lesion baseline b0"
    assert set(useful.split()) <= imaging_words()


def test_frequent_family_names_are_no_words_of_imaging() -> None:
    names = "smith johnson williams jones garcia miller davis rodriguez wilson anderson thomas moore jackson martin"
    names += " schmidt meyer fischer weber wagner becker hoffmann dupont bernard petit rossi ferrari esposito nguyen"
    assert not set(names.split()) & imaging_words()
