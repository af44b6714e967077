"""The fast lane for frames: answers a frame request before Django, for callers whom Django let in a moment ago.

Django's own view decides who may see a trial's images, and grants it here for two seconds at most; without a grant the
request takes the ordinary way, which renews it. What a grant covers is looked up afresh: an instance's frame table is
remembered for two seconds too, and an exam version whose opening was not entered yet goes the ordinary way.
"""

import logging
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseError

from centralis.apps.intake.dicomweb.wado import accepts, media_type
from centralis.apps.intake.models import WITHHELD, ExamState, StoredInstance
from centralis.apps.intake.opening import openings
from centralis.apps.intake.preparing import store
from centralis.services.store import OBJECTS

GRANT_SECONDS = 2.0
_TABLES = 20_000
_GRANTS = 10_000
_PATH = re.compile(
    r"/dicomweb/([0-9a-f-]{36})/studies/([0-9.]{1,64})/series/([0-9.]{1,64})/instances/([0-9.]{1,64})/frames/([0-9]{1,6})"
)
_BOUNDARY = b"centralis-frame-1c9f6f0e5d2b"
_SESSION = re.compile(r"(?:^|;\s*)sessionid=([^;]+)")
log = logging.getLogger(__name__)
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Grant:
    """Who was let in, until when (monotonic seconds), and to which sites (None: all)."""

    who: str
    sites: frozenset[UUID] | None
    until: float


@dataclass(frozen=True, slots=True)
class Table:
    """Where an instance's frames lie; `head` is what stands before each in the answer."""

    path: Path
    ranges: list[list[int]]
    head: bytes
    kind: str
    version_id: UUID
    site_id: UUID
    until: float


class Lane:
    """Grants and frame tables of this process."""

    def __init__(self) -> None:
        self._grants: OrderedDict[tuple[str, str], Grant] = OrderedDict()
        self._tables: OrderedDict[tuple[str, ...], Table] = OrderedDict()
        self._lock = threading.Lock()

    def grant(self, environ: dict[str, Any], trial: UUID, who: str, sites: set[UUID] | None) -> None:
        """Remember, for a moment, that Django let the sender of this request see a trial's images."""
        key = _credential(environ)
        if not key:
            return
        until = time.monotonic() + GRANT_SECONDS
        with self._lock:
            self._grants[(key, str(trial))] = Grant(who, None if sites is None else frozenset(sites), until)
            while len(self._grants) > _GRANTS:
                self._grants.popitem(last=False)

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes] | None:
        """Answer a frame request, or return None: then it takes the ordinary way."""
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None:
            return None
        trial, *uids, number = found.groups()
        now = time.monotonic()
        grant = self._grants.get((_credential(environ), trial))
        if grant is None or grant.until < now:
            return None
        table = self._table((trial, *uids), now)
        if table is None or (grant.sites is not None and table.site_id not in grant.sites):
            return None
        frame = int(number) - 1
        if not openings.is_entered(grant.who, table.version_id) or not 0 <= frame < len(table.ranges):
            return None
        if not accepts(environ.get("HTTP_ACCEPT", ""), table.kind):
            return None
        return _send(table, frame, start)

    def _table(self, key: tuple[str, ...], now: float) -> Table | None:
        table = self._tables.get(key)
        if table is not None and table.until >= now:
            return table
        table = _look_up(key, now)
        with self._lock:
            if table is None:
                self._tables.pop(key, None)
            else:
                self._tables[key] = table
                self._tables.move_to_end(key)
                while len(self._tables) > _TABLES:
                    self._tables.popitem(last=False)
        return table


lane = Lane()


def _credential(environ: dict[str, Any]) -> str:
    """What the sender shows: a bearer token, or else the session's cookie."""
    shown = str(environ.get("HTTP_AUTHORIZATION", ""))
    if shown:
        return f"authorization:{shown}"
    cookie = _SESSION.search(str(environ.get("HTTP_COOKIE", "")))
    return f"session:{cookie.group(1)}" if cookie else ""


def _look_up(key: tuple[str, ...], now: float) -> Table | None:
    trial, study, series, sop = key
    rows = StoredInstance.objects.filter(trial_id=trial, sop_uid=sop, study_uid=study, series_uid=series)
    rows = rows.exclude(exam_version__state=ExamState.SUPERSEDED).exclude(exam_version__faces__in=WITHHELD)
    row = rows.values_list(
        "digest", "frames", "transfer_syntax", "exam_version_id", "exam_version__exam__site_id"
    ).first()
    path = store().path(OBJECTS, row[0]) if row else None
    if row is None or path is None or not row[1]:
        return None
    kind = media_type(row[2])
    head = b"--%b\r\nContent-Type: %b; transfer-syntax=%b\r\n\r\n" % (_BOUNDARY, kind.encode(), row[2].encode())
    return Table(path, row[1], head, kind, row[3], row[4], now + GRANT_SECONDS)


def _send(table: Table, frame: int, start: Callable[..., Any]) -> Iterable[bytes] | None:
    offset, length = table.ranges[frame]
    try:
        handle = os.open(table.path, os.O_RDONLY)
    except OSError:
        return None
    try:
        content = os.pread(handle, length, offset)
    finally:
        os.close(handle)
    if len(content) != length:
        return None
    body = b"".join((table.head, content, b"\r\n--", _BOUNDARY, b"--\r\n"))
    start(
        "200 OK",
        [
            ("Content-Type", f'multipart/related; type="{table.kind}"; boundary={_BOUNDARY.decode()}'),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [body]


def with_lane(application: Wsgi) -> Wsgi:
    """Put the lane before an application."""

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("REQUEST_METHOD") == "GET" and environ.get("PATH_INFO", "").startswith("/dicomweb/"):
            try:
                answer = lane.answer(environ, start)
            except DatabaseError:
                log.exception("the fast lane could not look up a frame; the request takes the ordinary way")
                answer = None
            if answer is not None:
                return answer
        return application(environ, start)

    return serve
