"""Make a signed read's DICOM report: gather the plan from what was signed, have it rendered, seal it, file it.

Observers are numbers, never names; images are the de-identified ones. UIDs are keyed and follow from what is reported,
so that the same read gives the same bytes; a lesion keeps its tracking UID over the time points of its reader's case.
"""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import lru_cache
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from centralis.apps.action import Caller
from centralis.apps.intake import queries as intake
from centralis.apps.intake.preparing import store
from centralis.apps.reads import rules, scoring
from centralis.apps.reads.keys import token_key
from centralis.apps.reads.models import Mark, Read, ReadReport, ReadState, ReportKind
from centralis.apps.reads.reports.actions import Filed, file_reports
from centralis.apps.reads.reports.regions import outlines_of, plan_outlines
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.images import images_of
from centralis.apps.reads.viewing.keys import KeyPlace, keys_of
from centralis.apps.reads.viewing.marks import marks_of
from centralis.apps.trials import queries as trials
from centralis.core.ledger.canonical import content_digest, utc_text
from centralis.core.reading.marks import MarkKind
from centralis.core.reading.report import codes
from centralis.core.reading.report.key_images import plan_key_images
from centralis.core.reading.report.plan import Drawn, Entries, Place, plan_assessment, plan_groups
from centralis.core.reading.tokens import derive_uid
from centralis.services.child import ChildLimits, ChildPool
from centralis.services.store import OBJECTS, REPORTS

Json = dict[str, Any]
WRITER = Caller.system("report writer")
_RENDERERS = ("highdicom", "pydicom")
_LONGEST_NAME = 64


class ReportFault(Exception):
    """The report of a read could not be made; the text says why."""


@lru_cache(maxsize=1)
def writers() -> ChildPool:
    """Return the child that renders reports; started when first needed, and highdicom takes a while to load."""
    return ChildPool("centralis.edge.read_report:write_reports", 1, ChildLimits(seconds=120.0))


def renderer() -> str:
    """Name the libraries that a report is rendered with."""
    return ", ".join(f"{name} {version_of(name)}" for name in _RENDERERS)


def make_reports(read: Read) -> list[ReadReport]:
    """Make and file the reports of a signed read, once. Raises ReportFault, ChildFault, StoreFault."""
    if read.state != ReadState.LOCKED or read.signature is None:
        return []
    made = list(ReadReport.objects.filter(read=read))
    if made:
        return made
    plan = plan_of(read)
    return file_reports(WRITER, read, seal_rendered(plan, read), plan_digest(plan), renderer(), summary_of(plan))


def seal_rendered(plan: Json, read: Read) -> tuple[Filed, ...]:
    """Render a plan and seal its files; `read`: whose images give the header of patient and study, and were outlined
    on. Raises ReportFault, ChildFault, StoreFault."""
    lines = lines_of(read)
    header = images_of(read.exam_version)[0]
    with ExitStack() as files:
        folder = files.enter_context(tempfile.TemporaryDirectory())
        path = files.enter_context(store().local(OBJECTS, header["digest"]))
        outlined = {mask["sop_uid"] for segment in plan["segments"] for mask in segment["masks"]}
        sources = {
            uid: str(files.enter_context(store().local(OBJECTS, lines[uid]["digest"]))) for uid in sorted(outlined)
        }
        answer = writers().run({"plan": plan, "header": str(path), "sources": sources, "folder": folder})
        if "fault" in answer:
            raise ReportFault(answer["fault"])
        contents = [(one, (Path(folder) / one["name"]).read_bytes()) for one in answer["files"]]
    return tuple(
        Filed(one["kind"], store().seal_bytes(REPORTS, content), len(content), one["sop_uid"])
        for one, content in contents
    )


def plan_digest(plan: Mapping[str, Any]) -> str:
    """The digest of a plan without its UIDs, which follow from it."""
    return content_digest({name: value for name, value in plan.items() if name != "uids"})


def plan_of(read: Read) -> Json:
    """Everything that the reports of a signed read say, as plain data."""
    if read.signature is None:
        raise ReportFault("the read is not signed")
    task, number = read.task, read.time_point
    form = scoring.reading_of(trials.parsed(read.definition).reading).form()
    lines = lines_of(read)
    marks = [mark for _, mark in sorted(marks_of(read).items())]
    drawn = {mark.lesion: _drawn(read, mark, lines) for mark in marks if MarkKind(mark.kind).is_diameter}
    entered = Entries(form, read.content, drawn, lambda lesion: uid_of("tracking", str(task.pk), lesion))
    found = outlines_of(read, marks, lambda mark: _place(read, mark, lines))
    regions, segments = plan_outlines(found, entered.track)
    told = (
        ("definition", "Trial definition", read.definition.version_label),
        ("content_sha256", "SHA-256 of what was signed", read.signature.content_digest),
        ("meaning", "Meaning of the signature", read.signature.meaning),
    )
    pictured = [*((name, one.place) for name, one in drawn.items()), *((one.name, one.place) for one in found.regions)]
    places = [place.to_json() for _, place in pictured]
    chosen = [_place(read, one, lines) for one in keys_of(read)]
    plan: Json = {
        "read": str(read.pk),
        "renderer": renderer(),
        "software": read.software,
        "signed_at": utc_text(read.signature.signed_at),
        "observer": task.source.capitalize(),
        "trial": trial_of(read),
        "time_point": {
            "name": rules.name_time_point(number),
            "type": (codes.BASELINE if number == 1 else codes.POSTTREATMENT).to_json(),
            "order": number,
            "visit": read.visit.code,
        },
        "procedures": procedures_of(lines),
        "groups": [*plan_groups(entered), *regions, plan_assessment(entered, read.assessment, told)],
        "evidence": _once(places) or [_first_image(read)],
        "key_images": plan_key_images(dict(pictured), chosen),
        "predecessors": _predecessors(read),
        "segments": segments,
    }
    plan["uids"] = _uids(plan)
    return plan


