"""Control chart, moving average and Bland-Altman plot as Vega-Lite specifications with their rows. Pure.

Points beyond a limit are told by words at the mark and by shape, limits by words at their end, so that the plots hold
in black and white; colours come from the page's own palette. Vega-Lite 6.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from centralis.core.agreement.bland_altman import LimitsOfAgreement
from centralis.core.agreement.control_chart import ControlChart, Drift
from centralis.core.agreement.words import number
from centralis.core.endpoints.chart import SCHEMA, Chart

_DASHES = [4, 4]
_STATES = ("within limits", "beyond its limit")


def draw_control_chart(chart: ControlChart, source: str) -> Chart:
    """A point a period with its interval, the control limits as ticks, the centre as a line. Shares in percent."""
    last = len(chart.points) - 1
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
            "state": _STATES[one.is_out],
            "word": f"{one.agreed} of {one.cases}" if one.is_out else "",
            "limit_word": "control limit" if place == last else "",
        }
        for place, one in enumerate(chart.points)
    )
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
    spec = {"$schema": SCHEMA, "height": 260, "layer": _control_layers(chart)}
    return Chart("control_chart", caption, spec, rows, columns)


def _control_layers(chart: ControlChart) -> list[dict[str, Any]]:
    names = [one.name for one in chart.points]
    angle = {"labelAngle": 0 if len(names) <= 12 else -90}
    x = {"field": "period", "type": "ordinal", "sort": names, "title": "Period", "axis": angle}
    y = _share("percent", f"Cases in which {chart.reader} agreed (%)")
    state = {"field": "state", "type": "nominal", "legend": None}
    shape = {**state, "scale": {"domain": list(_STATES), "range": ["circle", "triangle-down"]}}
    colour = {**state, "scale": {"domain": list(_STATES)}}
    tips = [_tip("period", "Period"), _tip("agreed", "Agreed"), _tip("cases", "Cases"), _tip("percent", "Percent")]
    interval = {"x": x, "y": _share("interval_lower", ""), "y2": {"field": "interval_upper"}}
    limits: list[dict[str, Any]] = []
    for field in ("limit_lower", "limit_upper"):
        at = {"x": x, "y": _share(field, "")}
        limits.append({"mark": {"type": "tick", "thickness": 2, "width": 60}, "encoding": at})
        limits.append({"mark": _words(align="right", dx=-36), "encoding": {**at, "text": {"field": "limit_word"}}})
    return [
        {"mark": {"type": "rule", "opacity": 0.5}, "encoding": interval},
        *limits,
        {"mark": {"type": "line"}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "point", "filled": True, "size": 80},
            "encoding": {"x": x, "y": y, "shape": shape, "color": colour, "tooltip": tips},
        },
        {"mark": _words(align="left", dx=8), "encoding": {"x": x, "y": y, "text": {"field": "word"}}},
        _lines([(_percent(chart.centre), f"centre {_percent(chart.centre):g} %")]),
    ]


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
        {"mark": _words(align="right", dx=-8), "encoding": {"x": x, "y": y, "text": {"field": "word"}}},
        _lines([(_percent(drift.target), f"target {_percent(drift.target):g} %")]),
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
    layers: list[dict[str, Any]] = [
        _bands(limits),
        {
            "mark": {"type": "point", "filled": True, "size": 64},
            "encoding": {"x": x_axis, "y": y_axis, "tooltip": tips},
        },
        _named_limits(limits),
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


def _bands(limits: LimitsOfAgreement) -> dict[str, Any]:
    """The intervals of bias and limits as bands over the whole width."""
    found = (limits.upper_interval, limits.bias_interval, limits.lower_interval)
    values = [{"from": one.lower, "to": one.upper} for one in found if one is not None]
    y = {"field": "from", "type": "quantitative"}
    mark = {"type": "rect", "opacity": 0.15}
    return {"data": {"values": values}, "mark": mark, "encoding": {"y": y, "y2": {"field": "to"}}}


def _named_limits(limits: LimitsOfAgreement) -> dict[str, Any]:
    held = f"{100 * limits.agreement:g} % limit"
    return _lines(
        [
            (limits.upper, f"upper {held} {number(limits.upper)}"),
            (limits.bias, f"bias {number(limits.bias)}"),
            (limits.lower, f"lower {held} {number(limits.lower)}"),
        ]
    )


def _lines(marked: Sequence[tuple[float, str]]) -> dict[str, Any]:
    """Horizontal lines with their words at the right end, as a layer that brings its own data."""
    values = [{"level": level, "line": word} for level, word in marked]
    y = {"field": "level", "type": "quantitative"}
    words = {"x": {"value": "width"}, "y": y, "text": {"field": "line"}}
    rules = {"mark": {"type": "rule", "strokeDash": _DASHES}, "encoding": {"y": y}}
    named = {"mark": _words(align="right", dx=-4, dy=-7), "encoding": words}
    return {"data": {"values": values}, "layer": [rules, named]}


def _words(align: str, dx: int = 0, dy: int = 0) -> dict[str, Any]:
    return {"type": "text", "align": align, "dx": dx, "dy": dy, "fontSize": 11}


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
