"""The answer key: for every instance of a corpus what a de-identifier must have done, element by element.

The ten checks are those of the public benchmark MIDI-B (2024). A path names an element from the top of the data set:
eight hexadecimal digits a step, items by number or by the code of their concept name, as in
`0040A730[=121008].0040A123` or `00081140[0].00081155`. Group 0002 is looked up in the file meta information.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

FORMAT = "centralis-deid-key-1"
Box = tuple[int, int, int, int]


class Check(StrEnum):
    """The ten checks of MIDI-B."""

    TAG_RETAINED = "tag_retained"
    TEXT_NOTNULL = "text_notnull"
    TEXT_RETAINED = "text_retained"
    TEXT_REMOVED = "text_removed"
    DATE_SHIFTED = "date_shifted"
    UID_CHANGED = "uid_changed"
    UID_CONSISTENT = "uid_consistent"
    PATID_CONSISTENT = "patid_consistent"
    PIXELS_HIDDEN = "pixels_hidden"
    PIXELS_RETAINED = "pixels_retained"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that must have been done.

    text: the word that must stay or go, or the original date or UID; empty with text_removed: nothing may be left at
    that path at all. box: row, column, height, width in pixels, of every frame. ink: the samples of one pixel of the
    planted string, and within how much a sample counts as ink. mask: bits that must be zero in every stored sample.
    """

    check: Check
    path: str = ""
    text: str = ""
    box: Box | None = None
    ink: tuple[int, ...] = ()
    tolerance: int = 0
    mask: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """One file. held: refusal codes that are a right answer for this kind of file. text_free: its picture shows no
    text, so nobody should touch it. words: identifiers planted in this file alone. lossy: its pixels were compressed
    with loss, so decoders may differ by a little.
    """

    name: str
    subject: str
    kind: str
    uid: str
    patient_id: str
    actions: tuple[Action, ...]
    words: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    text_free: bool = False
    lossy: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """One person. words: every identifier, its parts and spellings. code: what the trial calls the person; when empty
    the tool makes up a pseudonym for each patient ID.
    """

    name: str
    words: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """The whole answer key of a corpus."""

    subjects: Mapping[str, Subject]
    instances: Mapping[str, Instance]
    about: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """JSON types; `from_json` reads them."""
        return {
            "format": FORMAT,
            "about": dict(self.about),
            "subjects": [asdict(one) for one in self.subjects.values()],
            "instances": [asdict(one) for one in self.instances.values()],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a key as written by `to_json`. Raises ValueError on another format."""
        if stored.get("format") != FORMAT:
            raise ValueError(f"The answer key is of format {stored.get('format')!r}; this version reads {FORMAT!r}.")
        subjects = [Subject(one["name"], tuple(one["words"]), one["code"]) for one in stored["subjects"]]
        instances = [
            Instance(**{**one, "actions": tuple(_action(action) for action in one["actions"]),
                        "words": tuple(one["words"]), "held": tuple(one["held"])})
            for one in stored["instances"]
        ]  # fmt: skip
        return cls(
            {one.name: one for one in subjects}, {one.name: one for one in instances}, dict(stored.get("about", {}))
        )


def _action(stored: Mapping[str, Any]) -> Action:
    box = stored["box"] and (stored["box"][0], stored["box"][1], stored["box"][2], stored["box"][3])
    ink = tuple(stored["ink"])
    return Action(Check(stored["check"]), stored["path"], stored["text"], box, ink, stored["tolerance"], stored["mask"])
