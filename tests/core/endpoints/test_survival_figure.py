"""The curve's figure: its rows are the curve's numbers, its ticks are round, its numbers at risk are counted."""

import json

import pytest

from centralis.core.endpoints.kaplan_meier import estimate_survival
from centralis.core.endpoints.survival_data import check_survival_data
from centralis.core.endpoints.survival_figure import build_survival_figure, choose_ticks

DATA = check_survival_data([2, 3, 3, 7, 8, 14], [1, 0, 1, 1, 1, 0], ["A", "A", "B", "B", "A", "B"])
CURVES = {name: estimate_survival(DATA.of_group(index)) for index, name in enumerate(DATA.groups)}


def at_risk_layers(spec):
    """The text layers below the axis: numbers and labels, in the groups' order."""
    return next(one for one in spec["layer"] if one.get("layer"))["layer"]


def test_rows_hold_the_curve_and_nothing_where_there_is_no_band():
    figure = build_survival_figure(CURVES, "Progression-free survival")
    own = [row for row in figure.rows if row["group"] == "A"]
    assert [(row["time"], row["at_risk"], row["survival"], row["end"]) for row in own] == [
        (0.0, 3, 1.0, ""),
        (2.0, 3, 0.666667, ""),
        (3.0, 2, 0.666667, ""),
        (8.0, 1, 0.0, "A"),
    ]
    assert (own[-1]["lower"], own[-1]["upper"], own[2]["censored"]) == (None, None, 1)
    assert "NaN" not in json.dumps([dict(figure.spec), *figure.rows], allow_nan=False)
    assert set(figure.columns) <= set(own[0])
    assert "95 % limits (log-log)" in figure.caption


def test_numbers_at_risk_stand_under_their_ticks():
    spec = build_survival_figure(CURVES, "Progression-free survival").spec
    layers = at_risk_layers(spec)
    assert [one["time"] for one in layers[0]["data"]["values"]] == [0, 2, 4, 6, 8, 10, 12, 14]
    assert [one["at_risk"] for one in layers[0]["data"]["values"]] == [3, 3, 1, 1, 1, 0, 0, 0]
    assert [one["at_risk"] for one in layers[2]["data"]["values"]] == [3, 3, 2, 2, 1, 1, 1, 1]
    assert [layers[line]["layer"][0]["mark"]["text"] for line in (1, 3)] == ["A", "B"]
    assert spec["layer"][0]["encoding"]["x"]["axis"]["values"] == [0, 2, 4, 6, 8, 10, 12, 14]


def test_one_curve_needs_no_name_at_its_end():
    alone = build_survival_figure({"all": CURVES["A"]}, "Overall survival", "days")
    assert len(alone.spec["layer"]) == 5
    assert alone.spec["layer"][0]["encoding"]["x"]["title"] == "Time (days)"


@pytest.mark.parametrize(
    ("last", "unit", "expected"),
    [
        (33.6, "months", [0, 6, 12, 18, 24, 30]),
        (8.0, "months", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (700, "months", [0, 100, 200, 300, 400, 500, 600, 700]),
        (1022, "days", [0, 200, 400, 600, 800, 1000]),
        (0.7, "years", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        (0, "days", [0]),
    ],
)
def test_ticks_are_round(last, unit, expected):
    assert choose_ticks(last, unit) == expected
