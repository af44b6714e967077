"""Discordance of progression: site against central review, or reader against reader.

Early and late discrepancy rates: Amit O, Mannino F, Stone AM et al, Blinded independent central review of progression
in cancer clinical trials, Eur J Cancer 2011;47:1772-1778 (the PhRMA working group), as FDA brought them to its
Oncologic Drugs Advisory Committee of 24 July 2012. With a = both declare progression (a1 on the same day, a2 the first
later, a3 the first earlier), b = the first alone, c = the second alone, d = neither:

    EDR = (b + a3) / (a + b)            LDR = (c + a2) / (b + c + a2 + a3)

The first is the site (local evaluation), the second the central review. Between arms, EDR of the experimental arm
below that of the control arm, or LDR above it, hints that the site favours the experimental arm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from centralis.core.agreement.ratings import AgreementError
from centralis.core.endpoints.response import Rate, compute_rate


@dataclass(frozen=True, slots=True)
class ProgressionPair:
    """One subject's day of progression (since the trial's anchor) by two evaluations; None: no progression seen."""

    subject: str
    first_day: int | None
    second_day: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """A rate of subjects with exact limits, or the reason why there is none."""

    rate: Rate | None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        if self.rate is None:
            return {"rate": None, "reason": self.reason}
        one = self.rate
        return {"rate": one.rate, "ci": [one.lower, one.upper], "count": one.responders, "of": one.subjects}


@dataclass(frozen=True, slots=True)
class Discordance:
    """The table of two evaluations of progression, and its rates.

    `discordant`: subjects in b, c, a2 or a3. `discordant_status`: b or c among all (whether, not when).
    """

    both_same_day: int
    first_later: int
    first_earlier: int
    first_alone: int
    second_alone: int
    neither: int
    tolerance_days: int
    early: Share
    late: Share
    discordant_status: Share
    discordant: tuple[str, ...]

    @property
    def subjects(self) -> int:
        both = self.both_same_day + self.first_later + self.first_earlier
        return both + self.first_alone + self.second_alone + self.neither

    def to_json(self) -> dict[str, Any]:
        return {
            "subjects": self.subjects,
            "a1_same_day": self.both_same_day,
            "a2_first_later": self.first_later,
            "a3_first_earlier": self.first_earlier,
            "b_first_alone": self.first_alone,
            "c_second_alone": self.second_alone,
            "d_neither": self.neither,
            "early_discrepancy_rate": self.early.to_json(),
            "late_discrepancy_rate": self.late.to_json(),
            "discordant_status": self.discordant_status.to_json(),
            "discordant": list(self.discordant),
        }


@dataclass(frozen=True, slots=True)
class ArmDifference:
    """Experimental minus control; None where an arm has no rate. `sentence` says which way it points."""

    early: float | None
    late: float | None
    sentence: str


def compare_progression(pairs: Sequence[ProgressionPair], tolerance_days: int = 0, level: float = 0.95) -> Discordance:
    """Early and late discrepancy rates with exact limits. Days up to `tolerance_days` apart count as the same.

    Raises AgreementError for no subjects, a subject who stands twice, and a tolerance below 0.
    """
    _check(pairs, tolerance_days)
    same = later = earlier = first_alone = second_alone = neither = 0
    discordant = []
    for one in pairs:
        if one.first_day is None or one.second_day is None:
            first_alone += one.first_day is not None
            second_alone += one.second_day is not None
            neither += one.first_day is None and one.second_day is None
            is_alike = one.first_day == one.second_day
        else:
            apart = one.first_day - one.second_day
            is_alike = abs(apart) <= tolerance_days
            same += is_alike
            later += not is_alike and apart > 0
            earlier += not is_alike and apart < 0
        if not is_alike:
            discordant.append(one.subject)
    declared = same + later + earlier + first_alone
    unlike = first_alone + second_alone + later + earlier
    return Discordance(
        both_same_day=same,
        first_later=later,
        first_earlier=earlier,
        first_alone=first_alone,
        second_alone=second_alone,
        neither=neither,
        tolerance_days=tolerance_days,
        early=derive_share(first_alone + earlier, declared, level, "The first evaluation declared no progression."),
        late=derive_share(second_alone + later, unlike, level, "No subject is discordant."),
        discordant_status=derive_share(first_alone + second_alone, len(pairs), level, "There are no subjects."),
        discordant=tuple(discordant),
    )


def compare_arms(experimental: Discordance, control: Discordance) -> ArmDifference:
    """Differential discordance of two arms: a hint of evaluation bias, not a test of it (Amit 2011, section 3)."""
    early = _difference(experimental.early, control.early)
    late = _difference(experimental.late, control.late)
    if early is None or late is None:
        return ArmDifference(early, late, "An arm has no rate, so the arms cannot be compared.")
    favours = [word for word, is_so in (("early", early < 0), ("late", late > 0)) if is_so]
    told = f"Early rate {100 * early:+.1f} %, late rate {100 * late:+.1f} % (experimental minus control): "
    if not favours:
        return ArmDifference(early, late, told + "neither points to evaluation in favour of the experimental arm.")
    which = " and ".join(favours)
    return ArmDifference(
        early, late, f"{told}the {which} rate may point to evaluation in favour of the experimental arm."
    )


def derive_share(count: int, of: int, level: float, reason: str) -> Share:
    """A rate with exact limits, or the reason where there is nothing to divide by."""
    return Share(compute_rate(count, of, level)) if of else Share(None, reason)


def _difference(one: Share, other: Share) -> float | None:
    return None if one.rate is None or other.rate is None else one.rate.rate - other.rate.rate


def _check(pairs: Sequence[ProgressionPair], tolerance_days: int) -> None:
    if not pairs:
        raise AgreementError("There are no subjects; discordance compares two evaluations of each subject.")
    if tolerance_days < 0:
        raise AgreementError(f"The tolerance is {tolerance_days} days; expected 0 or more.")
    seen: set[str] = set()
    for one in pairs:
        if one.subject in seen:
            raise AgreementError(f"Subject {one.subject} stands twice; one pair of evaluations each.")
        seen.add(one.subject)
