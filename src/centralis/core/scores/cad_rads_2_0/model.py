"""The words of a coronary CT angiography: stenosis by vessel, plaque burden, and what modifies the category."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from centralis.core.criteria.fields import boolean, choice, code, day, integer, number, rows


class Vessel(StrEnum):
    """The four arteries the category counts."""

    LEFT_MAIN = "LM"
    DESCENDING = "LAD"
    CIRCUMFLEX = "LCX"
    RIGHT = "RCA"


class State(StrEnum):
    """Whether the whole vessel can be judged."""

    JUDGED = "judged"
    PARTLY = "partly_non_diagnostic"
    NON_DIAGNOSTIC = "non_diagnostic"


class Ischaemia(StrEnum):
    """What CT-FFR or CT perfusion shows; they are not combined here."""

    NOT_DONE = "not_done"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    BORDERLINE = "borderline"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices; the defaults are the published ones."""

    left_main_from_percent: Decimal = choice(Decimal(50), "Least left main stenosis of category 4B.", "%")
    severe_from_percent: Decimal = choice(Decimal(70), "Least severe stenosis.", "%")
    high_risk_features: int = choice(2, "High-risk plaque features from which HRP is added.")
    extensive_from_calcium: int = choice(1000, "Least Agatston score of plaque category P4.")


_JUDGED = {"state": ("judged", "partly_non_diagnostic")}


@dataclass(frozen=True)
class Artery:
    """One artery: its worst stenosis in percent of the diameter, and whether it holds plaque."""

    id: Vessel = code("Artery", Vessel, required=True)
    state: State = code("State", State, required=True)
    stenosis_percent: Decimal | None = number(
        "Worst stenosis", unit="%", maximum=100, needed_when=_JUDGED, only_when=_JUDGED
    )
    plaque: bool = boolean("Plaque", only_when=_JUDGED)


@dataclass(frozen=True)
class TimePoint:
    """One examination. Plaque burden by the calcium score or by the segment involvement score; the worse counts."""

    day: int = day()
    arteries: tuple[Artery, ...] = rows("Arteries", Artery, row="artery")
    calcium_score: Decimal | None = number("Agatston score", maximum=20000)
    involved_segments: int | None = integer("Segments with plaque", maximum=16)
    spotty_calcium: bool = boolean("Spotty calcium")
    low_attenuation: bool = boolean("Low-attenuation plaque, below 30 HU")
    positive_remodelling: bool = boolean("Positive remodelling")
    napkin_ring: bool = boolean("Napkin-ring sign")
    ischaemia: Ischaemia = code("Ischaemia by CT", Ischaemia, default=Ischaemia.NOT_DONE)
    stent: bool = boolean("Stent")
    graft: bool = boolean("Bypass graft")
    exception: bool = boolean("Other cause: dissection, anomaly, aneurysm, fistula, compression")


@dataclass(frozen=True)
class Assessment:
    """The category as it is reported, and its parts."""

    day: int
    category: str
    plaque: str
    modifiers: tuple[str, ...]
    reported: str
    worst_percent: Decimal | None
    worst_artery: str
    rule: str
    sentence: str
