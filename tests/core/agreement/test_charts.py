"""Vega-Lite specifications: every field that a layer names stands in its rows, and limits are told in words."""

import json

import pytest

from centralis.core.agreement.bland_altman import compute_limits
from centralis.core.agreement.charts import draw_bland_altman, draw_control_chart, draw_drift
from centralis.core.agreement.control_chart import Period, build_control_chart, track_drift
from centralis.core.agreement.examples import build_peak_flow
from centralis.core.endpoints.chart import SCHEMA


def control_chart():
    periods = [Period("Jan", 27, 30), Period("Feb", 26, 30), Period("Mar", 14, 30)]
    return draw_control_chart(build_control_chart("Reader 2", periods), "made-up")


def drift():
    return draw_drift(track_drift("Reader 2", [(str(n), n < 20) for n in range(40)], 0.8), "made-up")


def bland_altman():
    pairs = build_peak_flow()
    names = [str(n) for n in range(len(pairs))]
    return draw_bland_altman(names, pairs, compute_limits(pairs), ("Large", "Mini"), "l/min", "1986")


def fields(layer, rows):
    """(field, rows it is looked up in) of a layer and those inside it."""
    rows = layer.get("data", {}).get("values", rows)
    for channel in layer.get("encoding", {}).values():
        for one in channel if isinstance(channel, list) else [channel]:
            if "field" in one:
                yield one["field"], rows
    for inner in layer.get("layer", ()):
        yield from fields(inner, rows)


@pytest.mark.parametrize("build", [control_chart, drift, bland_altman])
def test_every_field_stands_in_its_rows(build):
    chart = build()
    assert chart.spec["$schema"] == SCHEMA
    named = [pair for layer in chart.spec["layer"] for pair in fields(layer, chart.rows)]
    assert len(named) > 5
    for field, rows in named:
        assert rows, field
        assert all(field in row for row in rows), field
    assert set(chart.columns) <= set(chart.rows[0])
    assert json.loads(json.dumps(chart.spec, allow_nan=False))


def test_the_control_chart_tells_the_bad_month():
    rows = control_chart().rows
    assert [(row["period"], row["state"], row["word"]) for row in rows[1:]] == [
        ("Feb", "within limits", ""),
        ("Mar", "beyond its limit", "14 of 30"),
    ]
    assert rows[2]["percent"] == 46.7
    assert "centre 74.4 %" in json.dumps(control_chart().spec)


def test_drift_is_marked_once():
    words = [row["word"] for row in drift().rows]
    assert words.count("drift seen") == 1
    assert drift().rows[words.index("drift seen")]["percent"] < 80


def test_the_bland_altman_plot_names_bias_and_limits():
    text = json.dumps(bland_altman().spec)
    assert "upper 95 % limit 73.9" in text
    assert "bias \\u22122.12" in text
    row = bland_altman().rows[0]
    assert (row["mean"], row["difference"]) == (503, -18)
