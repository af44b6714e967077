"""Control chart, moving average and Bland-Altman plot as Vega-Lite specifications with their rows. Pure.

Points beyond a limit are told by words at the mark and by shape, limits by words at their end, so that the plots hold
in black and white; colours come from the page's own palette. Vega-Lite 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.core.agreement.bland_altman import LimitsOfAgreement
from centralis.core.agreement.control_chart import ControlChart, Drift

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_DASHES = [4, 4]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as `{% chart spec rows caption columns name %}` takes it: the spec without its data, and the rows."""

    name: str
    caption: str
    spec: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]
    columns: Mapping[str, str]


def draw_control_chart(chart: ControlChart, source: str) -> Chart:
    """A point a period with its interval, the control limits as steps, the centre as a line. Shares in percent."""
    rows = tuple(
        {
            "period": one.name,
            "agreed": one.agreed,
            "cases": one.cases,
            "percent": _percent(one.share),
            "interval_lower": _percent(one.interval.lower),
            "interval_upper": _percent(one.interval.upper),
            "limit_lower": _percent(one.lower),
            "limit_upper": _percent(one.upper),
            "state": "beyond its limit" if one.is_out else "within limits",
            "word": f"{one.agreed} of {one.cases}" if one.is_out else "",
        }
        for one in chart.points
    )
    x = {
        "field": "period",
        "type": "ordinal",
        "sort": [one.name for one in chart.points],
        "title": "Period",
        "axis": {"labelAngle": 0 if len(rows) <= 12 else -90},
    }
    y = _share("percent", f"Cases in which {chart.reader} agreed (%)")
    shape = {"domain": ["within limits", "beyond its limit"], "range": ["circle", "triangle-down"]}
    state = {"field": "state", "type": "nominal", "scale": shape, "legend": None}
    colour = {"field": "state", "type": "nominal", "scale": {"domain": shape["domain"]}, "legend": None}
    tips = [_tip("period", "Period"), _tip("agreed", "Agreed"), _tip("cases", "Cases"), _tip("percent", "Percent")]
    layers = [
        {
            "mark": {"type": "rule", "opacity": 0.5},
            "encoding": {"x": x, "y": _share("interval_lower", ""), "y2": {"field": "interval_upper"}},
        },
        _step("limit_lower", x),
        _step("limit_upper", x),
        {"mark": {"type": "line"}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "point", "filled": True, "size": 80},
            "encoding": {"x": x, "y": y, "shape": state, "color": colour, "tooltip": tips},
        },
        {"mark": {"type": "text", "dy": 16, "fontSize": 11}, "encoding": {"x": x, "y": y, "text": {"field": "word"}}},
        *_lines([(_percent(chart.centre), f"centre {_percent(chart.centre):g} %")]),
    ]
    columns = {
        "period": "Period",
        "agreed": "Agreed",
        "cases": "Cases",
        "percent": "Agreed (%)",
        "limit_lower": "Lower limit (%)",
        "limit_upper": "Upper limit (%)",
        "state": "State",
    }
    caption = f"Control chart of {chart.reader}: agreement by period with control limits of 0.135 % a side, {source}"
    return Chart("control_chart", caption, {"$schema": SCHEMA, "height": 260, "layer": layers}, rows, columns)


def draw_drift(drift: Drift, source: str) -> Chart:
    """The moving average of agreement case by case between its limits. Shares in percent."""
    signal = drift.signal.case if drift.signal else None
    rows = tuple(
        {
            "number": number,
            "case": one.case,
            "percent": _percent(one.average),
            "limit_lower": _percent(one.lower),
            "limit_upper": _percent(one.upper),
            "word": "drift seen" if one.case == signal else "",
        }
        for number, one in enumerate(drift.points, start=1)
    )
    x = {"field": "number", "type": "quantitative", "title": "Case, in the order of reading"}
    y = _share("percent", f"Moving average of {drift.reader}'s agreement (%)")
    tips = [_tip("case", "Case"), _tip("percent", "Average (%)")]
    layers = [
        _step("limit_lower", x),
        _step("limit_upper", x),
        {"mark": {"type": "line", "point": True}, "encoding": {"x": x, "y": y, "tooltip": tips}},
        {"mark": {"type": "text", "dy": 14, "fontSize": 11}, "encoding": {"x": x, "y": y, "text": {"field": "word"}}},
        *_lines([(_percent(drift.target), f"target {_percent(drift.target):g} %")]),
    ]
    columns = {
        "number": "Number",
        "case": "Case",
        "percent": "Average (%)",
        "limit_lower": "Lower limit (%)",
        "limit_upper": "Upper limit (%)",
    }
    caption = f"Drift of {drift.reader}: exponentially weighted moving average of agreement, {source}"
    return Chart("drift", caption, {"$schema": SCHEMA, "height": 240, "layer": layers}, rows, columns)


