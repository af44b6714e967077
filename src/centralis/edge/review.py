"""Series whose faces were looked for: those without one go on, the others wait until a person has looked at them.

What waits stands in the private folder beside the destination, one folder a series: the files, `before.png` and
`after.png`, and `review.json`. Nothing of it is an output before somebody confirmed it by name.
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centralis.edge.children import Children
from centralis.edge.journal import Journal, write_private
from centralis.edge.naming import Names, digest_of, move
from centralis.services.child import ChildFault

AWAITING, UNDECIDED = "awaiting_confirmation", "face_undecided"
FACE_MODALITIES = frozenset(("CT", "MR", "PT"))
_REMOVED = (
    "A face was found in this series and removed. It is held until a person has looked at the pictures in {} and "
    "confirmed it with `centralis deid-confirm`."
)
_HELD = (
    "Whether this series shows a face could not be decided: {} It is held in {} until a person has looked at it and "
    "released it with `centralis deid-confirm`."
)
_NAME = "review.json"
Entry = dict[str, Any]


class WrongReview(Exception):
    """What was asked of a series that waits cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One series that waits. number: of its folder. outcome: removed or undecided."""

    number: int
    folder: Path
    outcome: str
    why: str
    numbers: Mapping[str, float]
    entries: tuple[Entry, ...]


def review_folder(journal_folder: Path) -> Path:
    """Where series wait, readable by their owner alone."""
    folder = journal_folder / "review"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def settle(entries: list[Entry], children: Children, names: Names, journal: Journal) -> None:
    """Look for faces in every series of held entries; each entry becomes cleaned, or quarantined until a look."""
    series: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if "held" in entry:
            series[(str(entry.get("subject")), str(entry.get("series")))].append(place)
    for places in series.values():
        _settle_series(entries, places, children, names, journal)


def _settle_series(
    entries: list[Entry], places: Sequence[int], children: Children, names: Names, journal: Journal
) -> None:
    folder = _new_folder(review_folder(journal.folder))
    files = {str(place): entries[place].pop("held") for place in places}
    try:
        answer = children.faces([*files.items()], _made(folder / "new"))
    except ChildFault as fault:
        answer = {"outcome": "undecided", "why": fault.sentence, "numbers": {}, "files": {}, "written": {}}
    if answer["outcome"] == "no_face":
        for place in places:
            entry = entries[place]
            digest = str(entry["sha256"])
            if Path(files[str(place)]).exists():
                entry["output"] = names.publish(Path(files[str(place)]), digest)
            else:  # the same bytes came twice, and the first took the file along
                entry["output"] = names.name(digest)
            entry["face"] = "none"
            journal.keep(entry.pop("job"), entry)
        shutil.rmtree(folder)
        return
    _hold(entries, places, folder, files, answer)
    for place in places:
        journal.keep(entries[place].pop("job"), entries[place])


def _hold(
    entries: list[Entry], places: Sequence[int], folder: Path, files: Mapping[str, str], answer: Mapping[str, Any]
) -> None:
    """Keep a series for a person; its entries say so."""
    removed = answer["outcome"] == "removed"
    reason = _REMOVED.format(folder) if removed else _HELD.format(answer["why"], folder)
    stored = []
    for place in places:
        entry, name = entries[place], str(place)
        target = folder / f"{place:06d}.dcm"
        if removed:
            Path(files[name]).unlink(missing_ok=True)
            move(Path(answer["files"][name]), target)
            entry |= {"sha256": answer["written"][name]["sha256"], "bytes": answer["written"][name]["bytes"]}
        elif Path(files[name]).exists():
            move(Path(files[name]), target)
        stored.append(entry | {"waits": target.name, "face": "removed" if removed else "confirmed"})
        entry |= {
            "outcome": "quarantined", "output": None, "code": AWAITING if removed else UNDECIDED, "reason": reason,
            "face": "awaiting", "review": folder.name,
        }  # fmt: skip
    for name in ("before", "after"):
        if answer.get(name):
            move(Path(answer[name]), folder / f"{name}.png")
    shutil.rmtree(folder / "new")
    record = {"outcome": answer["outcome"], "why": answer["why"], "numbers": answer["numbers"], "entries": stored}
    write_private(folder / _NAME, json.dumps(record, indent=1))


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


def _new_folder(parent: Path) -> Path:
    number = 1 + max((int(path.name) for path in parent.iterdir() if path.name.isdecimal()), default=0)
    folder = parent / f"{number}"
    folder.mkdir(mode=0o700)
    return folder


def waiting(journal_folder: Path) -> list[Waiting]:
    """The series that wait, by number."""
    parent = journal_folder / "review"
    found = []
    for path in sorted(parent.glob(f"*/{_NAME}")) if parent.is_dir() else ():
        stored = json.loads(path.read_text(encoding="utf-8"))
        if "released" not in stored:
            found.append(Waiting(
                int(path.parent.name), path.parent, stored["outcome"], stored["why"], stored["numbers"],
                tuple(stored["entries"]),
            ))  # fmt: skip
    return sorted(found, key=lambda one: one.number)


def release(one: Waiting, names: Names, journal: Journal, by: str, when: str) -> list[Entry]:
    """Make a series that waits an output. by: who looked. when: the moment, ISO 8601. Raises WrongReview, OSError."""
    for entry in one.entries:
        path = one.folder / entry["waits"]
        if path.exists() and digest_of(path) != entry["sha256"]:
            raise WrongReview(f"{path} is no longer as it was written. Clean the series again.")
    released = []
    for entry in one.entries:
        path = one.folder / entry["waits"]
        done = {name: value for name, value in entry.items() if name not in ("waits", "job")}
        done["output"] = names.publish(path, entry["sha256"]) if path.exists() else names.name(entry["sha256"])
        done |= {"outcome": "cleaned", "code": None, "reason": None, "confirmed_by": by, "confirmed_at": when}
        journal.keep(entry["job"], done)
        released.append(done)
    record = json.loads((one.folder / _NAME).read_text(encoding="utf-8"))
    record["released"] = {"by": by, "at": when}
    write_private(one.folder / _NAME, json.dumps(record, indent=1))
    return released
