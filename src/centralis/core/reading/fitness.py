"""What a series is fit for: measuring in its slices, and being cut anew in other planes (MPR).

Decided here and not by a viewer, which would put tilted or uneven slices into one grid without a word and so show and
measure lengths that are not the patient's. Measuring needs a calibrated spacing (`core.measurement.spacing`), pixels
without loss and an image that is not itself made from other images. Cutting anew needs one stack of parallel slices,
evenly spaced, without gaps, doubles or gantry tilt. A series that is not fit is still shown, with the reason. A trial
may allow measuring on lossy or derived images (`MEASURING_ALLOWED`); the pane's label then says so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from centralis.core.acquisition.geometry import Plane, stack_of
from centralis.core.measurement.spacing import Source, Spacing

MOST_TILT_DEGREES = 0.5
"""Beyond this the slices are shifted against each other by more than 1 % of their distance."""
LEAST_SLICES = 3
LOSSY, DERIVED = "lossy", "derived"
MEASURING_ALLOWED = {
    LOSSY: "compressed with loss: edges may be moved",
    DERIVED: "computed from other images",
}
"""Kinds of image that a trial's definition may allow measuring on, and what the pane's label says of them then."""


@dataclass(frozen=True, slots=True)
class FramePlace:
    """One frame as far as fitness goes: place (mm) and size; empty where the image does not say."""

    position_mm: tuple[float, ...]
    orientation: tuple[float, ...]
    spacing_mm: tuple[float, ...]
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Fitness:
    """What a viewer may offer for a series; `reasons` say what it may not and why, `warnings` what to look out for."""

    is_measurable: bool
    is_reformattable: bool
    is_calibrated: bool
    label: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


def derive_fitness(
    frames: Sequence[FramePlace],
    spacing: Spacing,
    image_type: Sequence[str] = (),
    *,
    is_lossy: bool = False,
    allowed: Collection[str] = (),
) -> Fitness:
    """Decide for a series from all its frames, and from the spacing and kind of its first image.

    `allowed`: what of `MEASURING_ALLOWED` the trial's definition allows measuring on.
    """
    kinds = _kinds(image_type, is_lossy)
    no_measure = _against_measuring(spacing, [one for one in kinds if one not in allowed])
    no_cut, warnings = _against_cutting(frames)
    told = [f"Measuring allowed by the trial on images {MEASURING_ALLOWED[one]}" for one in kinds if one in allowed]
    by_region = spacing.source is Source.NONE and "region" in spacing.reason
    calibrated = "Calibrated: ultrasound regions, each with its scale" if by_region else f"Calibrated: {spacing.label}"
    return Fitness(
        is_measurable=not no_measure,
        is_reformattable=not no_cut,
        is_calibrated=spacing.is_calibrated or by_region,
        label=calibrated if spacing.is_calibrated or by_region else f"Uncalibrated: {spacing.label}",
        reasons=(
            *(f"Measuring is off: {one}" for one in no_measure),
            *(f"Other planes are off: {one}" for one in no_cut),
        ),
        warnings=(*told, *warnings),
    )


def _kinds(image_type: Sequence[str], is_lossy: bool) -> list[str]:
    """What of `MEASURING_ALLOWED` the images are; value 1 and 2 of Image Type (PS3.3 C.7.6.1.1.2)."""
    is_derived = [one.upper() for one in image_type[:2]] == ["DERIVED", "SECONDARY"]
    return [*([LOSSY] if is_lossy else []), *([DERIVED] if is_derived else [])]


def _against_measuring(spacing: Spacing, kinds: Collection[str]) -> list[str]:
    found = []
    if not spacing.is_calibrated and not (spacing.source is Source.NONE and "region" in spacing.reason):
        found.append(spacing.reason)
    if LOSSY in kinds:
        found.append("The images were compressed with loss, which moves edges.")
    if DERIVED in kinds:
        found.append("The images were computed from other images; measure on those.")
    return found


def _against_cutting(frames: Sequence[FramePlace]) -> tuple[list[str], tuple[str, ...]]:
    """Why a series is no volume, and what is odd about its stack of slices all the same."""
    placed = [one for one in frames if len(one.position_mm) == 3 and len(one.orientation) == 6]
    if len(placed) < len(frames) or not placed:
        return ["Some images do not say where in the patient they lie."], ()
    if len(frames) < LEAST_SLICES:
        return [f"It has {len(frames)} slices; at least {LEAST_SLICES} make a volume."], ()
    sizes = {(one.rows, one.columns, tuple(round(part, 4) for part in one.spacing_mm)) for one in frames}
    planes = [Plane((one.position_mm[0], one.position_mm[1], one.position_mm[2]), one.orientation) for one in placed]
    stack = stack_of(planes)
    if stack is None or not stack.parallel:
        return ["Its slices are not parallel."], ("The slices are not parallel to each other.",)
    reasons, warnings = [], []
    if len(sizes) > 1:
        reasons.append("Its images differ in size or in pixel spacing.")
        warnings.append("The images differ in size or in pixel spacing.")
    if stack.tilt_deg > MOST_TILT_DEGREES:
        reasons.append(f"The gantry was tilted by {stack.tilt_deg:.1f}°.")
        warnings.append(f"Gantry tilt of {stack.tilt_deg:.1f}°.")
    if stack.doubled:
        reasons.append(f"{stack.doubled} slices lie where another lies.")
        warnings.append(f"{stack.doubled} slices lie where another lies: several passes in one series.")
    if stack.missing:
        reasons.append(f"{stack.missing} slices are missing.")
        warnings.append(f"{stack.missing} slices are missing; a lesion there is not seen.")
    elif stack.irregular:
        reasons.append("Its slices are not evenly spaced.")
        warnings.append("The slices are not evenly spaced.")
    return reasons, tuple(warnings)
