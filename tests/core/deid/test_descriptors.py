"""Free text: imaging words stay, everything else goes, and of a planted person no spelling survives."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from centralis.core.deid.descriptors import cleaned_text, is_imaging_text, mapped_label
from centralis.core.deid.hunt import Hunt, hunt_for
from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.spellings import plain
from centralis.core.deid.vocabulary import imaging_words, nobody_words, particle_words

NOBODY = hunt_for(Identifiers())
LETTERS = "abcdefghijklmnoprstuvwyzäöüéèøåßñç"
parts = st.text(LETTERS, min_size=3, max_size=12)


def hunt(**facts: str) -> Hunt:
    return hunt_for(Identifiers(**{kind: frozenset({fact}) for kind, fact in facts.items()}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"CT ABD AND PELVIS WITH IV CONT", b"CT ABD AND PELVIS WITH IV CONT"),
        (b"CHEST/ABD/PEL 2.5", b"CHEST/ABD/PEL 2.5"),
        (b"Ax T1 FSE +C fatsat 3mm", b"Ax T1 FSE +C fatsat 3mm"),
        (b"CT CHEST Smith 24.12.1951", b"CT CHEST"),
        (b"Jane Doe 555-123-4567 head", b"head"),
        (b"head tel 555 123 4567", b"head"),
        (b"head (0)30 901820", b"head"),
        (b"MRN 00123456", b""),
        (b"1.2.840.113619.2.55.3 axial", b"axial"),
        (b"GTV Miller", b"GTV"),
        (b"\xc3\x84rztin M\xfcller brain", b"brain"),
        (b"brain 24 Dec 1951 axial", b"brain axial"),
        (b"brain Dec. 24th, 1951 axial", b"brain axial"),
        (b"brain 24-DEC-51 3 MAR 2.5mm", b"brain 3 MAR 2.5mm"),
        (b"see https://pacs.example/chest/head axial", b"axial"),
        (b"mail chest@head.org \\\\server\\chest axial", b"axial"),
        (b"b1000 TE85 TR4500 Br40 fc03", b"b1000 TE85 TR4500 Br40 fc03"),
        (b"T1 MPRAGE sag 1.0 iso 256", b"T1 MPRAGE sag 1.0 iso 256"),
        (b"ROUTINE ABD.PEL WITH (DMPR) **", b"ROUTINE ABD.PEL WITH (DMPR)"),
        (b"CHEST.Miller 5.1.2 axial", b"axial"),
        (b"93 year old female, age 95", b"year female"),
        (b"GTV_1\\Parotid_L\\SpinalCord PRV", b"GTV_1\\Parotid_L\\SpinalCord PRV"),
    ],
)
def test_examples(before: bytes, after: bytes) -> None:
    assert cleaned_text(before, NOBODY) == after


@given(st.binary(max_size=200))
def test_only_allowed_words_are_ever_left(raw: bytes) -> None:
    left = cleaned_text(raw, NOBODY)
    assert left.isascii()
    assert is_imaging_text(left)


@given(st.binary(max_size=60))
def test_cleaning_the_clean_ends(raw: bytes) -> None:
    first = cleaned_text(raw, NOBODY)
    second = cleaned_text(first, NOBODY)
    assert second == first or len(second) < len(first)


@given(st.sampled_from(sorted(word for word in imaging_words() - nobody_words() if len(word) > 3 and word.isalpha())))
def test_an_identifier_goes_even_when_it_is_an_imaging_word(word: str) -> None:
    raw = f"CT {word.upper()} axial".encode()
    left = cleaned_text(raw, hunt(names=f"{word}^zzz")).lower().split()
    assert word.encode() not in left


@given(parts, parts, st.data())
def test_no_spelling_of_a_planted_name_survives(family: str, given_name: str, data: st.DataObject) -> None:
    assume(not {family, given_name} & (nobody_words() | particle_words()))
    spellings = [
        family, given_name, f"{given_name} {family}", f"{family}-{given_name}", family + given_name, plain(family),
        given_name[:1] + family, family.upper(), unicodedata.normalize("NFD", family), f"{family.title()}^{given_name}",
    ]  # fmt: skip
    spelling = data.draw(st.sampled_from(spellings))
    codec = data.draw(st.sampled_from(("latin-1", "utf-8")))
    text = f"CT CHEST {spelling} axial".encode(codec, "replace")
    left = cleaned_text(text, hunt(names=f"{family}^{given_name}")).decode("ascii").lower()
    tokens = left.replace("-", " ").replace("^", " ").split()
    assert not {family, given_name, plain(family), plain(given_name), plain(family + given_name)} & set(tokens)


@given(st.text("0123456789", min_size=5, max_size=12), st.data())
def test_no_spelling_of_a_planted_number_survives(number: str, data: st.DataObject) -> None:
    bare = number.lstrip("0")
    if len(bare) < 5 or len(set(bare)) < 2:
        return
    gap = data.draw(st.sampled_from((" ", "-", ".", "/", "", "_")))
    cut = data.draw(st.integers(1, len(bare) - 1))
    text = f"CT {'0' * data.draw(st.integers(0, 3))}{bare[:cut]}{gap}{bare[cut:]} axial".encode()
    left = cleaned_text(text, hunt(numbers=number))
    assert bare not in "".join(sign for sign in left.decode() if sign.isdigit())


@given(st.dates(), st.data())
def test_no_spelling_of_a_date_survives(day, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    form = data.draw(st.sampled_from((
        "%Y%m%d", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d-%b-%Y", "%B %d, %Y", "%d %B %Y", "%d%b%Y", "%d.%m.%y",
        "%m/%d/%y", "%y-%m-%d", "%Y.%m.%d", "%d%m%Y", "%d/%b/%y",
    )))  # fmt: skip
    if day.year < 1900:
        return
    written = day.strftime(form)
    left = cleaned_text(f"CT chest {written} axial".encode(), NOBODY)
    assert not any(sign.isdigit() for sign in left.decode())


def test_labels_stay_apart_and_are_the_same_each_time() -> None:
    key = b"k" * 32
    miller = hunt(names="miller^anna")
    assert mapped_label(b"primary tumor 2 ", miller, key) == b"primary tumor 2"
    one, two = mapped_label(b"Miller lesion", miller, key), mapped_label(b"Miller node", miller, key)
    assert one != two
    assert one == mapped_label(b"Miller lesion", NOBODY, key)
    assert b"iller" not in one + two
    assert len(one) <= 20
