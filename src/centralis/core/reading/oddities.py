"""What is odd about a series beyond how its slices lie, told to the reader; and whether its values may be told at all.

Values (Hounsfield units, SUV) are stored values through Rescale Slope and Intercept. Where a table stands there (PS3.3
C.11.1), or where a JPEG 2000 stream and its header contradict each other about signed values (PS3.5 8.2.4), a number
made so could be wrong: then none is given, and windows by name are not offered. The picture is shown all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
_MODALITY_LUT, _SIGNED, _ASPECT = "00283000", "00280103", "00280034"
_J2K_START = b"\xff\x4f\xff\x51"
_J2K_SIGN_BYTE = 42
_SIGN_BIT = 0x80
STREAM_START_BYTES = 64
"""How much of a compressed frame tells whether its values are signed."""


@dataclass(frozen=True, slots=True)
class Oddities:
    """Warnings in the reader's words; `has_values`: the values may be told as numbers with a unit."""

    warnings: tuple[str, ...]
    has_values: bool


def find_oddities(
    models: Sequence[Json], is_placed: Sequence[bool], streams_signed: Sequence[bool | None], unreadable: int = 0
) -> Oddities:
    """Look at every frame's attributes (DICOM JSON), whether it is placed, and what its compressed stream says.

    `unreadable`: how many objects of the series have no header that can be read; they are not among the frames.
    """
    warnings = []
    if unreadable:
        are = "1 image can't be read and is" if unreadable == 1 else f"{unreadable} images can't be read and are"
        warnings.append(f"{are} left out; a lesion there is not seen.")
    if any(is_placed) and not all(is_placed):
        warnings.append("Some images do not say where in the patient they lie.")
    doubts = []
    if any(_MODALITY_LUT in one for one in models):
        doubts.append("Values go through a table (Modality LUT) that is not applied here")
    if any(
        signed is not None and signed != bool(_first(one, _SIGNED))
        for one, signed in zip(models, streams_signed, strict=True)
    ):
        doubts.append("Header and compressed stream contradict each other about signed values")
    warnings += [f"{one}: no values are told." for one in doubts]
    if any(aspect_of(one) not in (None, 1.0) for one in models):
        warnings.append("The pixels are not square: drawn in their proportions.")
    return Oddities(tuple(warnings), not doubts)


def _first(model: Json, tag: str) -> Any:
    values = model.get(tag, {}).get("Value") or [None]
    return values[0]


def aspect_of(model: Json) -> float | None:
    """How much higher than wide a pixel is, by Pixel Aspect Ratio (PS3.3 C.7.6.3.1.7); None where it is not told."""
    told = model.get(_ASPECT, {}).get("Value") or []
    if len(told) != 2 or not all(isinstance(one, int | float) and one > 0 for one in told):
        return None
    return float(told[0]) / float(told[1])


def is_stream_signed(start: bytes) -> bool | None:
    """Whether a JPEG 2000 code stream says that its values are signed (Ssiz, ITU-T T.800 A.5.1); None for others."""
    if not start.startswith(_J2K_START) or len(start) <= _J2K_SIGN_BYTE:
        return None
    return bool(start[_J2K_SIGN_BYTE] & _SIGN_BIT)
