"""One patient, the right subject, a constant sex."""

from collections.abc import Callable

import pytest

from centralis.core.acquisition import CheckContext, Finding, SubjectHistory, Verdict
from centralis.core.dicom.facts import InstanceFacts

Run, Build = Callable[..., list[Finding]], Callable[..., list[InstanceFacts]]


def test_one_patient(run: Run, ct: Build) -> None:
    assert run("one-patient", ct())[0].verdict is Verdict.PASS
    (mixed,) = run("one-patient", ct() + ct(patient_id="001-005", series_uid="b"))
    assert (mixed.verdict, mixed.observed) == (Verdict.FAIL, "2 patient ids, 1 study date")
    assert ("patient id", "001-005") in mixed.evidence
    (days,) = run("one-patient", ct() + ct(study_date="20260106", series_uid="b"))
    assert days.failed
    assert run("one-patient", ct(patient_id=None))[0].verdict is Verdict.NOT_EVALUABLE


def test_subject_match(run: Run, ct: Build) -> None:
    known = CheckContext(subject=SubjectHistory("001-004"))
    assert run("subject-match", ct(), None, known)[0].verdict is Verdict.PASS
    (wrong,) = run("subject-match", ct(patient_id="001-009"), None, known)
    assert (wrong.verdict, wrong.expected, wrong.observed) == (Verdict.FAIL, "001-004", "001-009")
    assert run("subject-match", ct())[0].verdict is Verdict.NOT_EVALUABLE
    assert run("subject-match", ct(patient_id=None), None, known)[0].verdict is Verdict.NOT_EVALUABLE


@pytest.mark.parametrize(
    ("sex", "earlier", "verdict"),
    [("F", ("F",), Verdict.PASS), ("M", ("F",), Verdict.FAIL), (None, ("F",), Verdict.NOT_EVALUABLE),
     ("F", (), Verdict.NOT_EVALUABLE), ("O", ("F",), Verdict.NOT_EVALUABLE)],
)  # fmt: skip
def test_sex(run: Run, ct: Build, sex: str | None, earlier: tuple[str, ...], verdict: Verdict) -> None:
    context = CheckContext(subject=SubjectHistory("001-004", earlier_sexes=earlier))
    assert run("sex-consistent", ct(patient_sex=sex), None, context)[0].verdict is verdict


def test_both_sexes_in_one_exam(run: Run, ct: Build) -> None:
    (both,) = run("sex-consistent", ct() + ct(patient_sex="M", series_uid="b"))
    assert (both.verdict, both.observed) == (Verdict.FAIL, "both M and F within the exam")
