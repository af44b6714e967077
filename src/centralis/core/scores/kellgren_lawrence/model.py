"""The words of a Kellgren-Lawrence reading: joints, their four features, and the grade the reader gives."""

from dataclasses import dataclass
from enum import StrEnum

from centralis.core.criteria.fields import choice, code, day, integer, rows, text


class State(StrEnum):
    """Whether the joint can be graded on this image."""

    GRADED = "graded"
    NOT_EVALUABLE = "not_evaluable"


class Osteophytes(StrEnum):
    """Osteophytes, the least first."""

    NONE = "none"
    POSSIBLE = "possible"
    DEFINITE = "definite"
    MULTIPLE = "multiple"
    LARGE = "large"


class Narrowing(StrEnum):
    """Narrowing of the joint space, the least first."""

    NONE = "none"
    DOUBTFUL = "doubtful"
    POSSIBLE = "possible"
    DEFINITE = "definite"
    MARKED = "marked"


class Sclerosis(StrEnum):
    """Sclerosis of the subchondral bone, the least first."""

    NONE = "none"
    SOME = "some"
    SEVERE = "severe"


class Deformity(StrEnum):
    """Deformity of the bone ends, the least first."""

    NONE = "none"
    POSSIBLE = "possible"
    DEFINITE = "definite"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices."""

    osteoarthritis_from_grade: int = choice(2, "The grade from which a joint counts as osteoarthritic.")


_GRADED = {"state": ("graded",)}


@dataclass(frozen=True)
class Joint:
    """One joint on one radiograph. The features are optional; told, they are held against the grade."""

    id: str = text("Joint", required=True, fixed=True, help="Such as right knee.")
    state: State = code("State", State, required=True)
    grade: int | None = integer("Grade", maximum=4, needed_when=_GRADED, only_when=_GRADED)
    osteophytes: Osteophytes | None = code("Osteophytes", Osteophytes, only_when=_GRADED, rare=True)
    narrowing: Narrowing | None = code("Joint space narrowing", Narrowing, only_when=_GRADED, rare=True)
    sclerosis: Sclerosis | None = code("Sclerosis", Sclerosis, only_when=_GRADED, rare=True)
    deformity: Deformity | None = code("Deformity of bone ends", Deformity, only_when=_GRADED, rare=True)


@dataclass(frozen=True)
class TimePoint:
    """The joints graded on one day."""

    day: int = day()
    joints: tuple[Joint, ...] = rows("Joints", Joint, row="joint", prefix="J", carried=True)


@dataclass(frozen=True)
class JointGrade:
    """The grade of a joint, None when it can't be graded, and the rule that describes it."""

    id: str
    grade: int | None
    osteoarthritis: bool | None
    rule: str


@dataclass(frozen=True)
class Assessment:
    """The grades of one day; `worst_grade` is None as soon as one joint of the baseline could not be graded."""

    day: int
    joints: tuple[JointGrade, ...]
    worst_grade: int | None
    osteoarthritis: int
    rule: str
    sentence: str
