"""Lines of a measure over time as Vega-Lite specifications: one subject by source, or all subjects. Pure.

Numbers stand on an axis that need not begin at 0 (a score's steps must be seen); words on one in their own order. Each
line is named at its end and its points are told apart by shape as well as by colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.apps.outcomes.figures import DAYS, tip, word_mark, write_spec
from centralis.apps.outcomes.meaning import Measure
from centralis.apps.outcomes.values import Point
from centralis.core.endpoints.chart import Chart

_HEIGHT = 220
_LINE = 13
_MOST_NAMES = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name (a source or a subject), its points, and the address it opens, if any."""

    name: str
    points: tuple[Point, ...]
    url: str = ""


def build_lines(lines: Sequence[Line], measure: Measure, name: str, caption: str, what: str) -> Chart | None:
    """Every line of a measure over days; None when there is no point. `what` heads the column of the lines' names."""
    rows = tuple(
        {
            "line": line.name,
            "visit": point.name,
            "day": point.day,
            "value": point.value,
            "change": point.change,
            "url": line.url,
        }
        for line in lines
        for point in line.points
    )
    if not rows:
        return None
    x = {"field": "day", "type": "quantitative", "title": DAYS, "axis": {"tickCount": 10}}
    y = _value_axis(measure, [point.value for line in lines for point in line.points])
    shared = {"x": x, "y": y, "color": {"field": "line", "type": "nominal", "legend": None}}
    tips = [tip("line", what), tip("visit", "Time point"), tip("day", "Day"), tip("value", measure.title)]
    marks = {**shared, "shape": {"field": "line", "type": "nominal", "legend": None}, "tooltip": tips}
    if any(line.url for line in lines):
        marks["href"] = {"field": "url"}
    layers = [
        {"mark": {"type": "line"}, "encoding": {**shared, "detail": {"field": "line"}}},
        {"mark": {"type": "point", "filled": True, "size": 64}, "encoding": marks},
        *_names(lines, x, y, measure),
    ]
    columns = {"line": what, "visit": "Time point", "day": "Day", "value": measure.title}
    if any(row["change"] is not None for row in rows):
        columns["change"] = "Change from baseline" + (f" ({measure.unit})" if measure.unit else "")
    return Chart(name, caption, write_spec({"height": _HEIGHT, "layer": layers}), rows, columns)


def _names(lines: Sequence[Line], x: Mapping[str, Any], y: Mapping[str, Any], measure: Measure) -> list[dict[str, Any]]:
    """Each line's name at its last point, moved where names would lie on each other; none where they can't be read: the
    marks and the table tell them."""
    ends = [(line.name, line.points[-1]) for line in lines if line.points]
    if len(ends) > _MOST_NAMES:
        return []
    heights = _heights([point.value for line in lines for point in line.points], measure)
    ordered = sorted(ends, key=lambda end: (-heights[end[1].value], end[0]))
    wanted = [(1 - heights[point.value]) * _HEIGHT for _name, point in ordered]
    encoding = {"x": {**x, "field": "day"}, "y": y, "text": {"field": "end"}}
    return [
        {
            "data": {"values": [{"day": point.day, "value": point.value, "end": name}]},
            "mark": {**word_mark("left", 8), "dy": round(place - wish, 1)},
            "encoding": encoding,
        }
        for (name, point), place, wish in zip(ordered, _spread(wanted), wanted, strict=True)
    ]


def _spread(wanted: Sequence[float]) -> list[float]:
    """Places from the top, a line of words apart, as near to where they are wanted as the axis leaves room."""
    places: list[float] = []
    for wish in wanted:
        places.append(max(wish, places[-1] + _LINE) if places else wish)
    ceiling = max(float(_HEIGHT), wanted[-1] if wanted else 0.0)
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - _LINE
    return places


def _heights(values: Sequence[float | str], measure: Measure) -> dict[float | str, float]:
    """Where a value stands on its axis, from 0 at the bottom to 1."""
    if any(isinstance(value, str) for value in values):
        order = _order(values, measure)
        return {value: 1 - (place + 0.5) / len(order) for place, value in enumerate(order)}
    numbers = [float(value) for value in values]
    low, high = min(numbers), max(numbers)
    return {value: (float(value) - low) / (high - low) if high > low else 0.5 for value in values}


def _order(values: Sequence[float | str], measure: Measure) -> list[str]:
    """The words that occur, in their own order."""
    known = [one for one in measure.codes if one in values]
    return [*known, *sorted({str(one) for one in values} - set(known))]


def _value_axis(measure: Measure, values: Sequence[float | str]) -> Mapping[str, Any]:
    if any(isinstance(value, str) for value in values):
        domain = {"domain": _order(values, measure)}
        return {"field": "value", "type": "nominal", "scale": domain, "title": measure.title}
    numbers = [float(value) for value in values]
    whole = all(number == int(number) for number in numbers)
    axis: dict[str, Any] = {"tickMinStep": 1} if whole else {}
    low, high = min(numbers), max(numbers)
    scale = {"zero": False, "padding": 12, "nice": True} if low < high else {"domain": [low - 1, high + 1]}
    return {"field": "value", "type": "quantitative", "title": measure.title, "scale": scale, "axis": axis}
