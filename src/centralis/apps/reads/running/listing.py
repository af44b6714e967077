"""The randomisation list of a trial: what was drawn, from whom, in which order it is read; whether it still derives.

The list holds the seed's commitment, never the seed: who keeps the sealed seed can derive every line again. Leaving the
house with it is entered (IMG-8, IMG-13).
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from centralis.apps.action import Caller, enter_access
from centralis.apps.ledger.recorded import Scope
from centralis.apps.ledger.report import safe_cell
from centralis.apps.people import queries as people
from centralis.apps.people.models import Person
from centralis.apps.reads import rules
from centralis.apps.reads.keys import sealed_seed
from centralis.apps.reads.models import RandomDraw, ReadingSeed, ReadingTask, TaskPurpose
from centralis.apps.reads.running.pool import as_draw
from centralis.apps.trials.models import Trial
from centralis.apps.trials.queries import is_system
from centralis.core.ledger.canonical import utc_text
from centralis.core.reading.assignment import ALGORITHM, Draw, verify_draws
from centralis.core.reading.keyed import compute_commitment

PAGE = "reads.randomisation_page"
COLUMNS = (
    "reader", "reader_number", "batch", "place", "subject", "purpose", "given_at", "ended_at", "end_reason", "draw",
    "order_key",
)  # fmt: skip


def randomisation(caller: Caller, trial_id: UUID) -> dict[str, Any]:
    """The list of a trial as JSON values: seed commitment, algorithms, draws, cases in each reader's order."""
    trial = _trial(caller, trial_id)
    seed = ReadingSeed.objects.filter(trial_id=trial_id).first()
    draws = list(RandomDraw.objects.filter(trial_id=trial_id).select_related("subject").order_by("number"))
    names = _names(draws, trial_id)
    return {
        "trial": trial.protocol,
        "seed": None if seed is None else {
            "commitment": seed.commitment,
            "sealed_at": utc_text(seed.created_at),
            "order_algorithm": seed.algorithm,
            "draw_algorithm": ALGORITHM,
        },
        "draws": [_draw_json(row, names) for row in draws],
        "cases": _cases(trial_id, draws, names),
    }  # fmt: skip


def faults(caller: Caller, trial_id: UUID) -> tuple[str, ...]:
    """Everything of a stored list that does not derive from the sealed seed, in sentences; empty when all does."""
    _trial(caller, trial_id)
    row = ReadingSeed.objects.filter(trial_id=trial_id).first()
    if row is None:
        return ("The seed of this trial is not sealed yet, so nothing was drawn.",)
    seed = sealed_seed(trial_id)
    if seed is None:
        where = f"reading/{trial_id}.seed"
        return (f"The sealed seed can't be read ({where} in the keys' folder). Bring it back from where it is kept.",)
    if compute_commitment(seed) != row.commitment:
        return ("The sealed seed is not the one that was committed to: its SHA-256 commitment differs.",)
    draws = [as_draw(one) for one in RandomDraw.objects.filter(trial_id=trial_id).order_by("number")]
    tasks = list(_drawn(trial_id).select_related("subject", "reader"))
    return (*verify_draws(seed, draws), *_task_faults(seed, draws, tasks))


def _task_faults(seed: bytes, draws: Sequence[Draw], tasks: Iterable[ReadingTask]) -> list[str]:
    found = []
    drawn: dict[tuple[str, str, str], list[int]] = {}
    for draw in draws:
        for reader in draw.chosen:
            drawn.setdefault((draw.case, reader, _purpose(draw.kind)), []).append(draw.number)
    for task in sorted(tasks, key=lambda one: one.created_at):
        is_repeat = task.purpose == TaskPurpose.REPEAT
        case = (str(task.subject_id), str(task.reader_id), task.purpose)
        name = f"The {'repeat' if is_repeat else 'case'} of {task.subject.code} with {task.reader.printed_name}"
        if not drawn.get(case):
            found.append(f"{name} stands in no draw.")
            continue
        number = drawn[case].pop(0)
        key = rules.order_key(seed, case[1], case[0], is_repeat=is_repeat)
        if task.order_key not in (key, rules.plain_key(number)):
            found.append(f"{name} stands in another place than the seed gives.")
    left = sorted(number for numbers in drawn.values() for number in numbers)
    found += [f"Draw {number} chose a reader who was not given the case." for number in left]
    return found


