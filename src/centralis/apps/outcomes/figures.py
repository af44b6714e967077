"""Waterfall, spider and swimmer plots as Vega-Lite specifications with their rows. Pure: rows in, specification out.

Changes are percent of the baseline burden (a sum of diameters, of products, an uptake), days count from day 0 (the
trial's anchor). Every series is told by words at the mark and by shape, so that the plots hold in black and white;
colours come from the page's own palette, which colour-blind people can tell apart. Vega-Lite 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from centralis.core.criteria.exact import cut_percent
from centralis.core.endpoints.chart import SCHEMA, Chart
from centralis.core.endpoints.figures import SpiderRow, SwimmerRow, WaterfallRow

WORDS = {"PD": "progression", "death": "death"}
DAYS = "Time since day 0 (days)"


@dataclass(frozen=True, slots=True)
class Setting:
    """What all figures of a trial share: what the burden is called, the criterion's codes, best first, the two levels
    that are marked (response, progression; None: none), whose results they show, and each subject's address."""

    burden: str
    ranking: tuple[str, ...]
    levels: tuple[int, int] | None
    source: str
    links: Mapping[str, str]


def build_waterfall(bars: Sequence[WaterfallRow], setting: Setting) -> Chart:
    """A bar a subject, from the worst to the best change."""
    rows = tuple(
        {
            "subject": bar.subject,
            "change_percent": _shown(bar.best_change_percent),
            "response": bar.best_response or "no result",
            "url": setting.links.get(bar.subject, ""),
        }
        for bar in bars
    )
    order = [bar.subject for bar in bars]
    x = {
        "field": "subject",
        "type": "nominal",
        "sort": order,
        "title": "Subject, by change",
        "axis": {"labelAngle": 0 if len(order) <= 12 else -90},
    }
    y = _change("Best change from baseline (%)", [bar.best_change_percent for bar in bars], setting.levels)
    label = {"type": "text", "fontWeight": 600, "dy": {"expr": "datum.change_percent < 0 ? 11 : -8"}}
    bars_layer = {
        "mark": {"type": "bar", "width": {"band": 0.72}},
        "encoding": {
            "x": x,
            "y": y,
            "color": _colour(setting.ranking),
            "href": {"field": "url"},
            "tooltip": _waterfall_tip(),
        },
    }
    labels = {"mark": label, "encoding": {"x": x, "y": y, "text": {"field": "response"}}}
    spec = write_spec({"height": 280, "layer": [bars_layer, labels, *_thresholds(setting.levels)]})
    columns = {"subject": "Subject", "change_percent": "Best change (%)", "response": "Best overall response"}
    caption = f"Waterfall: best change of the {setting.burden} up to progression, {setting.source}"
    return Chart("waterfall", caption, spec, rows, columns)


def build_spider(points: Sequence[SpiderRow], setting: Setting) -> Chart:
    """A line a subject over all its sums; the line's end carries the subject's code."""
    last = {point.subject: index for index, point in enumerate(points)}
    rows = tuple(
        {
            "subject": point.subject,
            "day": point.day,
            "change_percent": _shown(point.change_percent),
            "response": point.response,
            "word": "" if point.response == "baseline" else point.response,
            "end": point.subject if last[point.subject] == index else "",
            "url": setting.links.get(point.subject, ""),
        }
        for index, point in enumerate(points)
    )
    x = {"field": "day", "type": "quantitative", "title": DAYS}
    y = _change("Change from baseline (%)", [point.change_percent for point in points], setting.levels)
    who = {"field": "subject", "type": "nominal", "legend": None}
    scale = {"domain": ["baseline", *(one for one in setting.ranking if any(row["response"] == one for row in rows))]}
    shape = {"field": "response", "type": "nominal", "scale": scale, "legend": None}
    tips = [tip("subject", "Subject"), tip("day", "Day"), tip("change_percent", "Change (%)")]
    line = {"mark": {"type": "line"}, "encoding": {"x": x, "y": y, "color": who, "detail": who}}
    seen = {"x": x, "y": y, "color": who, "shape": shape, "href": {"field": "url"}, "tooltip": tips}
    dots = {"mark": {"type": "point", "filled": True, "size": 64}, "encoding": seen}
    names = {"mark": word_mark("left", 8), "encoding": {"x": x, "y": y, "text": {"field": "end"}}}
    word = {"field": "word"}
    words = {"mark": {"type": "text", "dy": -10, "fontSize": 11}, "encoding": {"x": x, "y": y, "text": word}}
    spec = write_spec({"height": 300, "layer": [line, dots, words, names, *_thresholds(setting.levels)]})
    columns = {"subject": "Subject", "day": "Day", "change_percent": "Change (%)", "response": "Response"}
    caption = f"Spider: change of the {setting.burden} over time, {setting.source}"
    return Chart("spider", caption, spec, rows, columns)


