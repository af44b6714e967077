"""The words of a RAMRIS reading: bones, joints, joint spaces and tendons of one hand, each with its scores."""

from dataclasses import dataclass
from enum import StrEnum

from centralis.core.criteria.fields import choice, day, integer, rows, text


class Coverage(StrEnum):
    """Which sites are scored."""

    HAND = "wrist_and_fingers"
    WRIST = "wrist"
    FINGERS = "fingers"


@dataclass(frozen=True)
class Parameters:
    """The trial's choices."""

    coverage: Coverage = choice(Coverage.HAND, "The sites that are scored.")
    tenosynovitis: bool = choice(True, "Whether tenosynovitis is scored.")


@dataclass(frozen=True)
class Bone:
    """A bone: erosion by tenths of the assessed volume (fused bone is 10), osteitis by thirds."""

    id: str = text("Bone", required=True)
    erosion: int | None = integer("Erosion", maximum=10)
    osteitis: int | None = integer("Osteitis", maximum=3)


@dataclass(frozen=True)
class Joint:
    """A joint: synovitis by thirds of the greatest enhancing volume."""

    id: str = text("Joint", required=True)
    synovitis: int | None = integer("Synovitis", maximum=3)


@dataclass(frozen=True)
class Space:
    """A joint space: narrowing from 0 to 4, which is ankylosis."""

    id: str = text("Joint space", required=True)
    narrowing: int | None = integer("Narrowing", maximum=4)


@dataclass(frozen=True)
class Tendon:
    """A tendon or compartment: tenosynovitis by the greatest width of fluid or enhancement."""

    id: str = text("Tendon", required=True)
    tenosynovitis: int | None = integer("Tenosynovitis", maximum=3)


@dataclass(frozen=True)
class TimePoint:
    """One hand on one day; a site that can't be judged stays empty."""

    day: int = day()
    bones: tuple[Bone, ...] = rows("Bones", Bone, row="bone")
    joints: tuple[Joint, ...] = rows("Joints", Joint, row="joint")
    spaces: tuple[Space, ...] = rows("Joint spaces", Space, row="joint space")
    tendons: tuple[Tendon, ...] = rows("Tendons", Tendon, row="tendon")


@dataclass(frozen=True)
class Assessment:
    """The total of each domain; None when one of its sites was not scored. `change` from the first reading."""

    day: int
    erosion: int | None
    osteitis: int | None
    synovitis: int | None
    narrowing: int | None
    tenosynovitis: int | None
    erosion_change: int | None
    rule: str
    sentence: str
