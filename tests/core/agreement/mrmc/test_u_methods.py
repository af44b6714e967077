"""The pages' worked examples compute, and tell the numbers of the functions they describe."""

import re

import pytest

from centralis.core.agreement.mrmc.methods import METHODS
from centralis.core.agreement.mrmc.or_methods import example_study
from centralis.core.agreement.mrmc.u_methods import U_METHODS
from centralis.core.agreement.mrmc.ustatistic import METHOD, assess_u_statistic
from centralis.core.endpoints.method import Method


def test_the_methods_are_among_those_of_reader_studies() -> None:
    names = [method.name for method in U_METHODS]
    assert names == ["mrmc-u-statistic", "mrmc-location", "mrmc-subgroups", "roc-average", "roe-metz"]
    assert METHOD in names
    assert {method.name for method in METHODS} >= set(names)


@pytest.mark.parametrize("method", U_METHODS, ids=lambda method: method.name)
def test_a_page_is_whole_and_its_example_has_numbers(method: Method) -> None:
    lines = method.example()
    assert lines == method.example()
    assert all("nan" not in line and "None" not in line for line in lines)
    assert re.search(r"\d\.\d{4}", " ".join(lines))
    assert all((method.title, method.purpose, method.formula, method.assumptions, method.citation, method.confirmed_by))


def test_the_example_of_the_u_statistic_prints_its_result() -> None:
    found = assess_u_statistic(example_study())
    last = U_METHODS[0].example()[-1]
    pair = found.differences[0].comparison
    assert f"{pair.first} - {pair.second}: {pair.difference:.4f}, SE {pair.se:.4f}" in last


def test_the_example_of_locations_counts_by_hand() -> None:
    """film, R1: noise 2, -, - against lesions rated 4, 2, -, -: 7.5 of 12; all R1 found on screen wins."""
    lines = U_METHODS[1].example()
    assert "afroc (R1, R2): film 0.6250, 0.7917; screen 1.0000, 0.7917" in lines
