"""What a reader may know of a case: an allow-list of facts, decided by the definition's `reading.blinded_to`.

Facts are picked into a new mapping; one that is not in `FACTS` never passes, whatever the definition says. Requirement
IMG-9. What the images themselves show (a port, a clip, a scar) cannot be hidden: a known limit.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Blinding(StrEnum):
    """What a read may be blinded to."""

    ARM = "arm"
    SITE = "site"
    SUBJECT = "subject"
    DATES = "dates"
    VISIT = "visit"
    SITE_READ = "site_read"
    OTHER_READERS = "other_readers"
    CLINICAL = "clinical"
    SCANNER = "scanner"
    SPONSOR = "sponsor"
    TREATMENT = "treatment"


FACTS: dict[str, tuple[Blinding, ...]] = {
    "task": (),
    "time_point": (),
    "criterion": (),
    "form": (),
    "series": (),
    "own_reads": (),
    "arm": (Blinding.ARM, Blinding.TREATMENT),
    "sponsor": (Blinding.SPONSOR,),
    "site": (Blinding.SITE,),
    "country": (Blinding.SITE,),
    "scanner": (Blinding.SITE, Blinding.SCANNER),
    "subject": (Blinding.SUBJECT,),
    "visit": (Blinding.DATES, Blinding.VISIT),
    "acquired_on": (Blinding.DATES,),
    "trial_day": (Blinding.DATES,),
    "site_read": (Blinding.SITE_READ,),
    "other_reads": (Blinding.OTHER_READERS,),
    "sex": (Blinding.CLINICAL,),
    "age": (Blinding.CLINICAL,),
    "clinical_data": (Blinding.CLINICAL,),
}
"""Each fact a reader's page can hold, and the blindings of which each takes it away (none: always shown).

`task` is the opaque token, `time_point` a neutral name such as "Time point 2" (a visit's name tells its date), `series`
the opaque names of the images, `own_reads` what this reader signed before at the same case.
"""


def parse_blinding(names: Iterable[str]) -> frozenset[Blinding]:
    """Read the definition's list; raises ValueError that names the accepted words."""
    known = {one.value: one for one in Blinding}
    found = list(names)
    for name in found:
        if name not in known:
            raise ValueError(f"{name!r} is nothing a read can be blinded to; expected {', '.join(known)}.")
    return frozenset(known[name] for name in found)


def derive_allowed_facts(blinded_to: Iterable[Blinding]) -> frozenset[str]:
    """Names of the facts a reader's page may hold."""
    hidden = frozenset(blinded_to)
    return frozenset(name for name, blindings in FACTS.items() if hidden.isdisjoint(blindings))


def derive_reader_facts(facts: Mapping[str, object], blinded_to: Iterable[Blinding]) -> dict[str, object]:
    """A new mapping of the allowed facts alone, in the order of `FACTS`, so that the input's order tells nothing."""
    allowed = derive_allowed_facts(blinded_to)
    return {name: facts[name] for name in FACTS if name in allowed and name in facts}
