"""QIDO-RS: search studies, series and instances of a trial (PS3.18 10.6). Known attributes only, bounded answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from centralis.apps.action import Caller
from centralis.apps.intake.dicomweb.multipart import BadBody
from centralis.apps.intake.models import ExamState, StoredInstance
from centralis.apps.intake.queries import instances
from centralis.apps.trials.models import Subject

LIMIT = 1000
OFFSET_LIMIT = 1_000_000
_LONGEST = 1024
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_TAGS = {
    "0020000D": "StudyInstanceUID", "0020000E": "SeriesInstanceUID", "00080018": "SOPInstanceUID",
    "00080016": "SOPClassUID", "00080060": "Modality", "00080061": "ModalitiesInStudy", "00080020": "StudyDate",
    "00100020": "PatientID", "00100010": "PatientName", "00200011": "SeriesNumber", "00200013": "InstanceNumber",
    "00120040": "ClinicalTrialSubjectID", "00120050": "ClinicalTrialTimePointID",
}  # fmt: skip
#: DICOM keyword → our own column; nothing else of a request ever reaches the database's names
_EXACT = {
    "StudyInstanceUID": "study_uid", "SeriesInstanceUID": "series_uid", "SOPInstanceUID": "sop_uid",
    "SOPClassUID": "sop_class_uid", "Modality": "modality", "ModalitiesInStudy": "modality",
    "ClinicalTrialTimePointID": "exam_version__exam__visit__code",
}  # fmt: skip
_NUMBERS = {"SeriesNumber": "series_number", "InstanceNumber": "instance_number"}
_SUBJECT = ("PatientID", "PatientName", "ClinicalTrialSubjectID")
_CONTROL = frozenset(
    {"limit", "offset", "includefield", "fuzzymatching", "emptyvaluematching", "multiplevaluematching"}
)
#: level → the columns by which its rows are told apart
_LEVELS = {"studies": ("study_uid",), "series": ("study_uid", "series_uid")}


@dataclass(frozen=True, slots=True)
class Search:
    """A request's query, read: filters by our columns, page, and the names that were not understood."""

    filters: dict[str, Any]
    limit: int
    offset: int
    subject: str = ""
    unknown: list[str] = field(default_factory=list)


def read_query(query: Mapping[str, list[str]]) -> Search:
    """Read a query string's parameters. Raises BadBody (400)."""
    limit, offset = _number(query, "limit", LIMIT, LIMIT), _number(query, "offset", 0, OFFSET_LIMIT)
    filters: dict[str, Any] = {}
    unknown: list[str] = []
    subject = ""
    for name, values in query.items():
        keyword = _TAGS.get(name.upper(), name)
        if name in _CONTROL:
            continue
        if len(values) != 1 or len(values[0]) > _LONGEST:
            raise BadBody(400, f"Give {name[:40]} once, with at most {_LONGEST} characters.")
        value = values[0].strip()
        if not value.isprintable():
            raise BadBody(400, f"{name[:40]} holds control characters; give plain text.")
        if not value:
            continue
        if keyword in _SUBJECT:
            subject = value
        elif keyword == "StudyDate":
            filters |= _dates(value)
        elif keyword in _NUMBERS:
            filters[_NUMBERS[keyword]] = _integer(name, value)
        elif keyword in _EXACT:
            filters[f"{_EXACT[keyword]}__in"] = value.replace("\\", ",").split(",")[:100]
        else:
            unknown.append(name[:60])
    return Search(filters, limit, offset, subject, unknown)


def _number(query: Mapping[str, list[str]], name: str, default: int, most: int) -> int:
    values = query.get(name, [])
    if not values:
        return default
    if len(values) != 1 or not values[0].isascii() or not values[0].isdigit() or len(values[0]) > 18:
        raise BadBody(400, f"Give {name} once, as a whole number.")
    return min(int(values[0]), most)


def _integer(name: str, value: str) -> int:
    if not _INTEGER.fullmatch(value):
        raise BadBody(400, f"{name[:40]} is a whole number.")
    return int(value)


