"""Do the slices make a whole: count, gaps, doubles, tilt, thickness, pixel size, field of view."""

from collections.abc import Iterator

from centralis.core.acquisition.facts import SeriesFacts
from centralis.core.acquisition.outcome import Outcome, judged
from centralis.core.acquisition.registry import Case, check, each_series, ruled
from centralis.core.acquisition.requirements import SeriesRequirement, Severity
from centralis.core.acquisition.rules import evaluate

TILT_LIMIT_DEG = 1.0
"""Above this a straight volume would be sheared by a millimetre in six centimetres; a charter may set its own limit."""


@check("slice-count", "1", Severity.MAJOR, "There are as many slices, over such a length, as the charter asks.",
       ("slices", "extent_mm"))  # fmt: skip
def slice_count(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rules on the number of slices and the length covered."""
    yield from ruled(case, ("slices", "extent_mm"))


@check("slice-gaps", "1", Severity.MAJOR, "No slice is missing and the spacing is even: a hole can hide a lesion.")
def slice_gaps(case: Case) -> Iterator[Outcome]:
    """Fail for holes of more than one and a half spacings and for uneven spacing (see `core.acquisition.geometry`)."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        stack = series.stack
        if stack is None or stack.spacing_mm is None or len(stack.positions_mm) < 3:
            seen = 0 if stack is None else len(stack.positions_mm)
            if stack is not None and not stack.parallel:
                yield judged(False, "parallel slices at even spacing", "slices in several directions")
            else:
                yield judged(None, "even spacing, no slice missing", f"{seen} slice positions: too few to tell")
            return
        evidence = (
            ("usual spacing mm", f"{stack.spacing_mm:.3f}"),
            ("smallest mm", f"{min(stack.spacings_mm):.3f}"),
            ("largest mm", f"{max(stack.spacings_mm):.3f}"),
            ("missing", str(stack.missing)),
        )
        if stack.missing:
            said = f"{stack.missing} slice{'s' * (stack.missing != 1)} missing"
        else:
            low, high = min(stack.spacings_mm), max(stack.spacings_mm)
            said = f"uneven spacing, {low:.2f} to {high:.2f} mm" if stack.irregular else "even, none missing"
        yield judged(not stack.missing and not stack.irregular, "even spacing, no slice missing", said, evidence)

    yield from each_series(case, look)


@check("duplicate-positions", "1", Severity.MAJOR, "No two slices lie at the same place: doubles break volumes.")
def duplicate_positions(case: Case) -> Iterator[Outcome]:
    """Echoes, phases and b-values at one place are not doubles."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        if series.stack is None:
            yield judged(None, "each place once", "slice positions not recorded")
        else:
            doubled = series.stack.doubled
            evidence = (("places", str(len(series.stack.positions_mm))), ("slices", str(series.slices)))
            yield judged(not doubled, "each place once", f"{doubled} doubled", evidence)

    yield from each_series(case, look)


@check("gantry-tilt", "1", Severity.MINOR, "The gantry was not tilted: sheared slices must be resampled first.",
       ("gantry_tilt_deg",))  # fmt: skip
def gantry_tilt(case: Case) -> Iterator[Outcome]:
    """The charter's rule if there is one, else one degree; looked at for CT alone."""

    def look(wanted: SeriesRequirement, series: SeriesFacts) -> Iterator[Outcome]:
        rule = wanted.rule("gantry_tilt_deg")
        if rule is not None:
            yield evaluate(rule, series)
        elif series.modality == "CT":
            tilts = series.values("gantry_tilt_deg")
            worst = tilts[-1] if tilts else None
            observed = "not recorded" if worst is None else f"{worst:g} degrees"
            holds = None if worst is None else worst <= TILT_LIMIT_DEG
            yield judged(holds, f"at most {TILT_LIMIT_DEG:g} degree", observed)

    yield from each_series(case, look)


@check("slice-thickness", "1", Severity.MAJOR, "Slices are as thin as the charter asks.", ("slice_thickness_mm",))
def slice_thickness(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rule on thickness."""
    yield from ruled(case, ("slice_thickness_mm",))


@check("slice-spacing", "1", Severity.MAJOR, "Slices touch or overlap as the charter asks.",
       ("slice_gap_mm", "slice_spacing_mm"))  # fmt: skip
def slice_spacing(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rules on the gap between slices and their spacing, both from positions."""
    yield from ruled(case, ("slice_gap_mm", "slice_spacing_mm"))


@check("pixel-spacing", "1", Severity.MINOR, "Pixels are as small as the charter asks.",
       ("pixel_spacing_mm", "rows", "columns"))  # fmt: skip
def pixel_spacing(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rules on pixel spacing and matrix."""
    yield from ruled(case, ("pixel_spacing_mm", "rows", "columns"))


@check("field-of-view", "1", Severity.MINOR, "The field of view is as the charter asks.", ("field_of_view_mm",))
def field_of_view(case: Case) -> Iterator[Outcome]:
    """Hold the charter's rule on the smaller side of the image."""
    yield from ruled(case, ("field_of_view_mm",))
