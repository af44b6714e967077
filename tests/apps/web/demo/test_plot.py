"""The demonstration says of itself what it is, and its tables fit each other."""

from centralis.apps.trials.definition.load import load_definition
from centralis.apps.web.demo import plot
from centralis.core.simulation import SCANNERS


def test_the_trial_file_is_valid_and_says_that_its_images_are_simulated():
    loaded = load_definition(plot.document())
    assert loaded.problems == ()
    assert loaded.definition is not None
    assert loaded.definition.trial.protocol == plot.PROTOCOL
    assert loaded.definition.trial.title.startswith("Demonstration with simulated images")
    rules = {rule.parameter: rule for rule in loaded.definition.acquisition[0].series[0].rules}
    assert rules["pixel_spacing_mm"].within.maximum == 1.6


def test_two_sites_in_two_countries_three_qualified_scanners_and_six_subjects():
    told = plot.plot()
    assert {row[2] for row in told.sites.values()} == {"DE", "IT"}
    assert [row[5] for row in told.scanners.values()] == [True, True, True, False]
    assert set(told.subjects) == set(plot.PATIENTS) == set(told.sexes)
    assert len(told.subjects) == 6
    assert "outsider" not in told.cast


def test_scanners_are_registered_as_their_images_name_them():
    told = plot.plot()
    for name, (_site, key, _qualified) in plot.MACHINES.items():
        made = SCANNERS[key]
        assert told.scanners[name][1:4] == (str(made.maker), f"{made.model} (simulated)", made.serial)