def _dates(value: str) -> dict[str, date]:
    first, dash, last = value.partition("-")
    if not dash:
        return {"exam_version__exam_date": _day(first)}
    found = {}
    if first:
        found["exam_version__exam_date__gte"] = _day(first)
    if last:
        found["exam_version__exam_date__lte"] = _day(last)
    return found


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise BadBody(400, "StudyDate is a day or a range of days: YYYYMMDD, YYYYMMDD-YYYYMMDD.") from error


def search(caller: Caller, trial_id: UUID, level: str, asked: Search) -> list[dict[str, Any]]:
    """Return the matching studies, series or instances as DICOM JSON."""
    rows = instances(caller, trial_id).exclude(exam_version__state=ExamState.SUPERSEDED).filter(**asked.filters)
    if asked.subject:
        rows = rows.filter(exam_version__exam__subject__code__in=_codes(trial_id, asked.subject))
    page = slice(asked.offset, asked.offset + asked.limit)
    if level == "instances":
        return [_instance(row) for row in _described(rows).order_by("pk")[page]]
    columns = _LEVELS[level]
    groups = rows.values(*columns, "exam_version_id").annotate(
        instances=Count("pk"), series=Count("series_uid", distinct=True)
    )
    found = []
    for group in groups.order_by(*columns, "exam_version_id")[page]:
        first = _described(StoredInstance.objects.filter(exam_version_id=group["exam_version_id"]))
        first = first.filter(**{name: group[name] for name in columns})
        sample = first.order_by("pk")[0]
        found.append(_study(sample, group, first) if level == "studies" else _series(sample, group))
    return found


def _codes(trial_id: UUID, pattern: str) -> list[str]:
    """Match subject codes here: patterns of strangers are no patterns for the database."""
    codes = Subject.objects.filter(trial_id=trial_id).values_list("code", flat=True)
    plain = pattern[:64].replace("[", "[[]")
    return [code for code in codes if fnmatchcase(code, plain)]


def _described(rows: QuerySet[StoredInstance]) -> QuerySet[StoredInstance]:
    return rows.select_related("exam_version__exam__subject", "exam_version__exam__visit", "exam_version__trial")


def item(tag: str, vr: str, *values: Any) -> dict[str, Any]:
    """Return one attribute in the DICOM JSON model; without a value it is present and empty."""
    kept = [value for value in values if value not in (None, "")]
    return {tag: {"vr": vr, "Value": kept}} if kept else {tag: {"vr": vr}}


def _patient(row: StoredInstance) -> dict[str, Any]:
    version = row.exam_version
    code = version.exam.subject.code
    return {
        **item("00080020", "DA", f"{version.exam_date:%Y%m%d}" if version.exam_date else None),
        **item("00100010", "PN", {"Alphabetic": code}),
        **item("00100020", "LO", code),
        **item("00120020", "LO", version.trial.protocol),
        **item("00120040", "LO", code),
        **item("00120050", "LO", version.exam.visit.code),
        **item("0020000D", "UI", row.study_uid),
    }


def _study(row: StoredInstance, group: Mapping[str, Any], rows: QuerySet[StoredInstance]) -> dict[str, Any]:
    modalities = sorted(set(rows.values_list("modality", flat=True)))
    return {
        **_patient(row),
        **item("00080061", "CS", *modalities),
        **item("00201206", "IS", group["series"]),
        **item("00201208", "IS", group["instances"]),
    }


def _series(row: StoredInstance, group: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_patient(row),
        **item("00080060", "CS", row.modality),
        **item("0008103E", "LO", row.series_description),
        **item("0020000E", "UI", row.series_uid),
        **item("00200011", "IS", row.series_number),
        **item("00201209", "IS", group["instances"]),
    }


def _instance(row: StoredInstance) -> dict[str, Any]:
    return {
        **_patient(row),
        **item("00080016", "UI", row.sop_class_uid),
        **item("00080018", "UI", row.sop_uid),
        **item("00080060", "CS", row.modality),
        **item("0020000E", "UI", row.series_uid),
        **item("00200013", "IS", row.instance_number),
        **item("00280008", "IS", row.frame_count),
        **item("00280010", "US", row.rows),
        **item("00280011", "US", row.columns),
        **item("00083002", "UI", row.transfer_syntax),
    }
