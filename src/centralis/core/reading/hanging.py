"""Hanging protocols: which series of which time point stands in which pane, with which window, link and tools.

A protocol holds for an exam by modality, body region and whether it is the baseline; the first one of the list that
holds is taken. Each of its cells names a time point and picks one of its series by what a blinded reader may know or by
what QC matched; of what the rule sees only the choice leaves the server. FDA, Clinical Trial Imaging Endpoint Process
Standards (2018), image display; DICOM PS3.3 C.23 is the idea's origin. Thickness in mm, windows in rescaled units (HU).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from centralis.core.acquisition.assignment import phase_of
from centralis.core.acquisition.facts import SeriesFacts
from centralis.core.acquisition.parameters import REGIONS
from centralis.core.acquisition.requirements import Range, SeriesRequirement


class TimePoint(StrEnum):
    """Which time point a cell shows."""

    CURRENT = "current"
    PRIOR = "prior"
    BASELINE = "baseline"
    NADIR = "nadir"


class Kind(StrEnum):
    """Value 1 of Image Type: pixels as acquired, or computed from other images (PS3.3 C.7.6.1.1.2)."""

    ORIGINAL = "original"
    DERIVED = "derived"


class Part(StrEnum):
    """Of which part of a case a protocol is: the first time point, or those after it."""

    BASELINE = "baseline"
    FOLLOW_UP = "follow_up"


TOOLS = (
    "window", "scroll", "pan", "zoom", "length", "bidirectional", "ellipse", "freehand", "angle", "mask",
)  # fmt: skip
"""What a reader's left mouse button may be allowed to do."""

LOOKING = ("window", "scroll", "pan", "zoom")
"""Tools that change no more than the picture; without them nothing can be read, so they are always allowed."""

PRESETS: dict[str, tuple[float, float]] = {
    "soft_tissue": (40, 400),
    "lung": (-600, 1500),
    "liver": (60, 160),
    "bone": (400, 1800),
    "brain": (40, 80),
    "mediastinum": (50, 350),
}
"""Windows by name: centre and width in Hounsfield units."""

GRIDS = ("1x1", "1x2", "1x3", "2x1", "2x2", "2x3")
"""Layouts as rows x columns."""


@dataclass(frozen=True, slots=True)
class Window:
    """A linear window (PS3.3 C.11.2.1.2) in rescaled units; it holds for CT alone when it goes by a preset's name."""

    centre: float
    width: float
    preset: str = ""


@dataclass(frozen=True, slots=True)
class SeriesSelector:
    """What a series must be like; an empty field asks nothing. `place` counts from 1 among those that fit."""

    modality: str = ""
    orientation: str = ""
    kind: str = ""
    thickness_mm: Range | None = None
    phase: str = ""
    matches: str = ""
    place: int = 1


@dataclass(frozen=True, slots=True)
class HangingCell:
    """One pane of a protocol. Cells of one `link` group scroll together; an empty group stands alone."""

    show: str
    series: SeriesSelector = SeriesSelector()
    window: Window | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class HangingProtocol:
    """A named arrangement, when it holds, and what may be done in it. Empty `tools` or `windows`: all of them."""

    id: str
    grid: str
    cells: tuple[HangingCell, ...]
    modality: str = ""
    region: str = ""
    part: str = ""
    tools: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offered:
    """A series as far as protocols look at it. `matched`: the charter's series that it fills by QC's own rule."""

    uid: str
    modality: str = ""
    orientation: str = ""
    is_derived: bool = False
    thickness_mm: tuple[float, ...] = ()
    phase: str = ""
    matched: str = ""
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hung:
    """One filled cell: time point (its number), the series, and whether it is what the protocol asks for."""

    time_point: int
    series: str
    is_as_asked: bool
    window: Window | None
    link: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """What the viewer hangs: rows and columns, and the cells by rows from the top left."""

    protocol: str
    rows: int
    columns: int
    cells: tuple[Hung, ...]
    tools: tuple[str, ...]
    windows: tuple[str, ...]


