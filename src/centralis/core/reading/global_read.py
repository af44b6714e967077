"""The global read: what a reader states of a whole case once every time point is signed, and whether it can stand.

A reader sees all time points at once and states the best overall response and the time point of progression; where that
is not what follows from the reader's own time points, a reason is needed. The time points stay as they were signed.
FDA, Clinical Trial Imaging Endpoint Process Standards (2018), section on locked and global reads; requirement IMG-11.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CaseStatement:
    """What a whole case comes to: the best overall response, and the number of the time point at which progression is
    shown (the baseline is 1; None: at none)."""

    best_overall_response: str
    progression_at: int | None = None


def find_faults(
    stated: CaseStatement,
    derived: CaseStatement,
    reason: str,
    points: int,
    codes: Sequence[str],
    progression: Sequence[str],
) -> tuple[str, ...]:
    """Why a statement can't be signed, a sentence each; empty when it can.

    points: how many time points the case has; codes: every response of the criterion; progression: those of them that
    show progression.
    """
    found: list[str] = []
    if stated.best_overall_response not in codes:
        found.append("Choose the best overall response.")
    if stated.progression_at is not None and not 1 < stated.progression_at <= points:
        found.append("Choose the time point of progression among those after the baseline, or none.")
    if stated.best_overall_response in progression and stated.progression_at is None:
        found.append("A best response of progression is shown at a time point: say at which.")
    if stated != derived and not reason.strip():
        found.append("This is not what your time points come to: say why.")
    return tuple(found)
