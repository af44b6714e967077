"""Is it the right person, once: one study, one patient, the sex of earlier exams."""

from collections.abc import Iterator

from centralis.core.acquisition.outcome import Outcome, judged
from centralis.core.acquisition.registry import Case, check
from centralis.core.acquisition.requirements import Severity


@check("one-patient", "1", Severity.CRITICAL, "All images of the exam name one patient and one day.")
def one_patient(case: Case) -> Iterator[Outcome]:
    """Fail when an exam mixes patient identifiers or study dates: two exams in one envelope, or swapped images."""
    ids, days = case.exam.patient_ids, case.exam.study_dates
    holds = None if not ids else len(ids) == 1 and len(days) <= 1
    evidence = (*(("patient id", one) for one in ids[:5]), *(("study date", day.isoformat()) for day in days[:5]))
    said = f"{len(ids)} patient id{'s' * (len(ids) != 1)}, {len(days)} study date{'s' * (len(days) != 1)}"
    yield judged(holds, "one patient id, one study date", said, evidence)


@check(
    "subject-match", "1", Severity.CRITICAL, "The patient id in the images is the subject's code, as in earlier exams."
)
def subject_match(case: Case) -> Iterator[Outcome]:
    """Compare patient identifiers with the subject's code, or with what the subject's earlier exams carried."""
    subject, ids = case.context.subject, case.exam.patient_ids
    accepted = set() if subject is None else {subject.code, *subject.earlier_patient_ids} - {""}
    if not accepted or not ids:
        missing = "patient id not recorded" if accepted else "no subject code to compare with"
        yield judged(None, ", ".join(sorted(accepted)) or "the subject's code", missing)
    else:
        yield judged(set(ids) <= accepted, " or ".join(sorted(accepted)), ", ".join(ids))


@check("sex-consistent", "1", Severity.MAJOR, "The patient's sex agrees with the subject's file and earlier exams.")
def sex_consistent(case: Case) -> Iterator[Outcome]:
    """A changed sex between exams is the commonest sign of swapped subjects."""
    subject = case.context.subject
    known = set() if subject is None else {subject.sex, *subject.earlier_sexes}
    known = {word.upper() for word in known} & {"M", "F"}
    found = {word.upper() for word in case.exam.sexes} & {"M", "F"}
    expected = "/".join(sorted(known)) or "the sex of earlier exams"
    if len(found) > 1:
        yield judged(False, expected, "both M and F within the exam")
    else:
        observed = "".join(found) or "not recorded"
        yield judged(found <= known if found and known else None, expected, observed)
