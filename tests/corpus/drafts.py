"""An instance in the making: its data set, what is planted in it, and what the answer key will ask."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

import numpy as np
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian
from tests.corpus.people import Person

from centralis.core.deid.scoring import Action, Check, Instance

Step = str | int
#: Old UIDs look like those of devices: a root, a date, a counter. The date is no visit's.
_ROOT = "1.2.826.0.1.3680043.10.1337"


def make_uid(*parts: object) -> str:
    """A UID of the corpus that follows from its parts."""
    digest = sha256("/".join(map(str, parts)).encode()).hexdigest()
    return f"{_ROOT}.19990131.{int(digest[:12], 16) + 10**9}.{int(digest[12:20], 16) + 10**6}"


def path(*steps: Step) -> str:
    """The key's path from keywords (or eight hexadecimal digits), item numbers and `=code` selectors."""
    out = ""
    for step in steps:
        if isinstance(step, int) or step.startswith("="):
            out += f"[{step}]"
        else:
            number = tag_for_keyword(step)
            out += ("." if out else "") + (step.upper() if number is None else f"{number:08X}")
    return out


def item(**values: object) -> Dataset:
    """A sequence item from keywords."""
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def code(value: str, scheme: str, meaning: str) -> Sequence:
    """A code sequence with one item."""
    return Sequence([item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)])


@dataclass
class Draft:
    """after: changes to the encoded bytes, in order. frames: pixels (frame, row, column[, sample]) to be encoded."""

    name: str
    kind: str
    person: Person
    visit: int
    patient_id: str
    number: int
    ds: Dataset = field(default_factory=Dataset)
    actions: list[Action] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    held: tuple[str, ...] = ()
    text_free: bool = False
    syntax: UID = ExplicitVRLittleEndian
    frames: np.ndarray | None = None
    after: list[Callable[[bytes], bytes]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """When it was acquired."""
        day = self.person.visits[self.visit]
        return datetime(day.year, day.month, day.day, 8 + self.number % 11, self.number * 7 % 60, 15)

    def uid_of(self, what: str, *parts: object) -> str:
        """A UID within this subject's visit."""
        return make_uid(self.person.place, self.visit, what, *parts)

    def keep(self, text: str, *steps: Step) -> None:
        """This text must still be there (it is not planted by this call)."""
        self._ask(Check.TAG_RETAINED, "", steps)
        self._ask(Check.TEXT_RETAINED, text, steps)

    def present(self, *steps: Step) -> None:
        """The element must still be there."""
        self._ask(Check.TAG_RETAINED, "", steps)

    def filled(self, *steps: Step) -> None:
        """The element must have a value."""
        self._ask(Check.TEXT_NOTNULL, "", steps)

    def gone(self, text: str, *steps: Step) -> None:
        """This text must not be there; empty: nothing must be."""
        self._ask(Check.TEXT_REMOVED, text, steps)

    def moved(self, value: str, *steps: Step) -> None:
        """This date must have been shifted."""
        self._ask(Check.DATE_SHIFTED, value, steps)

    def renewed(self, uid: str, *steps: Step) -> None:
        """This UID must have been replaced, everywhere by the same."""
        self._ask(Check.UID_CHANGED, uid, steps)
        self._ask(Check.UID_CONSISTENT, uid, steps)
        self.words.append(uid)

    def identified(self) -> None:
        """The same patient ID must become the same pseudonym everywhere."""
        self._ask(Check.PATID_CONSISTENT, self.patient_id, ("PatientID",))

    def put(self, keyword: str, value: object, keep: bool = True) -> None:
        """Set a top-level element; with `keep` it must come out as it is."""
        setattr(self.ds, keyword, value)
        if keep:
            texts = value if isinstance(value, list) else [value]
            self.keep("\\".join(map(str, texts)), keyword)

    def put_gone(self, keyword: str, value: str, *words: str) -> None:
        """Set a top-level element whose value (or only these words of it) must go."""
        setattr(self.ds, keyword, value)
        for word in words or (value,):
            self.gone(word, keyword)

    def put_date(self, keyword: str, value: date | str) -> None:
        """Set a top-level date that must be shifted."""
        text = value if isinstance(value, str) else f"{value:%Y%m%d}"
        setattr(self.ds, keyword, text.split("\\") if "\\" in text else text)
        self.moved(text, keyword)

    def put_uid(self, keyword: str, uid: str) -> None:
        """Set a top-level UID that must be replaced."""
        setattr(self.ds, keyword, uid)
        self.renewed(uid, keyword)

    def instance(self) -> Instance:
        """This file's part of the answer key."""
        uid = str(self.ds.SOPInstanceUID)
        lossy = self.syntax == "1.2.840.10008.1.2.4.50"
        return Instance(
            self.name, self.person.label, self.kind, uid, self.patient_id, tuple(dict.fromkeys(self.actions)),
            tuple(dict.fromkeys(self.words)), self.held, self.text_free, lossy,
        )  # fmt: skip

    def _ask(self, check: Check, text: str, steps: tuple[Step, ...]) -> None:
        self.actions.append(Action(check, path(*steps), text))