def offer_series(facts: SeriesFacts, matched: SeriesRequirement | None = None) -> Offered:
    """What protocols look at of a series. Its phase: of the requirement it matches, else as its description says."""
    asked = matched.contrast.phase if matched is not None and matched.contrast is not None else ""
    parts = {part.upper() for part in facts.words("body_part")}
    regions = {name for name, words in REGIONS.items() if parts & set(words)}
    return Offered(
        uid=facts.uid,
        modality=facts.modality,
        orientation=facts.stack.orientation if facts.stack is not None else "",
        is_derived="DERIVED" in {word.upper() for word in facts.words("image_type")},
        thickness_mm=facts.values("slice_thickness_mm"),
        phase=asked if asked not in ("", "any") else phase_of(facts.description),
        matched=matched.id if matched is not None else "",
        regions=frozenset(regions | set(matched.coverage if matched is not None else ())),
    )


def fits(series: Offered, wanted: SeriesSelector) -> bool:
    """Whether a series is what a cell asks for; a fact that the images do not tell fits nothing that asks for it."""
    plain = (
        (wanted.modality, series.modality),
        (wanted.orientation, series.orientation),
        (wanted.kind, Kind.DERIVED if series.is_derived else Kind.ORIGINAL),
        (wanted.phase, series.phase),
        (wanted.matches, series.matched),
    )
    if any(asked not in ("", told) for asked, told in plain):
        return False
    within = wanted.thickness_mm
    return within is None or (bool(series.thickness_mm) and all(within.holds(one) for one in series.thickness_mm))


def choose_protocol(
    protocols: Iterable[HangingProtocol], exam: Sequence[Offered], *, is_baseline: bool
) -> HangingProtocol | None:
    """The first protocol that holds for the exam read now; None where none does."""
    part = Part.BASELINE if is_baseline else Part.FOLLOW_UP
    for one in protocols:
        if one.part not in ("", part):
            continue
        modalities = {series.modality for series in exam}
        regions = {region for series in exam for region in series.regions}
        if one.modality in ("", *modalities) and one.region in ("", *regions):
            return one
    return None


def hang(
    protocol: HangingProtocol, places: Mapping[str, int], offered: Mapping[int, Sequence[Offered]]
) -> Hanging | None:
    """Fill a protocol's cells; None where nothing is left to show.

    `places`: the number of the time point behind each name; a cell of a name that is not there (no prior at the
    baseline) is left out, and so is one that would show the same series of the same time point again. A cell whose
    series is not there shows the time point's largest and says so. `offered`: the series of each time point, the
    largest first.
    """
    cells: list[Hung] = []
    for cell in protocol.cells:
        number = places.get(cell.show)
        series = offered.get(number, ()) if number is not None else ()
        if number is None or not series:
            continue
        found = [one for one in series if fits(one, cell.series)][cell.series.place - 1 :]
        chosen = found[0] if found else series[0]
        if all((number, chosen.uid) != (done.time_point, done.series) for done in cells):
            cells.append(Hung(number, chosen.uid, bool(found), _window(cell, chosen), cell.link))
    if not cells:
        return None
    rows, columns = _grid(protocol, len(cells))
    return Hanging(protocol.id, rows, columns, tuple(cells), allowed_tools(protocol), protocol.windows)


def _window(cell: HangingCell, chosen: Offered) -> Window | None:
    """The cell's window; one by name is in Hounsfield units, so that it is given to no other modality than CT."""
    return None if cell.window is not None and cell.window.preset and chosen.modality != "CT" else cell.window


def allowed_tools(protocol: HangingProtocol) -> tuple[str, ...]:
    """The tools of a protocol in their usual order: those that only look are always among them."""
    return tuple(one for one in TOOLS if not protocol.tools or one in protocol.tools or one in LOOKING)


def grid_size(grid: str) -> tuple[int, int]:
    """Rows and columns of a layout such as `2x3`."""
    rows, columns = grid.split("x")
    return int(rows), int(columns)


def _grid(protocol: HangingProtocol, count: int) -> tuple[int, int]:
    """The protocol's own grid while its cells are all there, else the smallest wide one that holds those left."""
    if count == len(protocol.cells):
        return grid_size(protocol.grid)
    return next(size for size in map(grid_size, ("1x1", "1x2", "1x3", "2x2", "2x3")) if size[0] * size[1] >= count)
