"""Which files of a folder belong to one patient, so that what names the patient in one is hunted in all of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.core.deid.identifiers import Identifiers

#: More facts than this are no patient's: the hunt then keeps to one study, or to the file itself.
_MOST_FACTS = 2_000


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where one file belongs. known: identifiers of everything of this patient's. identity: the first by the alphabet
    of the patient's identities when a study states several for one person, else empty.
    """

    known: Identifiers
    identity: str = ""


def belongings(found: Sequence[Mapping[str, Any]]) -> list[Belonging]:
    """Group what `gather` answered, file by file: same study, same patient ID, or same person (name and birth)."""
    groups = _grouped(found, ("study", "patient", "person"))
    studies = _grouped(found, ("study",))
    facts, studies_facts = _merged(found, groups), _merged(found, studies)
    linked = _grouped(found, ("study", "patient"))
    identities = _identities(found, linked)
    out = []
    for place, answer in enumerate(found):
        own = Identifiers.from_json(answer["identifiers"])
        candidates = (facts[groups[place]], studies_facts[studies[place]], own)
        known = next((one for one in candidates if _count(one) <= _MOST_FACTS), own)
        out.append(Belonging(known, identities.get(linked[place], "") if answer["patient"] else ""))
    return out


def patients(found: Sequence[Mapping[str, Any]]) -> list[int]:
    """How many files each patient has, the most first; files that state no patient are left out."""
    groups = _grouped(found, ("study", "patient", "person"))
    stated = [
        group
        for group, answer in zip(groups, found, strict=True)
        if (answer["patient"] or answer["person"]) and not answer["directory"]
    ]
    return sorted(Counter(stated).values(), reverse=True)


def _grouped(found: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> list[int]:
    """A group's number for every file; files that share a value of any of the kinds share the group."""
    parent = list(range(len(found)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[tuple[str, str], int] = {}
    for place, answer in enumerate(found):
        if answer["directory"]:
            continue
        for kind in kinds:
            if answer[kind]:
                other = first.setdefault((kind, answer[kind]), place)
                parent[root(place)] = root(other)
    return [root(place) for place in range(len(found))]


def _merged(found: Sequence[Mapping[str, Any]], groups: list[int]) -> dict[int, Identifiers]:
    gathered: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for group, answer in zip(groups, found, strict=True):
        for kind, texts in answer["identifiers"].items():
            gathered[group][kind].update(texts)
    return {group: Identifiers.from_json(gathered[group]) for group in set(groups)}


def _identities(found: Sequence[Mapping[str, Any]], groups: list[int]) -> dict[int, str]:
    """The groups (linked by studies and IDs) whose files state several identities of one person."""
    stated: dict[int, set[str]] = defaultdict(set)
    persons: dict[int, set[str]] = defaultdict(set)
    for group, answer in zip(groups, found, strict=True):
        if answer["patient"]:
            stated[group].add(answer["patient"])
        if answer["person"]:
            persons[group].add(answer["person"])
    return {group: min(some) for group, some in stated.items() if len(some) > 1 and len(persons[group]) == 1}


def _count(identifiers: Identifiers) -> int:
    return sum(len(part) for part in identifiers.facts)
