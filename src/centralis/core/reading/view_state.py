"""How a reader's page shows images at a moment: layout, and in each pane which frame, window, place and size.

Written by the viewer, checked here before it is kept: at the signature it stands for what the reader looked at, and a
replay shows the same again. Points are in the patient coordinate system (LPS, mm); windows are in rescaled units
(Hounsfield for CT), linear as in DICOM PS3.3 C.11.2.1.2; sizes are CSS pixels (width, height).

There are two forms. The first, without `version`, knows stacks in their own plane; the second also planes made anew,
projections of the highest values, PET over another series, lines of the active pane in the others and the hanging
protocol. What was pinned in the first is shown again as it was.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

Json = dict[str, Any]
VERSION = 2
MOST_BYTES = 24_576
"""More than the largest state of this form takes as JSON; longer ones need not be read at all."""
_MOST_CELLS = 12
_NAME = {"type": "string", "pattern": r"^[0-9.]{1,64}$"}
_NUMBER = {"type": "number", "minimum": -1e7, "maximum": 1e7}
_LENGTH = {"type": "number", "exclusiveMinimum": 0, "maximum": 1e7}
_PIXELS = {"type": "array", "items": {"type": "number", "minimum": 1, "maximum": 20_000}, "minItems": 2, "maxItems": 2}
_POINT = {"type": "array", "items": _NUMBER, "minItems": 3, "maxItems": 3}


def _object(**properties: Any) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_WINDOW = _object(centre=_NUMBER, width=_LENGTH)
_VIEW = _object(
    window={"anyOf": [{"type": "null"}, _WINDOW]},
    is_inverted={"type": "boolean"},
    rotation_deg={"type": "number", "minimum": 0, "exclusiveMaximum": 360},
    is_flipped={"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 2},
    centre_mm=_POINT,
    height_mm=_LENGTH,
)
_CUT = _object(
    name={"enum": ["axial", "coronal", "sagittal", "mip"]},
    turned_deg={"type": "number", "minimum": 0, "exclusiveMaximum": 360},
    window=_WINDOW,
    is_inverted={"type": "boolean"},
    centre_mm=_POINT,
    height_mm=_LENGTH,
)
_NUMBERED = {"type": "integer", "minimum": 1, "maximum": 1000}
_FIRST_CELL: Mapping[str, Any] = {
    "number": _NUMBERED,
    "size_px": _PIXELS,
    "series": _NAME,
    "instance": _NAME,
    "frame": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
    "group": {"type": "string", "maxLength": 60},
    "view": _VIEW,
}
#: `cut`: the plane made anew that is shown over the stack, a MIP by how far it is turned from the front; `fused`: the
#: PET series that is laid over what is shown.
_CELL: Mapping[str, Any] = {
    **_FIRST_CELL,
    "cut": {"anyOf": [{"type": "null"}, _CUT]},
    "fused": {"anyOf": [{"type": "null"}, _NAME]},
}
_FUSION = _object(
    opacity_percent={"type": "number", "minimum": 0, "maximum": 100},
    most_suv=_LENGTH,
    colours={"enum": ["hot_metal"]},
)


def _cells(cell: Mapping[str, Any]) -> Json:
    """Panes; one in which nothing could be shown tells its time point and nothing else."""
    return {
        "type": "array",
        "maxItems": _MOST_CELLS,
        "items": {"anyOf": [_object(**cell), _object(number=_NUMBERED)]},
    }


_PAGE: Mapping[str, Any] = {
    "layout": _object(
        rows={"type": "integer", "minimum": 1, "maximum": 4}, columns={"type": "integer", "minimum": 1, "maximum": 4}
    ),
    "rendering": {"enum": ["cpu", "gpu"]},
    "pixel_ratio": {"type": "number", "minimum": 0.1, "maximum": 10},
    "active": {"type": "integer", "minimum": -1, "maximum": _MOST_CELLS},
    "link": _object(
        is_on={"type": "boolean"}, offsets_mm={"type": "array", "items": _NUMBER, "maxItems": _MOST_CELLS}
    ),
}
#: The form of a view state that is kept now.
SCHEMA: Mapping[str, Any] = _object(
    version={"const": VERSION},
    **_PAGE,
    cells=_cells(_CELL),
    has_lines={"type": "boolean"},
    fusion=_FUSION,
    hanging={"type": "string", "maxLength": 120},
)
_FIRST = _object(**_PAGE, cells=_cells(_FIRST_CELL))
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
_FIRST_VALIDATOR = jsonschema.Draft202012Validator(_FIRST)


def check_view_state(given: object) -> Json:
    """A view state as it was sent. Raises ValueError with a sentence for one of another form."""
    is_first = isinstance(given, dict) and "version" not in given
    fault = next((_FIRST_VALIDATOR if is_first else _VALIDATOR).iter_errors(given), None)
    if fault is not None or not isinstance(given, dict):
        where = ".".join(str(one) for one in fault.absolute_path) if fault else ""
        raise ValueError(f"What the page shows can't be kept: {where or 'it'} is not of the form that is known.")
    try:
        json.dumps(given, allow_nan=False)
    except ValueError:
        raise ValueError("What the page shows can't be kept: a number in it is none.") from None
    return given


def shown_cells(state: Mapping[str, Any]) -> Iterator[Json]:
    """The panes of a view state that show an image."""
    return (one for one in state.get("cells", ()) if "instance" in one)
