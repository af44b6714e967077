"""ROC curves and forest plots of reader studies as Vega-Lite specifications with their rows. Pure: results to spec.

Series are told by words at the mark and by dash or shape, so that the plots hold in black and white; colours come from
the page's own palette. The rows stand in the table beside the plot too. Vega-Lite 6.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from centralis.core.agreement.mrmc.curves import Curve, RocCurves
from centralis.core.agreement.mrmc.subgroups import ALL_CASES, Subgroup, SubgroupReport
from centralis.core.endpoints.chart import SCHEMA, Chart

AVERAGE = "average of the readers"
_MINUS = "\N{MINUS SIGN}"


def build_roc(curves: Sequence[RocCurves], readers: Sequence[str], source: str) -> Chart:
    """Each reader's curve (thin), each test's average (thick, with its area in words) and the line of chance."""
    rows: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for place, test in enumerate(curves):
        for name, curve in zip(readers, test.readers, strict=True):
            rows += _points(test.test, name, curve) if curve is not None else []
        if test.average is not None:
            rows += _points(test.test, AVERAGE, test.average)
            labels.append(_label(test.test, test.average, place))
    spec = {"$schema": SCHEMA, "width": 380, "height": 380, "layer": _roc_layers(readers, labels)}
    columns = {"test": "Test", "reader": "Reader", "fpf": "False positive fraction", "tpf": "True positive fraction"}
    return Chart("roc", f"ROC curves, {source}", spec, tuple(rows), columns)


def build_forest(report: SubgroupReport, place: int, source: str) -> Chart:
    """The difference of one pair of tests (`place` in the report's comparisons) in all cases and in every subgroup.

    With one test, its figure itself (`place` then counts the estimates). A subgroup without a result keeps its line,
    says "no result" and has its reason in the table and at the mark.
    """
    has_pairs = bool(report.overall.comparisons)
    groups = ((report.overall, ALL_CASES), *((group, "subgroup") for group in report.groups))
    rows = tuple(_forest_row(group, place, has_pairs) | {"kind": kind} for group, kind in groups)
    figure = _figure_words(report)
    if has_pairs:
        pair = report.overall.comparisons[place]
        title = f"Difference of {figure} ({pair.first} {_MINUS} {pair.second})"
    else:
        title = f"{figure} of {report.overall.estimates[place].test}"
    layers = _forest_layers(title, [str(row["group"]) for row in rows], has_pairs)
    spec = {"$schema": SCHEMA, "height": {"step": 30}, "layer": layers}
    columns = {"group": "Cases", "counts": "Diseased / non-diseased", "result": title, "reason": "Remark"}
    percent = f"{report.options.level * 100:g} %"
    caption = f"Forest plot by {report.attribute} with {percent} intervals, not adjusted for their number, {source}"
    return Chart("forest", caption, spec, rows, columns)


def _roc_layers(readers: Sequence[str], labels: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    fpf, tpf = _fraction("fpf", "False positive fraction"), _fraction("tpf", "True positive fraction")
    test = {"field": "test", "type": "nominal", "legend": None}
    line = {"x": fpf, "y": tpf, "color": test, "strokeDash": test, "order": {"field": "order", "type": "quantitative"}}
    tips = [_tip("test", "Test"), _tip("reader", "Reader"), _tip("fpf", "FPF"), _tip("tpf", "TPF")]
    chance = {
        "data": {"values": [{"fpf": 0, "tpf": 0}, {"fpf": 1, "tpf": 1}]},
        "mark": {"type": "line", "strokeDash": [2, 4], "strokeWidth": 1, "opacity": 0.6},
        "encoding": {"x": fpf, "y": tpf},
    }
    single = {
        "transform": [{"filter": {"field": "reader", "oneOf": list(readers)}}],
        "mark": {"type": "line", "strokeWidth": 1, "opacity": 0.45},
        "encoding": {**line, "detail": {"field": "reader", "type": "nominal"}, "tooltip": tips},
    }
    mean = {
        "transform": [{"filter": {"field": "reader", "equal": AVERAGE}}],
        "mark": {"type": "line", "strokeWidth": 3},
        "encoding": {**line, "tooltip": tips},
    }
    words = {
        "data": {"values": list(labels)},
        "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "fontWeight": 600},
        "encoding": {"x": fpf, "y": tpf, "color": test, "text": {"field": "word"}},
    }
    return [chance, single, mean, words]


def _forest_layers(title: str, groups: Sequence[str], has_pairs: bool) -> list[dict[str, Any]]:
    y = {"field": "group", "type": "nominal", "sort": list(groups), "title": None}
    x = {"field": "estimate", "type": "quantitative", "title": title, "scale": {"zero": has_pairs, "nice": True}}
    tips = [
        _tip("group", "Cases"),
        _tip("counts", "Diseased / non-diseased"),
        _tip("result", title),
        _tip("reason", "Remark"),
    ]
    shape = {"field": "kind", "type": "nominal", "legend": None}
    text = {"type": "text", "align": "left", "dx": 8, "fontSize": 12}
    span = {"mark": {"type": "rule"}, "encoding": {"y": y, "x": {**x, "field": "lower"}, "x2": {"field": "upper"}}}
    dots = {
        "mark": {"type": "point", "filled": True, "size": 80},
        "encoding": {"y": y, "x": x, "shape": shape, "tooltip": tips},
    }
    words = {"mark": text, "encoding": {"y": y, "x": {"value": "width"}, "text": {"field": "result"}, "tooltip": tips}}
    if not has_pairs:
        return [span, dots, words]
    zero = {"mark": {"type": "rule", "strokeDash": [4, 4]}, "encoding": {"x": {"datum": 0, "type": "quantitative"}}}
    return [{"data": {"values": [{}]}, **zero}, span, dots, words]


def _points(test: str, reader: str, curve: Curve) -> list[dict[str, Any]]:
    return [
        {"test": test, "reader": reader, "order": number, "fpf": round(float(x), 6), "tpf": round(float(y), 6)}
        for number, (x, y) in enumerate(zip(curve.fpf, curve.tpf, strict=True))
    ]


def _label(test: str, average: Curve, place: int) -> dict[str, Any]:
    """The test's word beside its average curve; each test at another height, so that words do not meet."""
    height = 0.55 - 0.09 * place
    at = float(np.interp(height, average.tpf, average.fpf))
    return {"test": test, "fpf": round(at, 6), "tpf": height, "word": f"test {test}: area {average.area:.3f}"}


def _forest_row(group: Subgroup, place: int, has_pairs: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "group": group.word,
        "counts": f"{group.diseased} / {group.nondiseased}",
        "estimate": None,
        "lower": None,
        "upper": None,
        "result": "no result" if group.reason else "",
        "reason": group.reason,
    }
    if group.reason:
        return row
    if has_pairs:
        pair = group.comparisons[place]
        value, lower, upper, reason = pair.difference, pair.lower, pair.upper, pair.reason
    else:
        one = group.estimates[place]
        value, lower, upper, reason = one.estimate, one.lower, one.upper, one.reason
    row |= {"estimate": value, "lower": lower, "upper": upper, "reason": reason, "result": _signed(value)}
    if lower is not None and upper is not None:
        row["result"] = f"{_signed(value)} ({_signed(lower)} to {_signed(upper)})"
    return row


def _figure_words(report: SubgroupReport) -> str:
    figure = report.options.figure
    return "area under the ROC curve" if figure.threshold is None else f"{figure.kind} at {figure.threshold:g}"


def _signed(value: float) -> str:
    return f"{value:.3f}".replace("-", _MINUS)


def _fraction(name: str, title: str) -> dict[str, Any]:
    return {"field": name, "type": "quantitative", "title": title, "scale": {"domain": [0, 1], "nice": False}}


def _tip(name: str, title: str) -> dict[str, str]:
    return {"field": name, "title": title}
