"""The overall table covers every pair of responses, and organs count as the paper counts them."""

from itertools import product

import pytest

from centralis.core.criteria.recist_1_1.tables import derive_row, name_organ


def test_every_pair_without_progression_has_a_row():
    targets = [None, "CR", "PR", "SD", "NE"]
    others = [None, "CR", "NON-CR/NON-PD", "NE"]
    found = {pair: derive_row(*pair).overall for pair in product(targets, others)}
    assert found[("CR", "NE")] == "PR"
    assert found[("NE", "CR")] == "NE"
    assert found[(None, None)] == "NED"
    assert {found[("SD", other)] for other in others} == {"SD"}


def test_a_pair_with_progression_has_none():
    with pytest.raises(ValueError, match="no row"):
        derive_row(None, "PD")


@pytest.mark.parametrize(
    ("organ", "node", "name"),
    [
        ("Left Lung", False, "lung"),
        ("lung, right", False, "lung"),
        ("lung upper lobe", False, "lung"),
        ("kidneys", False, "kidney"),
        ("liver", False, "liver"),
        ("liver", True, "lymph_node"),
        ("chest_wall", False, "chest_wall"),
    ],
)
def test_organs(organ, node, name):
    assert name_organ(organ, node) == name
