"""Frames of an exam that can't be shown, known before anybody asks for them: the viewer says so in their place.

Which compressed frames are damaged was found by the scan before release, which decodes every one; native frames that
are shorter than their header says are told by their places. Neither is sent to any viewer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from centralis.apps.intake.models import ExamVersion
from centralis.apps.reads.models import LeakScan
from centralis.core.dicom.frames import NATIVE
from centralis.core.reading.fitness import Fitness
from centralis.core.reading.soundness import CUT

Json = dict[str, Any]
#: (SOP instance UID, frame from 1, why in the reader's words)
Broken = tuple[tuple[str, int, str], ...]
_SAMPLES, _BITS = "00280002", "00280100"


class Framed(Protocol):
    """What of a frame tells whether it is whole."""

    @property
    def sop_uid(self) -> str: ...
    @property
    def syntax(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def place(self) -> tuple[int, int] | None: ...
    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> int: ...
    @property
    def model(self) -> Mapping[str, Any]: ...


def broken_frames(version: ExamVersion, at: datetime | None = None) -> Broken:
    """The frames that the newest scan of these images found damaged; at: as it was known then, for a replay."""
    scans = LeakScan.objects.filter(exam_version=version.pk, manifest_digest=version.manifest_digest)
    scans = scans if at is None else scans.filter(ran_at__lte=at)
    findings = scans.order_by("-ran_at").values_list("findings", flat=True).first() or []
    return tuple((one["frame"][0], int(one["frame"][1]), one["why"]) for one in findings if "frame" in one)


def by_frame(broken: Broken) -> dict[tuple[str, int], str]:
    """Why, by (SOP instance UID, frame from 1)."""
    return {(uid, frame): why for uid, frame, why in broken}


def fault_of(frame: Framed, broken: Mapping[tuple[str, int], str]) -> str:
    """Why a frame can't be shown; empty where it can. broken: as of `by_frame`."""
    known = broken.get((frame.sop_uid, frame.number), "")
    if known or frame.syntax not in NATIVE or frame.place is None:
        return known
    return CUT if frame.place[1] < described_bytes(frame.rows, frame.columns, frame.model) else ""


def described_bytes(rows: int, columns: int, model: Mapping[str, Any]) -> int:
    """How many bytes the header describes for one native frame; fewer are a broken one, never filled up."""
    samples, bits = (int((model.get(tag, {}).get("Value") or [1])[0]) for tag in (_SAMPLES, _BITS))
    return rows * columns * samples * bits // 8


def without_broken(fitness: Fitness, faults: Sequence[str]) -> Fitness:
    """A series with broken frames has holes: it is no volume, and a lesion there is not seen."""
    count = sum(bool(one) for one in faults)
    if not count:
        return fitness
    are = "1 image is" if count == 1 else f"{count} images are"
    reason = f"Other planes are off: {are} broken."
    warning = f"{are} broken and not shown; a lesion there is not seen."
    return replace(
        fitness, is_reformattable=False, reasons=(*fitness.reasons, reason), warnings=(warning, *fitness.warnings)
    )


def tell_lost(modality: str, count: int) -> str:
    """A series that is not listed, in the reader's words."""
    size = "1 image" if count == 1 else f"{count} images"
    named = f"{size} ({modality})" if modality else size
    return f"A series of {named} can't be read and is not shown; a lesion there is not seen."
