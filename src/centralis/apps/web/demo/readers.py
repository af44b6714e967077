"""Readers of the demonstration: they see the simulation's truth with a small error of their own, drawn from a seed."""

import random
from dataclasses import dataclass, field
from typing import Any

from centralis.apps.reads import actions as reads
from centralis.apps.reads import signing
from centralis.apps.reads.models import Read, ReadingTask, ReadState
from centralis.apps.trials.models import Subject
from centralis.apps.web.demo.cast import World
from centralis.core.simulation import LesionOrgan, SubjectTruth, TimePointTruth

SMALLEST_MM = 5.0


def seeded(number: int) -> random.Random:
    """Chance that follows from a number: the same story every time."""
    return random.Random(number)  # noqa: S311 - no secret hangs on it


@dataclass(frozen=True, slots=True)
class Eye:
    """How somebody of the cast reads: `bias` multiplies every diameter, `scatter_mm` is the standard deviation of a
    diameter; `overlooks` names lesions that this reader does not see, `adds` time points (0: baseline) at which they
    take something for a new lesion."""

    part: str
    bias: float = 1.0
    scatter_mm: float = 0.4
    overlooks: frozenset[str] = frozenset()
    adds: frozenset[int] = frozenset()
    chance: random.Random = field(default_factory=lambda: seeded(301))

    def diameter_mm(self, true_mm: float) -> float:
        """A measured diameter, to a tenth of a millimetre."""
        return round(max(0.0, true_mm * self.bias + self.chance.gauss(0, self.scatter_mm)), 1)


def read_next(world: World, subject: Subject, truth: SubjectTruth, eye: Eye, number: int) -> Read:
    """Open a subject's time point (`number` counts from 1), fill in its form, sign and lock it."""
    caller = world.caller(eye.part)
    read = reads.open_time_point(caller, _task(world, subject, eye.part), number)
    entries = fill(read.content, truth, number - 1, eye)
    read = reads.save_draft(caller, read, entries)
    read = _fresh(read)
    return reads.sign(world.signing(eye.part, signing.prepare(read).content), read)


def begin(world: World, subject: Subject, part: str, number: int) -> Read:
    """Open a time point and leave it so, with the form as it starts."""
    return reads.open_time_point(world.caller(part), _task(world, subject, part), number)


def sign_again(world: World, read: Read, part: str, changes: dict[str, float]) -> Read:
    """Sign a read that was given back, with some targets measured anew (by lesion, in mm)."""
    caller = world.caller(part)
    read = reads.open_time_point(caller, read.task, read.time_point)
    entries = dict(read.content)
    entries["targets"] = [
        {**row, "diameter_mm": changes[row["id"]]} if row["id"] in changes else row for row in entries["targets"]
    ]
    read = _fresh(reads.save_draft(caller, read, entries))
    return reads.sign(world.signing(part, signing.prepare(read).content), read)


def fill(form: dict[str, Any], truth: SubjectTruth, index: int, eye: Eye) -> dict[str, Any]:
    """Fill in a form that was carried forward (or is empty, at baseline) from what is truly there."""
    point = truth.time_points[index]
    if index == 0:
        return {**form, **_baseline(point, eye)}
    there = {lesion.id: lesion for lesion in point.lesions}
    targets = []
    for row in form["targets"]:
        measured = eye.diameter_mm(there[row["id"]].diameter_mm)
        state = "measured" if measured >= SMALLEST_MM else "too_small"
        targets.append({**row, "state": state, "diameter_mm": measured if state == "measured" else None})
    others = [{**row, "state": "present"} for row in form["non_targets"]]
    return {**form, "targets": targets, "non_targets": others, "new_lesions": _new(form, truth, point, eye)}


def _baseline(point: TimePointTruth, eye: Eye) -> dict[str, Any]:
    targets = [
        {
            "id": lesion.id,
            "organ": _organ(lesion.organ),
            "node": lesion.organ is LesionOrgan.LYMPH_NODE,
            "state": "measured",
            "diameter_mm": eye.diameter_mm(lesion.diameter_mm),
        }
        for lesion in point.lesions
        if lesion.target
    ]
    others = [
        {"id": lesion.id, "organ": _organ(lesion.organ), "state": "present"}
        for lesion in point.lesions
        if not lesion.target
    ]
    return {"targets": targets, "non_targets": others, "new_lesions": []}


def _new(form: dict[str, Any], truth: SubjectTruth, point: TimePointTruth, eye: Eye) -> list[dict[str, Any]]:
    known = {lesion.id for lesion in truth.time_points[0].lesions} | eye.overlooks
    found = [
        {"id": lesion.id, "organ": _organ(lesion.organ), "certainty": "unequivocal"}
        for lesion in point.lesions
        if lesion.id not in known
    ]
    if point.index in eye.adds:
        found.append({"id": "L2", "organ": "bone", "certainty": "unequivocal"})
    have = {row["id"] for row in form["new_lesions"]}
    return [*form["new_lesions"], *(row for row in found if row["id"] not in have)]


def _organ(organ: LesionOrgan) -> str:
    return "lymph_node" if organ is LesionOrgan.LYMPH_NODE else organ.value


def _task(world: World, subject: Subject, part: str) -> ReadingTask:
    task: ReadingTask = ReadingTask.objects.select_related("subject", "reader").get(
        subject=subject, reader=world.people[part]
    )
    return task


def current_read(world: World, subject: str, part: str, number: int) -> Read:
    """The read of a time point that counts."""
    task = _task(world, world.subjects[subject], part)
    rows = Read.objects.filter(task=task, time_point=number).exclude(state=ReadState.REOPENED)
    return _fresh(rows.get())


def _fresh(read: Read) -> Read:
    row: Read = Read.objects.select_related("task__subject", "task__reader", "exam_version__exam", "definition").get(
        pk=read.pk
    )
    return row
