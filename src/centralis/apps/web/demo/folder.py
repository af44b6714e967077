"""Sort a folder of DICOM into exams, by patient and study date; every file ends in an exam or among the strangers."""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from centralis.apps.intake.spool import FILES_LIMIT
from centralis.services.child import ChildFault, ChildPool

CHILDREN = max(2, os.cpu_count() or 1)
IMAGES = ("CT", "MR", "PT")

Machine = tuple[str, str, str, str]
"""A scanner as images name it: modality, maker, model, serial number."""


@dataclass
class Group:
    """The files of one patient on one day: images, and others (structure sets, reports). `patient` is the hospital's
    identifier: it stays in memory alone."""

    patient: str
    on: date | None
    files: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    machines: Counter[Machine] = field(default_factory=Counter)

    def main_machine(self) -> Machine | None:
        """The scanner that made most of the images."""
        return self.machines.most_common(1)[0][0] if self.machines else None

    def modality(self) -> str:
        found = self.main_machine()
        return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A folder sorted: exams in order of patient and day, and files that name no patient or are no DICOM."""

    groups: list[Group]
    strangers: list[Path]

    @property
    def files(self) -> int:
        return sum(len(group.files) for group in self.groups) + len(self.strangers)


def sort_folder(folder: Path, tell: Callable[[int, int], None]) -> Sorted:
    """Look at every regular file below a folder, in child processes; `tell` hears how many of how many are done."""
    paths = list(walk(folder))
    groups: dict[tuple[str, str], Group] = {}
    strangers: list[Path] = []
    with ChildPool("centralis.edge.locate:locate", CHILDREN) as pool, ThreadPoolExecutor(CHILDREN) as threads:

        def locate(path: Path) -> dict[str, str]:
            try:
                found: dict[str, str] = pool.run({"source": str(path)})
            except ChildFault:
                return {}
            return found

        for done, (path, facts) in enumerate(zip(paths, threads.map(locate, paths), strict=True), start=1):
            _put(path, facts, groups, strangers)
            tell(done, len(paths))
    ordered = [groups[key] for key in sorted(groups)]
    return Sorted([part for group in ordered for part in _parts(group)], strangers)


def walk(folder: Path) -> Iterator[Path]:
    """Every regular file below a folder, in a steady order; links to folders are not followed."""
    for child in sorted(folder.iterdir()):
        if child.is_dir() and not child.is_symlink():
            yield from walk(child)
        elif _is_regular(child):
            yield child


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _put(path: Path, facts: dict[str, str], groups: dict[tuple[str, str], Group], strangers: list[Path]) -> None:
    patient = facts.get("patient_id", "")
    if not patient:
        strangers.append(path)
        return
    day = facts["study_date"]
    group = groups.setdefault((patient, day), Group(patient, _day(day)))
    if facts["modality"] in IMAGES:
        group.machines[facts["modality"], facts["manufacturer"], facts["model"], facts["serial_number"]] += 1
        group.files.append(path)
    else:
        group.others.append(path)


def _parts(group: Group) -> Iterator[Group]:
    """An upload has a limit: a larger exam goes in parts, the images first, as they say which scanner made them."""
    ordered = [*group.files, *group.others]
    for start in range(0, len(ordered), FILES_LIMIT):
        yield Group(group.patient, group.on, ordered[start : start + FILES_LIMIT], machines=group.machines)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
