"""Gather what the checks look at: the facts of an exam version's images, and everything around the exam."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from centralis.apps.intake import surroundings
from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.qc.pixels import unreadable
from centralis.apps.sites import queries as sites
from centralis.apps.trials import queries as trials
from centralis.apps.trials.definition.model import Definition as Parsed
from centralis.apps.trials.definition.model import Visit as PlannedVisit
from centralis.core.acquisition import (
    Baseline,
    CheckContext,
    ExamFacts,
    Requirement,
    Scanner,
    ScannerStatus,
    SubjectHistory,
    Transmittal,
    VisitWindow,
    exam_facts,
)
from centralis.core.acquisition.context import Qualification
from centralis.core.dicom.facts import InstanceFacts
from centralis.services.store import SealedStore

#: how a scanner stands at its site → what the check reads
_STANDING = {
    "qualified": Qualification.QUALIFIED,
    "lapsed": Qualification.EXPIRED,
    "suspended": Qualification.REOPENED,
    "not qualified": Qualification.PENDING,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the definition asks of an exam version; `baseline` is the accepted exam version that it is compared with."""

    requirements: tuple[Requirement, ...]
    is_baseline: bool
    baseline: ExamVersion | None


def plan_of(version: ExamVersion) -> Plan:
    """Say what an exam version is held against."""
    definition = trials.parsed(version.definition)
    planned = planned_visit(definition, version.exam.visit.code)
    wanted = [definition.requirement(name) for name in (planned.required if planned else ())]
    is_baseline = planned is not None and planned == definition.baseline
    base = None if is_baseline else baseline_of(version, definition)
    return Plan(tuple(one for one in wanted if one is not None), is_baseline, base)


def gather(version: ExamVersion, plan: Plan, store: SealedStore) -> tuple[ExamFacts, CheckContext]:
    """Read an exam version's sealed manifest, try its pixels, and look around it. Raises StoreFault."""
    definition = trials.parsed(version.definition)
    visit, base = version.exam.visit, plan.baseline
    objects = surroundings.manifest_of(version, store)["objects"]
    exam = _facts(version, definition, objects, unreadable(objects, store))
    context = CheckContext(
        visit=VisitWindow(visit.code, visit.window_opens_on, visit.window_closes_on, visit.is_unscheduled),
        baseline=None if base is None else Baseline(facts_of(base, store), base.exam.visit.code),
        is_baseline=plan.is_baseline,
        scanner=_scanner(version),
        subject=_history(version, store),
        transmittal=_form(version, dates_kept=definition.deidentification.dates == "keep"),
    )
    return exam, context


def planned_visit(definition: Parsed, code: str) -> PlannedVisit | None:
    """Return what the definition plans for a visit; the second unscheduled one, UNS-2, is planned as UNS."""
    return definition.visit(code) or definition.visit(code.rpartition("-")[0])


def baseline_of(version: ExamVersion, definition: Parsed) -> ExamVersion | None:
    """Return the accepted exam version of the subject's baseline visit, if there is one."""
    if definition.baseline is None:
        return None
    return (
        ExamVersion.objects.filter(
            exam__subject_id=version.exam.subject_id,
            exam__visit__code=definition.baseline.id,
            state=ExamState.ACCEPTED,
        )
        .exclude(pk=version.pk)
        .select_related("exam__visit", "definition")
        .order_by("-number")
        .first()
    )


def facts_of(version: ExamVersion, store: SealedStore) -> ExamFacts:
    """Return an earlier exam's facts; its pixels were tried when it was checked itself."""
    objects = surroundings.manifest_of(version, store)["objects"]
    return _facts(version, trials.parsed(version.definition), objects)


def _facts(
    version: ExamVersion, definition: Parsed, objects: list[dict[str, Any]], broken: Mapping[str, str] | None = None
) -> ExamFacts:
    instances = [InstanceFacts.from_json(one["facts"]) for one in objects]
    found = exam_facts(instances, broken, pixels_tried=broken is not None)
    if definition.deidentification.dates != "keep":
        # The images' dates were shifted or removed before sealing: the day counts that the site announced.
        return replace(found, study_dates=(version.exam_date,) if version.exam_date else ())
    return found


def _scanner(version: ExamVersion) -> ScannerStatus:
    """Say how the exam's scanner stood on the day of the exam."""
    machine = version.scanner
    if machine is None:
        return ScannerStatus(reason="the images name no scanner that the site registered")
    standing = sites.standing_of(machine, version.exam_date)
    newest = standing.newest
    software = (newest.software if newest else "") or machine.software
    return ScannerStatus(
        status=_STANDING.get(standing.state, Qualification.UNKNOWN),
        registered=Scanner(machine.manufacturer, machine.model, machine.serial, software),
        valid_until=newest.valid_until if newest else None,
        reason=newest.reason if newest and standing.state != "qualified" else "",
    )


def _history(version: ExamVersion, store: SealedStore) -> SubjectHistory:
    """Return what the subject's file and accepted earlier exams say of the person."""
    subject = version.exam.subject
    accepted = ExamVersion.objects.filter(exam__subject=subject, state=ExamState.ACCEPTED).exclude(pk=version.pk)
    earlier = [one for one in accepted.select_related("definition") if _before(one.exam_date, version.exam_date)]
    sexes: set[str] = set()
    for one in earlier:
        objects = surroundings.manifest_of(one, store)["objects"]
        sexes |= {str(line["facts"].get("patient_sex") or "") for line in objects}
    days = tuple(sorted(one.exam_date for one in earlier if one.exam_date))
    return SubjectHistory(subject.code, subject.sex, tuple(sorted(sexes - {""})), (), days)


def _before(one: date | None, other: date | None) -> bool:
    return one is None or other is None or one < other


def _form(version: ExamVersion, *, dates_kept: bool) -> Transmittal:
    """Return what the transmittal form states; its date says nothing new where the images' own dates are gone."""
    row = version.transmittal
    numbers = {name: float(value) for name, value in row.form.items() if _is_number(value)}
    return Transmittal(
        exam_date=row.exam_date if dates_kept else None,
        contrast_phase=str(row.form.get("contrast_phase") or ""),
        contrast_delay_s=numbers.get("contrast_delay_s"),
        numbers=numbers,
    )


def _is_number(value: object) -> bool:
    """Tell whether an answer of the form is a finite number, typed as one or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return abs(float(value)) < float("inf")
    except ValueError:
        return False
