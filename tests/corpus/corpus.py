"""A corpus of synthetic patients with planted identifiers and its answer key; the same seed gives the same bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit, RLELossless
from tests.corpus import images, objects
from tests.corpus.drafts import Draft
from tests.corpus.encoding import ROUND, encode
from tests.corpus.people import Person, people
from tests.corpus.plants import PLANTS

from centralis.core.deid.scoring import Instance, Key, Subject

#: The profile the key is written for: what a trial asks for that needs dates, sizes and SUV.
PROFILE = {
    "options": [
        "clean_pixels", "clean_descriptors", "clean_structured_content", "clean_graphics",
        "retain_patient_characteristics", "retain_safe_private",
    ],
    "dates": "shift",
    "must_survive": ["suv"],
}  # fmt: skip
_COLOUR = (ExplicitVRLittleEndian, JPEGBaseline8Bit, RLELossless)
_PLAIN = ("SR", "TEXT", "RTSTRUCT", "SEG", "PR", "PDF")
_PLANTS_EACH = 3


@dataclass(frozen=True)
class Corpus:
    """files: the instances' bytes by the names of the key."""

    key: Key
    files: dict[str, bytes]
    people: dict[str, Person]

    def part(self, wanted: Callable[[Instance], bool]) -> "Corpus":
        """Some of the files, of people for whom the trial has no code yet."""
        chosen = {name: one for name, one in self.key.instances.items() if wanted(one)}
        subjects = {one.subject: replace(self.key.subjects[one.subject], code="") for one in chosen.values()}
        key = Key(subjects, chosen, self.key.about)
        return Corpus(key, {name: self.files[name] for name in chosen}, self.people)


@dataclass(frozen=True)
class _Series:
    kind: str
    build: Callable[[Draft], None]
    visits: int
    count: int
    who: range


_PLAN = (
    _Series("CT", images.ct, 2, 5, range(13)),
    _Series("MR", images.mr, 2, 4, range(11, 20)),
    _Series("PT", images.pt, 2, 3, range(18, 25)),
    _Series("US", images.us, 1, 4, range(24, 30)),
    _Series("MG", images.mg, 1, 2, range(28, 31)),
    _Series("CR", images.cr, 1, 2, range(26, 34)),
    _Series("SC", images.sc, 1, 3, range(25, 33)),
    _Series("SR", objects.measurements, 1, 1, range(8)),
    _Series("TEXT", objects.report, 1, 1, range(4, 12)),
    _Series("RTSTRUCT", objects.contours, 1, 1, range(8)),
    _Series("SEG", objects.segmentation, 1, 1, range(2, 8)),
    _Series("PR", objects.presentation, 1, 1, range(4, 12)),
    _Series("PDF", objects.document, 1, 1, range(6)),
)


def corpus(seed: int) -> Corpus:
    """Build it all."""
    everyone = people(seed)
    files: dict[str, bytes] = {}
    instances = {}
    for draft in _drafts(everyone):
        files[draft.name] = encode(draft)
        instances[draft.name] = draft.instance()
    subjects = {one.label: Subject(one.label, one.words(), one.code) for one in everyone}
    key = Key(subjects, instances, {"seed": seed, "profile": PROFILE})
    return Corpus(key, files, {one.label: one for one in everyone})


def _drafts(everyone: list[Person]) -> Iterator[Draft]:
    counter = 0
    for series in _PLAN:
        for place in series.who:
            person = everyone[place]
            for visit in range(series.visits):
                for number in range(series.count):
                    yield _draft(series, person, visit, number, counter)
                    counter += 1


def _draft(series: _Series, person: Person, visit: int, number: int, counter: int) -> Draft:
    folder = f"{person.plain_family}_{person.ids[0]}".replace(" ", "_")
    draft = Draft(
        f"{folder}/{person.visits[visit]:%Y%m%d}/{series.kind}{number:03d}.dcm", series.kind, person, visit,
        person.ids[visit % len(person.ids)], number,
    )  # fmt: skip
    if series.kind in ("US", "SC"):
        draft.syntax = _COLOUR[counter % 3]
    elif series.kind not in _PLAIN:
        draft.syntax = ROUND[counter % len(ROUND)]
    elif series.kind in ("SR", "RTSTRUCT"):
        draft.syntax = ROUND[(0, 1, 3, 5)[counter % 4]]
    series.build(draft)
    plants = 1 if series.kind in _PLAIN else _PLANTS_EACH
    for place in range(plants):
        PLANTS[(counter * _PLANTS_EACH + place * 8) % len(PLANTS)](draft)
    return draft
