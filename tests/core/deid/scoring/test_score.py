"""A perfect answer scores full marks; each way of spoiling it lowers exactly the checks that are there to notice it."""

import json
from collections.abc import Callable

import pytest
from tests.core.deid.scoring.good import BOX, NAMES, answers, changed, key, opened, samples, sources, stored

from centralis.core.deid.scoring import Check, Conformance, Key, Output, Score, Strict, score

Answers = dict[str, Output]
Asked = set[Check | Strict]


def failed(result: Score) -> Asked:
    return {name for name, tally in [*result.checks.items(), *result.strict.items()] if tally.failures}


def judged(outputs: Answers) -> Score:
    return score(key(), sources(), outputs)


def test_a_perfect_answer_fails_nothing_and_every_check_was_asked() -> None:
    said = {"S1-0": Conformance(frozenset({"a", "b"}), frozenset({"a"}))}
    result = score(key(), sources(), answers(), said)
    assert failed(result) == set()
    assert all(tally.total for tally in [*result.checks.values(), *result.strict.values()])
    assert (result.ten, result.strictly, result.strings.total, result.untouched.total) == (1.0, 1.0, 2, 2)
    assert result.held == {}


def test_a_copy_of_the_source_keeps_what_must_stay_and_removes_nothing() -> None:
    result = judged({name: Output(data, name) for name, data in sources().items()})
    wrong = {Check.TEXT_REMOVED, Check.DATE_SHIFTED, Check.UID_CHANGED, Check.PIXELS_HIDDEN}
    assert {check for check in failed(result) if isinstance(check, Check)} == wrong
    assert all(result.checks[check].passed == 0 for check in wrong)
    assert {Strict.NO_IDENTIFIER, Strict.INTERVALS, Strict.MARKED} <= failed(result)
    assert result.strings.rate == 0


def spoil(name: str, **values: object) -> Callable[[Answers], Answers]:
    return lambda good: {**good, name: changed(good[name], **values)}


def leaky_copy(good: Answers) -> Answers:
    return {**good, "S1-0": Output(sources()["S1-0"], "out")}


def hidden_in_private(good: Answers) -> Answers:
    ds = opened(good["S1-0"])
    ds.private_block(0x0009, "ANY", create=True).add_new(1, "UN", "Quistgaard".encode("utf-16-be"))
    return {**good, "S1-0": Output(stored(ds), "out")}


def bytes_behind_the_end(good: Answers) -> Answers:
    data = good["S1-0"].data
    assert data is not None
    return {**good, "S1-0": Output(data + b"\0\0qUISTGAARD\0\0", "out")}


def same_pseudonym_for_all(good: Answers) -> Answers:
    return {name: changed(one, PatientID="ANON", PatientName="ANON") for name, one in good.items()}


def empty_pseudonyms(good: Answers) -> Answers:
    return {name: changed(one, PatientID="", PatientName="") for name, one in good.items()}


def second_pseudonym(good: Answers) -> Answers:
    return {**good, "S2-1": changed(good["S2-1"], PatientID="CODE-9")}


def colliding_uids(good: Answers) -> Answers:
    uid = str(opened(good["S1-1"]).SOPInstanceUID)
    return {**good, "S2-1": changed(good["S2-1"], SOPInstanceUID=uid)}


def dangling_reference(good: Answers) -> Answers:
    ds = opened(good["S1-1"])
    ds.ReferencedImageSequence[0].ReferencedSOPInstanceUID = "2.25.4242"
    return {**good, "S1-1": Output(stored(ds), "out")}


def blank_picture(good: Answers) -> Answers:
    return {**good, "S1-1": changed(good["S1-1"], PixelData=bytes(2 * 64 * 64))}


def one_sample_far_away(good: Answers) -> Answers:
    picture = samples(good["S1-0"])
    picture[60, 60] ^= 1
    return {**good, "S1-0": changed(good["S1-0"], PixelData=picture.tobytes())}


def strokes_left_below(good: Answers) -> Answers:
    picture = samples(good["S1-1"])
    row, column, height, _ = BOX
    picture[row + height - 1, column] = 4000
    return {**good, "S1-1": changed(good["S1-1"], PixelData=picture.tobytes())}


def inverted_text(good: Answers) -> Answers:
    before = samples(Output(sources()["S1-1"]))
    picture = samples(good["S1-1"])
    picture[9:18, 9:20] = (before[9:18, 9:20] != 4000) * 4000
    return {**good, "S1-1": changed(good["S1-1"], PixelData=picture.tobytes())}


def missing(good: Answers) -> Answers:
    return {name: one for name, one in good.items() if name != "S1-0"}


def unreadable(good: Answers) -> Answers:
    return {**good, "S1-0": Output(b"", "out")}


