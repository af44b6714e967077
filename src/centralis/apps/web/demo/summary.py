"""Count what the demonstration came to, and have its ledger verified: the JSON that `--no-serve` ends with."""

from typing import Any

from centralis.apps.intake.models import ExamState, ExamVersion, QuarantinedFile
from centralis.apps.ledger.verify import Verification, verify
from centralis.apps.qc.models import Query
from centralis.apps.reads.models import Adjudication, AdjudicationState, Read, ReadState
from centralis.apps.trials.models import Subject, Trial


def summarise(trial: Trial, also: Trial | None = None, account: dict[str, Any] | None = None) -> dict[str, Any]:
    """Sum up the demonstration's trial, together with the trial of a folder and what became of its files.

    Verifies the whole ledger with its tables, sealed objects and signatures.
    """
    verification = verify(tables=True)
    found = _figures([trial, also] if also is not None else [trial])
    summary: dict[str, Any] = {"trial": trial.protocol, **found, "ledger": _ledger(verification, trial)}
    if also is not None:
        summary["data"] = {"trial": also.protocol, **_figures([also]), **(account or {})}
    return summary


def _figures(trials: list[Trial]) -> dict[str, Any]:
    versions = ExamVersion.objects.filter(trial__in=trials)
    standing = versions.exclude(state=ExamState.SUPERSEDED)
    return {
        "subjects": Subject.objects.filter(trial__in=trials).count(),
        "exams": {
            "received": versions.count(),
            "accepted": standing.filter(state=ExamState.ACCEPTED).count(),
            "held": standing.filter(state=ExamState.HELD).count(),
            "queried": Query.objects.filter(trial__in=trials).values("exam_version").distinct().count(),
            "quarantined": QuarantinedFile.objects.filter(trial__in=trials).count(),
        },
        "reads": Read.objects.filter(task__trial__in=trials, state=ReadState.LOCKED).count(),
        "adjudications": Adjudication.objects.filter(trial__in=trials).exclude(state=AdjudicationState.VOID).count(),
    }


def _ledger(found: Verification, trial: Trial) -> dict[str, Any]:
    head = next((one for one in found.heads if one.chain == trial.scope().chain), None)
    return {
        "entries": found.entries,
        "head": head.digest if head is not None else "",
        "verified": found.ok,
        **({} if found.ok else {"faults": [f"{one.kind}: {one.place}: {one.sentence}" for one in found.faults[:50]]}),
    }
