"""Lines of a measure over time as Vega-Lite specifications: one subject by source, or all subjects. Pure.

Numbers stand on an axis that need not begin at 0 (a score's steps must be seen); words on one in their own order. Each
line is named at its end and its points are told apart by shape as well as by colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.apps.outcomes.figures import DAYS, Figure, tip, word_mark, write_spec
from centralis.apps.outcomes.meaning import Measure
from centralis.apps.outcomes.values import Point


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name (a source or a subject), its points, and the address it opens, if any."""

    name: str
    points: tuple[Point, ...]
    url: str = ""


def build_lines(lines: Sequence[Line], measure: Measure, name: str, caption: str, what: str) -> Figure | None:
    """Every line of a measure over days; None when there is no point. `what` heads the column of the lines' names."""
    rows = tuple(
        {
            "line": line.name,
            "visit": point.name,
            "day": point.day,
            "value": point.value,
            "change": point.change,
            "end": line.name if place == len(line.points) - 1 else "",
            "url": line.url,
        }
        for line in lines
        for place, point in enumerate(line.points)
    )
    if not rows:
        return None
    x = {"field": "day", "type": "quantitative", "title": DAYS, "scale": {"padding": 12, "nice": True}}
    y = _value_axis(measure, [point.value for line in lines for point in line.points])
    shared = {"x": x, "y": y, "color": {"field": "line", "type": "nominal", "legend": None}}
    tips = [tip("line", what), tip("visit", "Time point"), tip("day", "Day"), tip("value", measure.title)]
    marks = {**shared, "shape": {"field": "line", "type": "nominal", "legend": None}, "tooltip": tips}
    if any(line.url for line in lines):
        marks["href"] = {"field": "url"}
    layers = [
        {"mark": {"type": "line"}, "encoding": {**shared, "detail": {"field": "line"}}},
        {"mark": {"type": "point", "filled": True, "size": 64}, "encoding": marks},
        {"mark": word_mark("left", 8), "encoding": {"x": x, "y": y, "text": {"field": "end"}}},
    ]
    columns = {"line": what, "visit": "Time point", "day": "Day", "value": measure.title}
    if any(row["change"] is not None for row in rows):
        columns["change"] = "Change from baseline" + (f" ({measure.unit})" if measure.unit else "")
    return Figure(name, caption, write_spec({"height": 220, "layer": layers}), rows, columns)


def _value_axis(measure: Measure, values: Sequence[float | str]) -> Mapping[str, Any]:
    if any(isinstance(value, str) for value in values):
        known = [one for one in measure.codes if one in values]
        order = [*known, *sorted({str(one) for one in values} - set(known))]
        return {"field": "value", "type": "nominal", "sort": order, "title": measure.title}
    numbers = [float(value) for value in values]
    whole = all(number == int(number) for number in numbers)
    axis = {"tickMinStep": 1} if whole else {}
    scale = {"zero": False, "padding": 12, "nice": True}
    return {"field": "value", "type": "quantitative", "title": measure.title, "scale": scale, "axis": axis}