_ALL_OF_A_TEXT_FREE_FILE = {check for check in Check if check is not Check.PIXELS_HIDDEN}
_CASES: list[tuple[Callable[[Answers], Answers], Asked]] = [
    (leaky_copy, {Check.TEXT_REMOVED, Check.DATE_SHIFTED, Check.UID_CHANGED, Check.UID_CONSISTENT,
                  Check.PATID_CONSISTENT, Strict.NO_IDENTIFIER, Strict.INTERVALS, Strict.PSEUDONYMS, Strict.MARKED,
                  Strict.REFERENCES}),
    (hidden_in_private, {Strict.NO_IDENTIFIER}),
    (bytes_behind_the_end, {Strict.NO_IDENTIFIER}),
    (same_pseudonym_for_all, {Strict.PSEUDONYMS}),
    (empty_pseudonyms, {Check.TEXT_NOTNULL, Check.PATID_CONSISTENT, Strict.PSEUDONYMS}),
    (second_pseudonym, {Check.PATID_CONSISTENT, Strict.PSEUDONYMS}),
    (spoil("S1-0", StudyDate="20240229"), {Check.DATE_SHIFTED, Strict.INTERVALS}),
    (spoil("S1-0", StudyDate="20240201"), {Strict.INTERVALS}),
    (spoil("S1-0", StudyDate=""), {Check.DATE_SHIFTED}),
    (colliding_uids, {Strict.UIDS_UNIQUE}),
    (dangling_reference, {Check.UID_CONSISTENT, Strict.REFERENCES}),
    (spoil("S1-1", SOPInstanceUID="1.2.3.x"), {Check.UID_CHANGED}),
    (blank_picture, {Check.PIXELS_RETAINED, Strict.PIXELS_OUTSIDE}),
    (one_sample_far_away, {Check.PIXELS_RETAINED, Strict.PIXELS_OUTSIDE}),
    (strokes_left_below, {Check.PIXELS_HIDDEN}),
    (inverted_text, {Check.PIXELS_HIDDEN}),
    (spoil("S1-0", Rows=None), {Check.PIXELS_RETAINED, Strict.PIXELS_OUTSIDE}),
    (spoil("S1-0", StudyDescription=""), {Check.TEXT_RETAINED}),
    (spoil("S1-0", StudyDescription="CHEST of QUISTGAARD"), {Check.TEXT_REMOVED, Strict.NO_IDENTIFIER}),
    (spoil("S1-0", PatientIdentityRemoved="NO"), {Strict.MARKED}),
    (spoil("S1-0", BurnedInAnnotation="YES"), {Strict.MARKED}),
    (spoil("S1-0", LongitudinalTemporalInformationModified="REMOVED"), {Strict.MARKED}),
    (spoil("S1-0", FrameOfReferenceUID="1.2.3.1.6"), {Strict.NO_IDENTIFIER}),
    (missing, {*_ALL_OF_A_TEXT_FREE_FILE, Strict.ACCOUNTED}),
    (unreadable, {*_ALL_OF_A_TEXT_FREE_FILE, Strict.ACCOUNTED}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), _CASES, ids=[str(place) for place in range(len(_CASES))])
def test_a_spoilt_answer_fails_exactly_what_notices_it(change: Callable[[Answers], Answers], expected: Asked) -> None:
    assert failed(judged(change(answers()))) == expected


def test_a_name_in_the_outputs_file_name_is_a_leak() -> None:
    good = answers()
    result = judged({**good, "S1-0": Output(good["S1-0"].data, "quistgaard/1.dcm")})
    assert failed(result) == {Strict.NO_IDENTIFIER}


def test_a_constant_id_lowers_nothing_but_the_strict_check_to_zero() -> None:
    tally = judged(same_pseudonym_for_all(answers())).strict[Strict.PSEUDONYMS]
    assert (tally.passed, tally.total) == (0, len(NAMES))


def test_a_file_set_aside_fails_all_that_was_asked_unless_the_key_allows_it() -> None:
    good = answers()
    result = judged({**good, "S1-1": Output(None, held="burned_in_text")})
    asked = len(key().instances["S1-1"].actions)
    assert sum(len(tally.failures) for tally in result.checks.values()) == asked
    assert result.held == {"S1-1": "burned_in_text"}
    assert result.strings.passed == 1
    allowed = key().to_json()
    for one in allowed["instances"]:
        one["held"] = ["burned_in_text"] if one["name"] == "S1-1" else []
    lenient = score(Key.from_json(allowed), sources(), {**good, "S1-1": Output(None, held="burned_in_text")})
    assert failed(lenient) == set()
    assert lenient.held == {"S1-1": "burned_in_text"}


def test_a_new_complaint_of_the_validator_is_noticed() -> None:
    said = {"S1-0": Conformance(frozenset({"a"}), frozenset({"a", "new"}))}
    result = score(key(), sources(), answers(), said)
    assert failed(result) == {Strict.CONFORMANCE}


def test_the_key_survives_json() -> None:
    assert Key.from_json(json.loads(json.dumps(key().to_json()))) == key()


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="centralis-deid-key-1"):
        Key.from_json({"format": "other"})


def test_the_table_names_every_check() -> None:
    table = judged(answers()).table()
    assert all(check.value in table for check in [*Check, *Strict])
    assert "100.000%" in table