def draw_bland_altman(
    cases: Sequence[str],
    pairs: Sequence[tuple[float, float]],
    limits: LimitsOfAgreement,
    names: tuple[str, str],
    unit: str,
    source: str,
) -> Chart:
    """Difference (first minus second) against mean, a point a pair, with bias, limits and the limits' intervals."""
    in_unit = f" ({unit})" if unit else ""
    rows = tuple(
        {"case": case, "first": x, "second": y, "mean": (x + y) / 2, "difference": x - y}
        for case, (x, y) in zip(cases, pairs, strict=True)
    )
    x_axis = {"field": "mean", "type": "quantitative", "title": f"Mean of both{in_unit}", "scale": {"zero": False}}
    title = f"{names[0]} \N{MINUS SIGN} {names[1]}{in_unit}"
    y_axis = {"field": "difference", "type": "quantitative", "title": title}
    tips = [_tip("case", "Case"), _tip("first", names[0]), _tip("second", names[1]), _tip("difference", "Difference")]
    held = f"{100 * limits.agreement:g} % limit"
    marked = [
        (limits.upper, f"upper {held} {limits.upper:.3g}"),
        (limits.bias, f"bias {limits.bias:.3g}"),
        (limits.lower, f"lower {held} {limits.lower:.3g}"),
    ]
    bands = [
        {"from": one.lower, "to": one.upper}
        for one in (limits.upper_interval, limits.bias_interval, limits.lower_interval)
        if one is not None
    ]
    band_y = {"field": "from", "type": "quantitative"}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": bands},
            "mark": {"type": "rect", "opacity": 0.15},
            "encoding": {"y": band_y, "y2": {"field": "to"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 64},
            "encoding": {"x": x_axis, "y": y_axis, "tooltip": tips},
        },
        *_lines(marked),
    ]
    columns = {
        "case": "Case",
        "first": names[0],
        "second": names[1],
        "mean": f"Mean{in_unit}",
        "difference": f"Difference{in_unit}",
    }
    caption = f"Bland-Altman plot of {names[0]} and {names[1]}, {source}"
    return Chart("bland_altman", caption, {"$schema": SCHEMA, "height": 300, "layer": layers}, rows, columns)


def _lines(marked: Sequence[tuple[float, str]]) -> list[dict[str, Any]]:
    """Horizontal lines with their words at the right end, as layers that bring their own data."""
    values = [{"level": level, "line": word} for level, word in marked]
    y = {"field": "level", "type": "quantitative"}
    words = {"type": "text", "align": "right", "dx": -4, "dy": -7, "fontSize": 11}
    return [
        {
            "data": {"values": values},
            "layer": [
                {"mark": {"type": "rule", "strokeDash": _DASHES}, "encoding": {"y": y}},
                {"mark": words, "encoding": {"x": {"value": "width"}, "y": y, "text": {"field": "line"}}},
            ],
        }
    ]


def _step(field: str, x: Mapping[str, Any]) -> dict[str, Any]:
    mark = {"type": "line", "interpolate": "step", "strokeDash": _DASHES, "opacity": 0.7}
    return {"mark": mark, "encoding": {"x": x, "y": _share(field, "")}}


def _share(field: str, title: str) -> dict[str, Any]:
    """An axis from 0 to 100 %; only the layer with a title names it."""
    axis: dict[str, Any] = {"field": field, "type": "quantitative", "scale": {"domain": [0, 100]}}
    return axis | ({"title": title} if title else {})


def _percent(share: float) -> float:
    return round(100 * share, 1)


def _tip(field: str, title: str) -> dict[str, str]:
    return {"field": field, "title": title}
