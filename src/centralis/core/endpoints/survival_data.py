"""Times to an event as survival methods take them: checked once, then trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from centralis.core.endpoints.method import StatisticsError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_GROUPS = 50
MOST_STRATA = 10_000


@dataclass(frozen=True, eq=False)
class SurvivalData:
    """Right-censored times, one a subject. `time` in any one unit, `is_event` False where censored; shapes (n,).

    `group` and `stratum` are indexes into `groups` and `strata`, which are sorted: as numbers where all of them are
    numbers, else as words. The first group is the reference. Times are tied when they are the same number.
    """

    time: Floats
    is_event: NDArray[np.bool_]
    group: Integers
    stratum: Integers
    groups: tuple[str, ...]
    strata: tuple[str, ...]

    @property
    def n(self) -> int:
        return int(self.time.size)

    @property
    def events(self) -> int:
        return int(self.is_event.sum())

    def of_group(self, index: int) -> "SurvivalData":
        """One group's subjects alone, as a data set of one group."""
        rows = self.group == index
        return SurvivalData(
            self.time[rows],
            self.is_event[rows],
            np.zeros(int(rows.sum()), dtype=np.int64),
            self.stratum[rows],
            (self.groups[index],),
            self.strata,
        )


def check_survival_data(
    time: ArrayLike, is_event: ArrayLike, group: Sequence[str] | None = None, stratum: Sequence[str] | None = None
) -> SurvivalData:
    """Times as the methods take them.

    Raises StatisticsError for no subjects, unequal lengths, times that are negative or no numbers, events that are
    neither 0 nor 1, more than 50 groups and more than 10,000 strata.
    """
    times = np.asarray(time, dtype=np.float64)
    events = np.asarray(is_event)
    if times.ndim != 1 or times.size == 0:
        raise StatisticsError("There are no times; expected one time for each of at least one subject.")
    for what, values in (("events", events), ("groups", group), ("strata", stratum)):
        if values is not None and len(values) != times.size:
            raise StatisticsError(f"There are {times.size} times and {len(values)} {what}; expected one each.")
    bad = ~np.isfinite(times) | (times < 0)
    if bad.any():
        index = int(np.argmax(bad))
        raise StatisticsError(f"Subject {index + 1} has the time {times[index]}; expected a number of 0 or more.")
    if not np.isin(events, (0, 1)).all():
        raise StatisticsError("An event is neither 1 (it happened) nor 0 (censored).")
    groups, group_index = _levels(group, times.size)
    strata, stratum_index = _levels(stratum, times.size)
    if len(groups) > MOST_GROUPS:
        raise StatisticsError(f"There are {len(groups)} groups, more than {MOST_GROUPS}; is the column a group?")
    if len(strata) > MOST_STRATA:
        raise StatisticsError(f"There are {len(strata)} strata, more than {MOST_STRATA}; is the column a stratum?")
    return SurvivalData(times, events.astype(bool), group_index, stratum_index, groups, strata)


def _levels(names: Sequence[str] | None, size: int) -> tuple[tuple[str, ...], Integers]:
    """The distinct names in order, and where each subject's stands among them."""
    if names is None:
        return ("all",), np.zeros(size, dtype=np.int64)
    distinct = _ordered(set(names))
    places = {name: index for index, name in enumerate(distinct)}
    return tuple(distinct), np.fromiter((places[name] for name in names), dtype=np.int64, count=size)


def _ordered(names: set[str]) -> list[str]:
    try:
        return sorted(names, key=lambda name: (float(name), name))
    except ValueError:
        return sorted(names)