def build_swimmer(bars: Sequence[SwimmerRow], setting: Setting) -> Chart:
    """A bar a subject to its last assessment, with first responses and progression as marks; an arrow: it goes on."""
    rows = tuple(
        {
            "subject": bar.subject,
            "end_day": bar.end_day,
            "response": bar.best_response or "no result",
            "ongoing": "yes" if bar.is_ongoing else "no",
            "arrow": "→" if bar.is_ongoing else "",
            "events": "; ".join(f"{kind} on day {day}" for day, kind in bar.events) or "none",
            "url": setting.links.get(bar.subject, ""),
        }
        for bar in bars
    )
    order = [bar.subject for bar in bars]
    y = {"field": "subject", "type": "nominal", "sort": order, "title": "Subject"}
    x = {"field": "end_day", "type": "quantitative", "title": DAYS}
    tips = [tip("subject", "Subject"), tip("end_day", "Last assessment (day)"), tip("events", "Events")]
    lanes = {
        "mark": {"type": "bar", "height": 12, "opacity": 0.35},
        "encoding": {"x": x, "y": y, "href": {"field": "url"}, "tooltip": tips},
    }
    arrows = {"mark": word_mark("left", 4), "encoding": {"x": x, "y": y, "text": {"field": "arrow"}}}
    spec = write_spec({"height": {"step": 28}, "layer": [lanes, arrows, _events(bars, y)]})
    columns = {
        "subject": "Subject",
        "end_day": "Last assessment (day)",
        "response": "Best overall response",
        "events": "Events",
        "ongoing": "Goes on",
    }
    caption = f"Swimmer: time to the last assessment with first responses and progression, {setting.source}"
    return Chart("swimmer", caption, spec, rows, columns)


def _shown(percent: float) -> float:
    """A change as the sentences beside the chart say it."""
    return float(cut_percent(Decimal(str(percent))))


def _change(title: str, values: Sequence[float], levels: tuple[int, int] | None) -> dict[str, Any]:
    """The axis of change: room for both levels and for the words beyond the outermost marks."""
    response, progression = levels or (0, 0)
    low, high = min([float(response), *values]), max([float(progression), *values])
    room = (high - low) * 0.12
    scale = {"domain": [round(low - room), round(high + room)], "nice": False}
    return {"field": "change_percent", "type": "quantitative", "title": title, "scale": scale}


def _thresholds(levels: tuple[int, int] | None) -> list[dict[str, Any]]:
    """Where a response begins and where a progression may, each with its word at the side where bars leave room: the
    waterfall's worst bars are left, its best ones right."""
    if levels is None:
        return []
    response, progression = levels
    lines = (
        {"level": response, "word": f"−{-response} %: partial response from here", "side": "left"},
        {"level": progression, "word": f"+{progression} %", "side": "right"},
    )
    layers: list[dict[str, Any]] = []
    for line in lines:
        y = {"field": "level", "type": "quantitative"}
        x = {"value": "width" if line["side"] == "right" else 0}
        text = {"type": "text", "align": line["side"], "dy": -6, "dx": 4 if line["side"] == "left" else -4}
        rule = {"mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"y": y}}
        word = {"mark": {**text, "fontSize": 11}, "encoding": {"x": x, "y": y, "text": {"field": "word"}}}
        layers.append({"data": {"values": [line]}, "layer": [rule, word]})
    return layers


def _kinds(bars: Sequence[SwimmerRow]) -> list[str]:
    """The kinds of events there are: responses in the order they first stand in, then progression and death."""
    found = dict.fromkeys(kind for bar in bars for _day, kind in bar.events)
    return [*(one for one in found if one not in WORDS), *(one for one in WORDS if one in found)]


def _events(bars: Sequence[SwimmerRow], y: Mapping[str, Any]) -> dict[str, Any]:
    """The marks on the bars with their words, as a layer that brings its own data."""
    values = [
        {"subject": bar.subject, "day": day, "event": kind, "word": WORDS.get(kind, kind)}
        for bar in bars
        for day, kind in bar.events
    ]
    x = {"field": "day", "type": "quantitative"}
    shape = {"field": "event", "type": "nominal", "scale": {"domain": _kinds(bars)}, "legend": None}
    tips = [tip("subject", "Subject"), tip("day", "Day"), tip("word", "Event")]
    dots = {
        "mark": {"type": "point", "filled": True, "size": 80},
        "encoding": {"x": x, "y": y, "shape": shape, "color": shape, "tooltip": tips},
    }
    words = {"mark": word_mark("right", -8), "encoding": {"x": x, "y": y, "text": {"field": "event"}}}
    return {"data": {"values": values}, "layer": [dots, words]}


def word_mark(align: str, dx: int) -> dict[str, Any]:
    return {"type": "text", "align": align, "dx": dx, "fontSize": 12, "fontWeight": 600}


def write_spec(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"$schema": SCHEMA, **body}


def _colour(ranking: Sequence[str]) -> dict[str, Any]:
    return {"field": "response", "type": "nominal", "scale": {"domain": list(ranking)}, "legend": None}


def tip(name: str, title: str) -> dict[str, str]:
    return {"field": name, "title": title or name.capitalize()}


def _waterfall_tip() -> list[dict[str, str]]:
    return [tip("subject", "Subject"), tip("change_percent", "Best change (%)"), tip("response", "Best response")]