def _purpose(kind: str) -> str:
    """The purpose of the cases that a kind of draw gives out."""
    return kind if kind in (TaskPurpose.REPEAT, TaskPurpose.ELIGIBILITY) else TaskPurpose.PRIMARY


def export(caller: Caller, role: str, trial_id: UUID, form: str) -> str:
    """The list as `json` or `csv` text; that it was taken out is entered."""
    found = randomisation(caller, trial_id)
    enter_access(PAGE, caller, role, Scope(trial_id), what="randomisation list", form=form, cases=len(found["cases"]))
    if form == "json":
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe_cell(str(one[name])) for name in COLUMNS} for one in found["cases"])
    return out.getvalue()


def _drawn(trial_id: UUID) -> QuerySet[ReadingTask]:
    """The cases that were drawn: all but those read anew by an adjudicator and test cases, which nobody drew."""
    undrawn = (TaskPurpose.ANEW, TaskPurpose.TRAINING)
    return ReadingTask.every.filter(trial_id=trial_id).exclude(purpose__in=undrawn)


def _trial(caller: Caller, trial_id: UUID) -> Trial:
    if not is_system(caller) and trial_id not in people.trials_of(caller, PAGE):
        raise Trial.DoesNotExist
    trial: Trial = Trial.objects.get(pk=trial_id)
    return trial


def _names(draws: Iterable[RandomDraw], trial_id: UUID) -> dict[str, str]:
    known = {one["reader"] for row in draws for one in row.candidates} | {one for row in draws for one in row.chosen}
    readers = set(_drawn(trial_id).values_list("reader_id", flat=True))
    rows = Person.objects.filter(pk__in=known | {str(one) for one in readers})
    return {str(row.pk): row.printed_name for row in rows}


def _draw_json(row: RandomDraw, names: dict[str, str]) -> dict[str, Any]:
    def named(reader: str) -> dict[str, str]:
        return {"id": reader, "name": names.get(reader, "")}

    return {
        "number": row.number,
        "at": utc_text(row.created_at),
        "subject": row.subject.code,
        "subject_id": str(row.subject_id),
        "kind": row.kind,
        "algorithm": row.algorithm,
        "count": row.count,
        "candidates": [{**named(one["reader"]), "load": one["load"], "out": one["out"]} for one in row.candidates],
        "chosen": [named(one) for one in row.chosen],
        "named_by_a_person": row.named,
        "replaced": named(str(row.replaced)) if row.replaced else None,
        "fraction": None if row.fraction is None else f"{row.fraction.normalize():f}",
    }


def _cases(trial_id: UUID, draws: Iterable[RandomDraw], names: dict[str, str]) -> list[dict[str, Any]]:
    numbers = {(row.subject_id, one, _purpose(row.kind)): row.number for row in draws for one in row.chosen}
    rows = _drawn(trial_id).select_related("subject")
    found: list[dict[str, Any]] = []
    places: dict[UUID, int] = {}
    for task in sorted(rows, key=lambda one: (names[str(one.reader_id)], one.reader_id, one.batch, one.order_key)):
        places[task.reader_id] = places.get(task.reader_id, 0) + 1
        found.append({
            "reader": names[str(task.reader_id)],
            "reader_id": str(task.reader_id),
            "reader_number": task.reader_number,
            "batch": task.batch,
            "place": places[task.reader_id],
            "subject": task.subject.code,
            "purpose": task.purpose,
            "given_at": utc_text(task.created_at),
            "ended_at": utc_text(task.ended_at) if task.ended_at else "",
            "end_reason": task.end_reason,
            "draw": numbers.get((task.subject_id, str(task.reader_id), task.purpose), ""),
            "order_key": task.order_key,
        })  # fmt: skip
    return found
