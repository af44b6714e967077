"""The pages' worked examples compute; their numbers follow from the functions they describe."""

import re

import pytest

from centralis.core.agreement.mrmc.methods import METHODS
from centralis.core.agreement.mrmc.or_methods import OR_METHODS, RATINGS
from centralis.core.endpoints.method import Method

EXAMPLES = {method.name: method.example() for method in OR_METHODS}


def test_every_method_has_a_page_of_its_own() -> None:
    assert set(EXAMPLES) == {
        "mrmc-figures",
        "mrmc-covariance",
        "mrmc-obuchowski-rockette",
        "mrmc-dbm",
        "mrmc-split-plot",
        "mrmc-noninferiority",
        "mrmc-power",
    }
    names = [method.name for method in METHODS]
    assert len(set(names)) == len(names)
    assert set(EXAMPLES) <= set(names)


@pytest.mark.parametrize("method", OR_METHODS, ids=lambda method: method.name)
def test_an_example_starts_with_its_data_and_ends_in_numbers(method: Method) -> None:
    lines = EXAMPLES[method.name]
    assert lines[1] == f"film, R1: {RATINGS['film'][0]}"
    assert all("nan" not in line and "None" not in line for line in lines)
    assert re.search(r"\d\.\d{4}|\d cases", " ".join(lines[7:]))
    assert method.formula
    assert method.citation
    assert method.assumptions


def test_dbm_and_obuchowski_rockette_print_the_same_f() -> None:
    one = re.search(r"F [\d.]+ on 1 and [\d.]+ degrees of freedom, p [\d.]+", "\n".join(EXAMPLES["mrmc-dbm"]))
    assert one is not None
    assert any(one[0] in line for line in EXAMPLES["mrmc-obuchowski-rockette"])


def test_the_area_of_the_first_reader_is_worked_by_hand() -> None:
    row = RATINGS["film"][0]
    pairs = [(int(x), int(y)) for x in row[:12] for y in row[12:]]
    area = sum(1.0 if x > y else 0.5 if x == y else 0.0 for x, y in pairs) / 144
    assert any(line.startswith(f"area, film: R1 {area:.4f}") for line in EXAMPLES["mrmc-figures"])
