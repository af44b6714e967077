"""Kaplan-Meier curves with bands, censoring marks and numbers at risk as a Vega-Lite specification. Pure.

One view of layers, so that it fits a page's width: the numbers at risk are text below the time axis, under its ticks.
Groups are told by words at the curves' ends, by dashes and by colour, so that the figure holds in black and white.
Times in the unit of the curves. Vega-Lite 6.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from centralis.core.endpoints.chart import SCHEMA, Chart
from centralis.core.endpoints.kaplan_meier import SurvivalCurve, at_risk_at

_HEIGHT = 280
_BELOW_AXIS = 64
_LINE = 18
_MOST_TICKS = 8
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])


def build_survival_figure(curves: Mapping[str, SurvivalCurve], endpoint: str, unit: str = "months") -> Chart:
    """Curves by group name in the order given; `endpoint` is what survives, such as `Progression-free survival`."""
    last = max(float(curve.time[-1]) for curve in curves.values())
    ticks = choose_ticks(last, unit)
    rows = tuple(row for name, curve in curves.items() for row in _rows(name, curve))
    names = list(curves)
    x, y = _axes(endpoint, unit, ticks, last)
    colour = {"field": "group", "type": "nominal", "scale": {"domain": names}, "legend": None}
    spec = {
        "$schema": SCHEMA,
        "height": _HEIGHT,
        "layer": [
            _band(x, y, colour),
            _lines(x, y, colour, names),
            _censored(x, y, colour),
            *([_ends(x, y, colour)] if len(names) > 1 else []),
            _at_risk(curves, ticks, x),
            _heading(names),
        ],
    }
    first = next(iter(curves.values()))
    limits = f"{first.level * 100:g} % limits ({first.conf_type})"
    columns = {
        "group": "Group",
        "time": f"Time ({unit})",
        "at_risk": "At risk",
        "events": "Events",
        "censored": "Censored",
        "survival": "Survival",
        "lower": "Lower limit",
        "upper": "Upper limit",
    }
    caption = f"{endpoint}: Kaplan-Meier curves with {limits}, crosses where subjects are censored, numbers at risk"
    return Chart("survival", caption, spec, rows, columns)


def choose_ticks(last: float, unit: str = "months") -> list[float]:
    """Round times from 0 to the last one, at most nine; months go in steps that make years."""
    least = last / _MOST_TICKS if last > 0 else 1.0
    steps: Sequence[float] = _MONTH_STEPS if unit == "months" else ()
    step = next((float(one) for one in steps if one >= least), None)
    if step is None:
        power = 10.0 ** math.floor(math.log10(least))
        step = next(one * power for one in (1, 2, 5, 10) if one * power >= least * (1 - 1e-9))
    return [round(index * step, 10) for index in range(math.floor(last / step * (1 + 1e-12)) + 1)]


def _axes(endpoint: str, unit: str, ticks: list[float], last: float) -> tuple[dict[str, Any], dict[str, Any]]:
    x = {
        "field": "time",
        "type": "quantitative",
        "title": f"Time ({unit})",
        "axis": {"values": ticks, "grid": False},
        "scale": {"domain": [0, max(last, ticks[-1])], "nice": False},
    }
    y = {
        "field": "survival",
        "type": "quantitative",
        "title": endpoint,
        "axis": {"format": ".0%"},
        "scale": {"domain": [0, 1]},
    }
    return x, y


def _rows(name: str, curve: SurvivalCurve) -> list[dict[str, Any]]:
    """The curve's start and every time of it; limits are None where there is no band."""
    start = {"at_risk": curve.n, "events": 0, "censored": 0, "survival": 1.0, "lower": 1.0, "upper": 1.0}
    rows: list[dict[str, Any]] = [{"group": name, "time": 0.0, **start, "end": ""}]
    for index in range(curve.time.size):
        lower, upper = float(curve.lower[index]), float(curve.upper[index])
        rows.append(
            {
                "group": name,
                "time": round(float(curve.time[index]), 4),
                "at_risk": int(curve.at_risk[index]),
                "events": int(curve.events[index]),
                "censored": int(curve.censored[index]),
                "survival": round(float(curve.survival[index]), 6),
                "lower": None if math.isnan(lower) else round(lower, 6),
                "upper": None if math.isnan(upper) else round(upper, 6),
                "end": name if index == curve.time.size - 1 else "",
            }
        )
    return rows


def _band(x: Mapping[str, Any], y: Mapping[str, Any], colour: Mapping[str, Any]) -> dict[str, Any]:
    edges = {"y": {**y, "field": "lower"}, "y2": {"field": "upper"}}
    return {
        "transform": [{"filter": "isValid(datum.lower) && isValid(datum.upper)"}],
        "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.14},
        "encoding": {"x": x, **edges, "color": colour},
    }


def _lines(
    x: Mapping[str, Any], y: Mapping[str, Any], colour: Mapping[str, Any], names: Sequence[str]
) -> dict[str, Any]:
    dashes = [DASHES[index % len(DASHES)] for index in range(len(names))]
    dash = {"field": "group", "type": "nominal", "scale": {"domain": list(names), "range": dashes}, "legend": None}
    return {
        "mark": {"type": "line", "interpolate": "step-after"},
        "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
    }


def _censored(x: Mapping[str, Any], y: Mapping[str, Any], colour: Mapping[str, Any]) -> dict[str, Any]:
    fields = (("group", "Group"), ("time", "Time"), ("survival", "Survival"), ("at_risk", "At risk"))
    tips = [{"field": name, "title": title} for name, title in (*fields, ("censored", "Censored"))]
    return {
        "transform": [{"filter": "datum.censored > 0"}],
        "mark": {"type": "point", "shape": "cross", "size": 36, "filled": True},
        "encoding": {"x": x, "y": y, "color": colour, "tooltip": tips},
    }


def _ends(x: Mapping[str, Any], y: Mapping[str, Any], colour: Mapping[str, Any]) -> dict[str, Any]:
    mark = {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "fontWeight": 600}
    return {
        "transform": [{"filter": "datum.end != ''"}],
        "mark": mark,
        "encoding": {"x": x, "y": y, "color": colour, "text": {"field": "end"}},
    }


def _at_risk(curves: Mapping[str, SurvivalCurve], ticks: Sequence[float], x: Mapping[str, Any]) -> dict[str, Any]:
    """A line of numbers for each group, below the axis and under its ticks."""
    layers = []
    for line, (name, curve) in enumerate(curves.items(), start=1):
        counts = at_risk_at(curve, np.asarray(ticks, dtype=np.float64)).tolist()
        values = [{"time": tick, "at_risk": count} for tick, count in zip(ticks, counts, strict=True)]
        y = {"value": _HEIGHT + _BELOW_AXIS + line * _LINE}
        numbers = {"mark": {"type": "text", "fontSize": 12}, "encoding": {"x": x, "y": y, "text": {"field": "at_risk"}}}
        label = {"mark": {**_label(), "text": name}, "encoding": {"x": {"value": -22}, "y": y}}
        layers.append({"data": {"values": values}, "layer": [numbers]})
        layers.append({"data": {"values": [{}]}, "layer": [label]})
    return {"layer": layers}


def _heading(names: Sequence[str]) -> dict[str, Any]:
    y = {"value": _HEIGHT + _BELOW_AXIS}
    words = "Number at risk" if len(names) > 1 else "At risk"
    mark = {"type": "text", "align": "left", "fontSize": 12, "fontWeight": 600, "text": words}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": 0}, "y": y}}


def _label() -> dict[str, Any]:
    return {"type": "text", "align": "right", "fontSize": 12, "fontWeight": 600}
