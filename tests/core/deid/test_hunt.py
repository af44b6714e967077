"""What the hunt finds, and what it must leave in peace so that ordinary files are not held back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.deid.hunt import Hunt, hunt_for
from centralis.core.deid.identifiers import Identifiers

PERSON = Identifiers(
    names=frozenset({"quistgaard^ottilie^marie", "ida^lund"}),
    numbers=frozenset({"mrn-0007741903", "555-0199"}),
    dates=frozenset({"19511224"}),
    places=frozenset({"zz general hospital", "12 elmstreet", "sn-99812", "general hospital"}),
)


def hunt(**facts: str) -> Hunt:
    return hunt_for(Identifiers(**{kind: frozenset({fact}) for kind, fact in facts.items()}))


@pytest.mark.parametrize(
    "text",
    [
        b"for Quistgaard", b"QUISTGAARD_O", b"xxQuistgaardxx", b"OttilieQuistgaard", b"oquistgaard", b"seen by Ida",
        b"0007741903", b"7741903", b"774-19-03", b"77 41 903", b"MRN 7741903", b"5550199", b"555 0199",
        b"19511224", b"1951-12-24", b"24.12.1951", b"12/24/1951", b"24.12.51", b"24 Dec 1951", b"December 24th, 1951",
        b"24DEC1951", b"1951:12:24 10:11:12", b"ZZ General Hospital", b"General Hospital", b"Elmstreet 12", b"SN99812",
    ],
)  # fmt: skip
def test_every_spelling_is_found(text: bytes) -> None:
    assert hunt_for(PERSON).is_in(text)


@pytest.mark.parametrize(
    "text",
    [
        b"CHEST ROUTINE", b"residential", b"candida", b"97741903", b"77419035", b"1.27741903.4",
        b"25.12.1951", b"1951", b"24.12", b"512 512 24", b"general anaesthesia in hospital", b"", b"SN-9981",
        b"ORIGINAL\\PRIMARY\\AXIAL", b"Syngo CT VA48A",
    ],
)  # fmt: skip
def test_no_alarm(text: bytes) -> None:
    assert not hunt_for(PERSON).is_in(text)


@pytest.mark.parametrize("name", ["chest^long", "siemens^service", "anonymous", "phantom^qa", "test^patient", "^^"])
def test_words_of_imaging_and_placeholders_raise_no_alarm(name: str) -> None:
    looked_for = hunt(names=name)
    assert not looked_for.is_in(b"CT CHEST LONG AXIAL Siemens PHANTOM patient test service anonymous")
    assert not looked_for.is_in_bytes(b"CT CHEST LONG AXIAL Siemens PHANTOM patient test service anonymous")


def test_a_name_that_is_a_word_of_imaging_still_goes_from_free_text() -> None:
    assert {"chest", "long"} <= hunt(names="chest^long").free


@pytest.mark.parametrize("number", ["1", "0000", "1234", "none", "anonymous", "11111111", "0", "unknown"])
def test_numbers_that_mean_nobody_are_not_looked_for(number: str) -> None:
    assert hunt(numbers=number).numbers == ()


@pytest.mark.parametrize("codec", ["utf-8", "latin-1", "utf-16-le", "utf-16-be", "cp1252", "iso8859-15"])
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_names_are_found_in_raw_bytes_of_any_encoding(codec: str, case) -> None:  # type: ignore[no-untyped-def]
    raw = b"\x00\x01" + case("müllersson").encode(codec) + b"\xff\xfe"
    assert hunt(names="müllersson^jörg").is_in_bytes(raw)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("山田^太郎", "山田".encode("iso2022_jp")), ("山田^太郎", "山田太郎".encode("shift_jis")),
        ("홍^길동", "길동".encode("euc_kr")), ("王^小东", "小东".encode("gb18030")),
        ("люксембург", "Люксембург".encode("iso8859-5")),
        ("διονυσιος", "ΔΙΟΝΥΣΙΟΣ".encode("iso8859-7")), ("שרון^דבורה", "דבורה".encode("iso8859-8")),
        ("قباني^لنزار", "قباني".encode("iso8859-6")),
    ],
)  # fmt: skip
def test_names_in_other_scripts_are_found(name: str, raw: bytes) -> None:
    looked_for = hunt(names=name)
    assert looked_for.is_in_bytes(b"\0\0 " + raw + b" \0\0")
    assert not looked_for.is_in_bytes(b"CT CHEST \x1b(B \xb0\xb1")


def test_umlauts_are_found_however_transcribed() -> None:
    for written in (b"mueller", b"MULLER", "Müller".encode(), "MÜLLER".encode("latin-1")):
        for name in ("müller^eva", "mueller^eva"):
            assert hunt(names=name).is_in(b"for " + written), (name, written)


def test_numbers_that_only_count_are_hunted_in_texts_alone() -> None:
    counted, real = hunt(numbers="123456"), hunt(numbers="774190")
    assert counted.is_in(b"number 123456")
    assert not counted.is_in_bytes(b"\0 123456 \0")
    assert real.is_in_bytes(b"\0 774190 \0")
    assert not real.is_in_bytes(b"0.774190\\2.25.774190.3\\1774190")


@given(st.binary(max_size=4096))
def test_random_bytes_raise_no_alarm(raw: bytes) -> None:
    assert not hunt_for(PERSON).is_in_bytes(raw)


def test_the_same_facts_are_worked_out_once() -> None:
    again = Identifiers(PERSON.names, PERSON.numbers, PERSON.dates, PERSON.places, frozenset({b"1.2.3"}))
    assert hunt_for(again) is hunt_for(PERSON)
    assert not hunt_for(Identifiers())
    assert hunt_for(PERSON)