def summary_of(plan: Mapping[str, Any]) -> dict[str, int]:
    """How many findings a plan has, how many were drawn on images, how many only typed."""
    answers = [
        answer for group in plan["groups"] for name, answer in group["answers"] if name == codes.ORIGIN.to_json()
    ]
    return {
        "findings": len(plan["groups"]) - 1,
        "drawn": sum(1 for one in answers if one == codes.DRAWN.to_json()),
        "typed": sum(1 for one in answers if one == codes.TYPED.to_json()),
    }


def trial_of(read: Read) -> dict[str, str]:
    """The trial's context of a report (PS3.3 C.7.1.3, C.7.2.3)."""
    trial = read.task.trial
    site = read.exam_version.exam.site
    return {
        "sponsor": (trial.sponsor or trial.protocol)[:_LONGEST_NAME],
        "protocol": trial.protocol,
        "title": trial.title[:_LONGEST_NAME],
        "site": site.code,
        "subject": read.task.subject.code,
    }


def lines_of(read: Read) -> dict[str, Json]:
    """The stored objects of a read's exam, by their SOP Instance UIDs."""
    return {line["sop_uid"]: line for line in intake.manifest(read.exam_version)["objects"]}


def procedures_of(lines: Mapping[str, Json]) -> list[list[str]]:
    """Which procedures were read, by the modalities of the images."""
    kinds = sorted({str(line["facts"].get("modality")) for line in lines.values()})
    found = {codes.PROCEDURES[one].value: codes.PROCEDURES[one] for one in kinds if one in codes.PROCEDURES}
    return [one.to_json() for one in (found or {"": codes.IMAGING_PROCEDURE}).values()]


def _drawn(read: Read, mark: Mark, lines: Mapping[str, Json]) -> Drawn:
    """A mark with its place among the stored images; without a frame of reference its pixels are reported."""
    place = _place(read, mark, lines)
    values = mark.values
    return Drawn(place, mark.points, values.get("pixels", []), values.get("long_mm"), values.get("short_mm"))


def _place(read: Read, where: Mark | KeyPlace, lines: Mapping[str, Json]) -> Place:
    """A frame as a report refers to it."""
    line = lines[where.sop_uid]
    series = next(one for one in viewing.series_of(read.exam_version) if one.uid == where.series_uid)
    frames = [one for one in series.frames if one.sop_uid == where.sop_uid]
    is_placed = next(one.is_placed for one in frames if one.number == where.frame)
    reference = line["facts"].get("frame_of_reference_uid") if is_placed else ""
    return Place(
        line["study_uid"], where.series_uid, where.sop_uid, line["sop_class_uid"],
        where.frame if len(frames) > 1 else None, reference or "",
    )  # fmt: skip


def _predecessors(read: Read) -> list[Json]:
    """The structured report of the read that this one was signed anew for: what it stands in the place of."""
    older: Read | None = read.supersedes
    while older is not None and older.signature is None:
        older = older.supersedes
    found = None if older is None else reference_of(older)
    return [] if found is None else [found]


def reference_of(read: Read) -> Json | None:
    """Where the filed structured report of a read lies; None without one that this version made."""
    filed = ReadReport.objects.filter(read=read, kind=ReportKind.STRUCTURED).first()
    if filed is None:
        return None
    was = plan_of(read)
    if was["uids"]["sr"] != filed.sop_uid:  # made by another version: its series is not known here
        return None
    study, series = was["evidence"][0]["study_uid"], was["uids"]["sr_series"]
    return {"study_uid": study, "series_uid": series, "sop_uid": filed.sop_uid}


def _first_image(read: Read) -> Json:
    line = images_of(read.exam_version)[0]
    return Place(line["study_uid"], line["series_uid"], line["sop_uid"], line["sop_class_uid"], None, "").to_json()


def _once(places: list[Json]) -> list[Json]:
    return list({one["sop_uid"]: one for one in places}.values())


def _uids(plan: Mapping[str, Any]) -> Json:
    digest, studies = content_digest(plan), range(len(plan["key_images"]))
    outlined = range(len(plan["segments"]))
    return {
        "sr": uid_of("SR", plan["read"], digest),
        "sr_series": uid_of("SR series", plan["read"], digest),
        "ko": [uid_of("KO", plan["read"], f"{digest} {number}") for number in studies],
        **{
            f"seg{end}": [uid_of(f"SEG{end}", plan["read"], f"{digest} {number}") for number in outlined]
            for end in ("", "_series", "_dimension")
        },
        "ko_series": [uid_of("KO series", plan["read"], f"{digest} {number}") for number in studies],
    }


def uid_of(purpose: str, whose: str, what: str) -> str:
    """A UID that only this installation can make: of a purpose, for a read or a reader's case."""
    return derive_uid(token_key(), f"report {purpose}", whose, what)
