"""The scan before release: what a reader would get of an exam, searched for what a reader must not learn.

Runs as one of intake's stages, beside quality control, so that it is done when the exam is accepted. Searched are the
viewer's own answer (headers, labels, reasons) in this process, and in a child the stored files: headers, private
elements, overlays, bytes beside compressed pictures, and writing in pictures that nobody looked at when they came.
Words of `known_of` are sought, never kept: a finding says what it is and where.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, QuerySet

from centralis.apps.action import Caller
from centralis.apps.intake.models import ExamState, ExamVersion
from centralis.apps.intake.preparing import lookers, store
from centralis.apps.intake.stages import plan_again
from centralis.apps.reads.guarding import scanning_actions
from centralis.apps.reads.models import LeakScan
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.images import images_of
from centralis.apps.reads.viewing.views import show_series
from centralis.apps.sites import queries as sites
from centralis.core.reading.exposure import BROKEN, ENGINE, REACHES, WRITING, Exposure, Known, Search, texts_of, told
from centralis.services.store import OBJECTS

log = logging.getLogger(__name__)
STAGE = "leaks"
SCANNER = Caller.system("leak scan")
_GONE = (ExamState.SUPERSEDED, ExamState.REJECTED)
_BATCH = 64
_EACH_ROUND = 20
Found = tuple[str, str, str]
Json = dict[str, Any]


def scan(version: ExamVersion) -> None:
    """Scan an exam version, unless this scanner looked at these images already. Raises Http404 when they can't be
    read: then it is tried again, and the exam stays closed meanwhile."""
    related = ("exam__subject", "exam__visit", "exam__site", "trial", "scanner", "transmittal", "definition")
    fresh = ExamVersion.objects.select_related(*related).get(pk=version.pk)
    key = {"manifest_digest": fresh.manifest_digest, "engine": ENGINE}
    if fresh.state in _GONE or LeakScan.objects.filter(exam_version=fresh, **key).exists():
        return
    lines = images_of(fresh)
    broken: list[Json] = []
    found = exposures(fresh, lines, broken)
    try:
        scanning_actions.record_leak_scan(SCANNER, fresh, [*(one.to_json() for one in found), *broken], len(lines))
    except IntegrityError:
        log.info("the leak scan of %s ran twice at once; the first stands", fresh.pk)


def exposures(version: ExamVersion, lines: list[Json], broken: list[Json] | None = None) -> list[Exposure]:
    """What was found in an exam version's images, what gets to a reader first; damaged frames are added to `broken`."""
    known = known_of(version)
    return told([*_served(version, Search(known)), *_stored(lines, known, [] if broken is None else broken)])


def outdated() -> QuerySet[ExamVersion]:
    """Exam versions whose images only an older scanner looked at."""
    scans = LeakScan.objects.filter(exam_version=OuterRef("pk"), manifest_digest=OuterRef("manifest_digest"))
    rows = ExamVersion.objects.filter(Exists(scans)).exclude(Exists(scans.filter(engine=ENGINE)))
    return rows.exclude(state__in=_GONE)


def rescan_outdated(at: datetime) -> int:
    """Put exams that only an older scanner looked at on the list again, a few each round; tell how many.

    What it let pass stays with its readers meanwhile. Idempotent: an exam on the list is not put there twice.
    """
    rows = outdated().exclude(stages__name=STAGE, stages__done_at__isnull=True)
    found = list(rows.order_by("pk")[:_EACH_ROUND])
    for version in found:
        plan_again(version, STAGE, at)
    return len(found)


def known_of(version: ExamVersion) -> tuple[Known, ...]:
    """What is known of an exam and hidden from readers: subject, site, its people, the machine, visit, days."""
    exam, scanner = version.exam, version.scanner or version.transmittal.scanner
    site = exam.site
    said: list[tuple[str, str, str]] = [
        ("the subject's code", "code", exam.subject.code), ("the trial", "code", version.trial.protocol),
        ("the site's code", "code", site.code), ("the site", "name", site.name), ("the site", "code", site.city),
        ("the investigator", "name", site.investigator), ("the visit", "code", exam.visit.name),
        ("the visit", "code", exam.visit.code),
    ]  # fmt: skip
    said += [("a person of the site", "name", one) for one in sites.names_for_job(site.pk)]
    if scanner is not None:
        said += [("the scanner's serial number", "code", scanner.serial), ("the scanner", "code", scanner.name)]
    days = (version.exam_date, version.transmittal.exam_date, exam.subject.anchor_date)
    said += [("the day of the scan or of the trial", "day", f"{one:%Y%m%d}") for one in days if one is not None]
    return tuple(dict.fromkeys(Known(*one) for one in said if one[2]))


class _Nobody:
    """Eyes that no reader has: the names made for them are nobody's."""

    def __init__(self, pk: UUID) -> None:
        self.reader_id, self.pk = None, pk


def _served(version: ExamVersion, search: Search) -> Iterator[Found]:
    """What stands in the viewer's own answer, series by series."""
    for number, series in enumerate(viewing.series_of(version), start=1):
        shown = show_series(_Nobody(version.pk), series, "/{instance}/{frame}")
        for place, text in texts_of(shown):
            for what in search.all_in(text):
                yield what, f"series {number}, {place or 'headers'}", REACHES


def _stored(lines: list[Json], known: tuple[Known, ...], broken: list[Json]) -> Iterator[Found]:
    """What lies in the stored files, what writing their pictures show, and (in `broken`) what does not decode."""
    looked_at = _to_read(lines)
    words = [[one.what, one.kind, one.text] for one in known]
    for start in range(0, len(lines), _BATCH):
        batch = lines[start : start + _BATCH]
        with ExitStack() as opened:
            files = [
                {
                    "path": str(opened.enter_context(store().local(OBJECTS, one["digest"]))),
                    "pictures": one["sop_uid"] in looked_at,
                }
                for one in batch
            ]
            answers = lookers().run({"files": files, "known": words})
        for line, answer in zip(batch, answers, strict=True):
            broken += (_damaged(line, frame, why) for frame, why in answer["broken"])
            yield from (tuple(one) for one in answer["found"])
            yield from ((WRITING, f"frame {frame}", REACHES) for frame in answer["writing"])
            if answer["fault"]:
                yield "an image that could not be looked through", answer["fault"], REACHES


def _damaged(line: Json, frame: int, why: str) -> Json:
    """A finding that holds an exam back, and by which the viewer knows the frame (`viewing.broken`)."""
    number = line["facts"].get("instance_number")
    image = f"image {number}" if number else "an image"
    place = f"{line['facts'].get('modality') or 'images'}, {image}, frame {frame}"
    finding = Exposure(BROKEN, place, REACHES, 1).to_json()
    return {**finding, "frame": [line["sop_uid"], frame], "why": why}


def _to_read(lines: list[Json]) -> set[str]:
    """The first, middle and last object of each series whose pictures nobody searched for writing when they came."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        if not line.get("cleaning", {}).get("manifest", {}).get("pixels_searched"):
            groups.setdefault(line["series_uid"], []).append(line["sop_uid"])
    return {group[place] for group in groups.values() for place in (0, len(group) // 2, -1)}
