"""The words of the 2024 McDonald criteria: the shared visit, the optic nerve, and the markers this edition adds."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, integer, number
from centralis.core.scores.mcdonald.model import Answer, Visit


class Presentation(StrEnum):
    """How the disease showed itself; silent: found by chance, or with symptoms that aren't typical of it."""

    ATTACK = "attack"
    PROGRESSION = "progression"
    SILENT = "silent"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    regions_for_space: int = choice(2, "Involved regions, of five, that show dissemination in space.", minimum=1)
    regions_without_time: int = choice(4, "Involved regions from which nothing else is needed.", minimum=2)
    least_periventricular: int = choice(1, "Periventricular lesions from which that region is involved.", minimum=1)
    central_veins: int = choice(6, "Lesions with a central vein from which the sign is positive.", minimum=1)
    majority_below_lesions: int = choice(10, "Below so many judged lesions, most must have a central vein instead.")
    paramagnetic_rims: int = choice(1, "Lesions with a paramagnetic rim from which that marker is positive.", minimum=1)
    kappa_index_from: Decimal = choice(Decimal("6.1"), "Least kappa free light chain index of a positive spinal fluid.")
    progression_days: int = choice(365, "Least duration of progression for the progressive form.", "days", 1)
    cord_lesions: int = choice(2, "Spinal cord lesions that stand for two regions in progression.", minimum=1)
    support_from_years: Decimal = choice(Decimal(50), "Age from which further support is asked for.", "years")
    support_needed: bool = choice(True, "Without that support the diagnosis is not established.")


@dataclass(frozen=True)
class TimePoint(Visit):
    """One visit. Each test of the optic nerve: did it show typical damage? Empty when it was not done."""

    presentation: Presentation = code("Presentation", Presentation, required=True)
    age_years: Decimal | None = number("Age", unit="years", maximum=120, required=True)
    vascular_risk: bool | None = boolean("Vascular disease or risk, or migraine", default=None, required=True)
    optic_nerve_mri: bool | None = boolean("Optic nerve involved on MRI", default=None, group="Optic nerve")
    optic_nerve_oct: bool | None = boolean("Optic nerve involved by OCT", default=None)
    optic_nerve_vep: bool | None = boolean("Optic nerve involved by VEP", default=None)
    kappa_index: Decimal | None = number("Kappa free light chain index", maximum=10000, group="Spinal fluid")
    lesions_with_vein: int | None = integer("Lesions with a central vein", maximum=500, group="Signs of the lesions")
    lesions_without_vein: int | None = integer("Judged lesions without one", maximum=500)
    lesions_with_rim: int | None = integer("Lesions with a paramagnetic rim", maximum=500)


@dataclass(frozen=True)
class Assessment(Answer):
    """The shared answer, the two markers on MRI, and whether further support was asked for (and found)."""

    central_veins: bool | None
    paramagnetic_rims: bool | None
    support_asked: bool
    support_found: bool | None
