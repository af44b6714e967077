"""Charts carry the numbers of the results they are drawn from."""

import json

import numpy as np
import pytest

from centralis.core.agreement.mrmc.charts import AVERAGE, build_forest, build_roc
from centralis.core.agreement.mrmc.curves import derive_curves
from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.figures import compute_auc
from centralis.core.agreement.mrmc.subgroups import assess_subgroups


def made(tests: int = 2) -> Ratings:
    rng = np.random.default_rng(4)
    truth = np.arange(60) % 2 == 0
    values = rng.integers(1, 6, (tests, 3, 60)) + 2.0 * truth
    words = ("M",) * 40 + ("F",) * 20
    return Ratings(
        ("r1", "r2", "r3"), ("film", "screen")[:tests], tuple(f"c{n}" for n in range(60)), truth, values, {"sex": words}
    )


def test_roc_rows_are_the_curves_and_the_words_their_areas() -> None:
    study = made()
    chart = build_roc(derive_curves(study), study.readers, "made-up data")
    assert {(row["test"], row["reader"]) for row in chart.rows} == {
        (test, reader) for test in study.tests for reader in (*study.readers, AVERAGE)
    }
    own = [row for row in chart.rows if row["test"] == "film" and row["reader"] == "r2"]
    x, y = [row["fpf"] for row in own], [row["tpf"] for row in own]
    assert [row["order"] for row in own] == list(range(len(own)))
    assert np.trapezoid(y, x) == pytest.approx(compute_auc(study)[0, 1], abs=1e-5)
    words = [
        row["word"] for layer in chart.spec["layer"] for row in layer.get("data", {}).get("values", []) if "word" in row
    ]
    means = compute_auc(study).mean(axis=1)
    assert words == [f"test film: area {means[0]:.3f}", f"test screen: area {means[1]:.3f}"]
    assert json.loads(json.dumps(chart.spec))["$schema"].endswith("vega-lite/v6.json")
    assert set(chart.columns) <= set(chart.rows[0])


def test_forest_rows_are_the_subgroups_and_keep_those_without_a_result() -> None:
    study = made()
    report = assess_subgroups(study, "sex")
    chart = build_forest(report, 0, "made-up data")
    assert [row["group"] for row in chart.rows] == ["all cases", "F", "M"]
    assert [row["counts"] for row in chart.rows] == ["30 / 30", "10 / 10", "20 / 20"]
    pair = report.overall.comparisons[0]
    assert (chart.rows[0]["estimate"], chart.rows[0]["lower"]) == (pair.difference, pair.lower)
    value = f"{pair.difference:.3f}".replace("-", "−")
    assert str(chart.rows[0]["result"]).startswith(f"{value} (")
    assert "film − screen" in str(chart.columns["result"])
    assert "95 % intervals, not adjusted" in chart.caption
    few = Ratings(
        study.readers, study.tests, study.cases, study.truth, study.ratings, {"sex": ("M",) * 50 + ("F",) * 10}
    )
    row = build_forest(assess_subgroups(few, "sex"), 0, "made-up data").rows[1]
    assert (row["group"], row["estimate"], row["result"]) == ("F", None, "no result")
    assert str(row["reason"]).startswith("5 diseased and 5 non-diseased cases")
    json.dumps(chart.spec)


def test_forest_of_one_test_draws_its_area_and_no_line_at_zero() -> None:
    report = assess_subgroups(made(tests=1), "sex")
    chart = build_forest(report, 0, "made-up data")
    assert chart.columns["result"] == "area under the ROC curve of film"
    assert chart.rows[1]["estimate"] == report.groups[0].estimates[0].estimate
    assert len(chart.spec["layer"]) == 3
