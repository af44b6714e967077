"""Modality, required series, body part and readable pixels."""

from collections.abc import Callable

from centralis.core.acquisition import ExamFacts, Finding, Requirement, SeriesRequirement, Severity, Verdict, exam_facts
from centralis.core.dicom.facts import InstanceFacts

Run, Build = Callable[..., list[Finding]], Callable[..., list[InstanceFacts]]


def test_readable_pixels(run: Run, ct: Build) -> None:
    (unknown,) = run("readable-pixels", exam_facts(ct()))
    (good,) = run("readable-pixels", exam_facts(ct(), pixels_tried=True))
    (bad,) = run("readable-pixels", exam_facts(ct(), {"1.2.1.3": "truncated fragment"}, pixels_tried=True))
    assert (unknown.verdict, good.verdict, bad.verdict) == (Verdict.NOT_EVALUABLE, Verdict.PASS, Verdict.FAIL)
    assert (bad.observed, bad.severity) == ("1 of 10 do not decode", Severity.CRITICAL)
    assert bad.evidence == (("1.2.1.3", "truncated fragment"),)


def test_modality(run: Run, ct: Build) -> None:
    assert run("modality", ct())[0].verdict is Verdict.PASS
    (wrong,) = run("modality", ct(modality="MR"))
    assert (wrong.verdict, wrong.expected, wrong.observed) == (Verdict.FAIL, "CT", "MR")
    assert run("modality", ExamFacts())[0].verdict is Verdict.NOT_EVALUABLE


def test_required_series_says_which_and_why(run: Run, ct: Build) -> None:
    (found,) = run("required-series", ct())
    assert (found.verdict, found.series, found.requirement) == (Verdict.PASS, "1.2.1", "axial")
    assert found.observed == "series 2: CAP portal venous"
    assert found.evidence[0] == ("because", "modality CT")
    (absent,) = run("required-series", ct(modality="MR"))
    assert (absent.verdict, absent.observed) == (Verdict.FAIL, "no series fits")
    assert absent.evidence == (("CAP portal venous", "MR"),)


def test_an_absent_optional_series_is_not_mentioned(run: Run, ct: Build) -> None:
    asked = Requirement("x", "CT", series=(SeriesRequirement("a"), SeriesRequirement("b", required=False)))
    assert [found.requirement for found in run("required-series", ct(), asked)] == ["a"]


def test_body_part(run: Run, ct: Build) -> None:
    wanted = SeriesRequirement("axial", coverage=("chest", "abdomen"))
    (good,) = run("body-part", ct(), wanted)
    assert (good.verdict, good.evidence) == (Verdict.PASS, (("covered", "chest"), ("covered", "abdomen")))
    (wrong,) = run("body-part", ct(body_part="KNEE"), wanted)
    assert (wrong.verdict, wrong.expected, wrong.observed) == (Verdict.FAIL, "chest, abdomen", "KNEE")
    for silent in (None, "FOO"):
        assert run("body-part", ct(body_part=silent), wanted)[0].verdict is Verdict.NOT_EVALUABLE
    assert run("body-part", ct()) == []
