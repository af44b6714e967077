"""UCEIS: every combination of descriptors, on both scales; a missing one is never 0."""

from itertools import product

from centralis.core.catalogue import find_criterion
from centralis.core.scores.uceis.model import Bleeding, Ulcers, Vascular

UCEIS = find_criterion("uceis")


def assess(told, **parameters):
    return UCEIS.assess({"time_points": [{"day": 0, **told}], "parameters": parameters})["time_points"][0]


def test_every_combination_on_both_scales():
    for vascular, bleeding, ulcers in product(Vascular, Bleeding, Ulcers):
        told = {"vascular": vascular.value, "bleeding": bleeding.value, "ulcers": ulcers.value}
        points = list(Vascular).index(vascular) + list(Bleeding).index(bleeding) + list(Ulcers).index(ulcers)
        zero, one = assess(told), assess(told, starts_at_one=True)
        assert (zero["score"], one["score"]) == (points, points + 3)
        assert zero["remission"] == one["remission"] == (points <= 1)


def test_a_descriptor_that_is_missing_is_named_and_never_zero():
    told = {"vascular": "normal", "bleeding": "none", "ulcers": "none"}
    for name in told:
        found = assess({key: value for key, value in told.items() if key != name})
        assert (found["score"], found["remission"]) == (None, None)
        assert [one["field"] for one in found["findings"]] == [name]
