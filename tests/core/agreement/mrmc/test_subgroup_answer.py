"""The answer of subgroups holds the report's numbers, and reasons where it has none."""

import json

import numpy as np

from centralis.core.agreement.mrmc.data import Ratings
from centralis.core.agreement.mrmc.subgroup_answer import build_subgroup_answer
from centralis.core.agreement.mrmc.subgroups import assess_subgroups


def test_numbers_and_reasons() -> None:
    rng = np.random.default_rng(2)
    truth = np.arange(40) % 2 == 0
    values = rng.normal(size=(2, 3, 40)) + truth
    words = ("A",) * 34 + ("B",) * 6
    names = ("r1", "r2", "r3"), ("t1", "t2"), tuple(f"c{number}" for number in range(40))
    report = assess_subgroups(Ratings(*names, truth, values, {"site": words}), "site")
    answer = json.loads(json.dumps(build_subgroup_answer(report), allow_nan=False))
    first, second = answer["groups"]
    pair = report.groups[0].comparisons[0]
    assert first["comparisons"][0]["ci"] == [pair.lower, pair.upper]
    assert first["tests"][1]["estimate"] == report.groups[0].estimates[1].estimate
    assert (first["reason"], second["comparisons"]) == (None, [])
    assert second["reason"].startswith("3 diseased and 3 non-diseased cases")
    assert (second["diseased"], second["nondiseased"], second["readers"]) == (3, 3, 3)
    assert answer["heterogeneity"][0]["q"] is None
    assert "Fewer than two" in answer["heterogeneity"][0]["reason"]
    assert answer["overall"]["group"] == "all cases"
