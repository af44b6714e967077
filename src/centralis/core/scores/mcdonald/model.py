"""The words both McDonald editions use for a visit: regions of the central nervous system, attacks, spinal fluid."""

from dataclasses import dataclass
from enum import StrEnum

from centralis.core.criteria.fields import boolean, code, day, integer, rows


class Region(StrEnum):
    """The four regions imaged for dissemination in space."""

    PERIVENTRICULAR = "periventricular"
    CORTICAL = "cortical_juxtacortical"
    INFRATENTORIAL = "infratentorial"
    CORD = "spinal_cord"


class State(StrEnum):
    """Whether the region was imaged well enough to count lesions."""

    JUDGED = "judged"
    NOT_EVALUABLE = "not_evaluable"


class Csf(StrEnum):
    """Oligoclonal bands in the spinal fluid that the serum doesn't show."""

    NOT_DONE = "not_done"
    POSITIVE = "positive"
    NEGATIVE = "negative"


_JUDGED = {"state": ("judged",)}


@dataclass(frozen=True)
class RegionFinding:
    """The lesions of one region on one day. `enhancing` None: no contrast agent; `new_lesions` None: not compared."""

    id: Region = code("Region", Region, required=True)
    state: State = code("State", State, required=True)
    t2_lesions: int | None = integer(
        "T2 lesions", maximum=500, needed_when=_JUDGED, only_when=_JUDGED,
        help="Typical lesions of at least 3 mm in the long axis, symptomatic or not.",
    )  # fmt: skip
    enhancing: int | None = integer(
        "Of these, enhancing", maximum=500, only_when=_JUDGED, help="Leave empty when no contrast agent was given."
    )
    new_lesions: int | None = integer(
        "New since the first scan", maximum=500, only_when=_JUDGED, help="T2 or enhancing; only on follow-up scans."
    )


@dataclass(frozen=True)
class Visit:
    """What both editions ask on one day. `attacks` counts all clinical attacks up to this day."""

    day: int = day()
    regions: tuple[RegionFinding, ...] = rows("Regions", RegionFinding, row="region")
    better_explanation: bool | None = boolean(
        "Another diagnosis explains the findings better", default=None, required=True
    )
    attacks: int | None = integer(
        "Clinical attacks so far", minimum=1, maximum=200, needed_when={"presentation": ("attack",)},
        only_when={"presentation": ("attack",)},
    )  # fmt: skip
    progression_days: int | None = integer(
        "Days of progression so far", unit="day", maximum=36525, needed_when={"presentation": ("progression",)},
        only_when={"presentation": ("progression",)},
    )  # fmt: skip
    csf_bands: Csf = code("Oligoclonal bands in spinal fluid only", Csf, default=Csf.NOT_DONE)


class Diagnosis(StrEnum):
    """What the criteria say on a day; open: an examination that was not told could still decide."""

    ESTABLISHED = "multiple_sclerosis"
    NOT_ESTABLISHED = "not_established"
    OPEN = "open"


@dataclass(frozen=True)
class Answer:
    """What one day shows. None in place of yes or no: not shown, yet not excluded by what was told."""

    day: int
    diagnosis: Diagnosis
    regions: tuple[str, ...]
    dissemination_in_space: bool | None
    dissemination_in_time: bool | None
    csf_positive: bool | None
    rule: str
    sentence: str
