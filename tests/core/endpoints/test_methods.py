"""Every method of the endpoints has a page's worth to say, and its example tells the code's own numbers."""

import re

import pytest

from centralis.core.endpoints.differences import DifferenceMethod
from centralis.core.endpoints.methods import METHODS
from centralis.core.endpoints.rule_sets import RULE_SETS

BY_NAME = {one.name: one for one in METHODS}


def test_every_method_that_results_carry_has_a_page():
    carried = {"clopper-pearson", "kaplan-meier", "log-rank", "cox", *DifferenceMethod, *RULE_SETS}
    assert carried <= set(BY_NAME)
    assert len(BY_NAME) == len(METHODS)


@pytest.mark.parametrize("one", METHODS, ids=lambda one: one.name)
def test_pages_say_everything(one):
    assert re.fullmatch(r"[a-z0-9-]+", one.name)
    assert all((one.title, one.purpose, one.formula, one.assumptions, one.citation))
    lines = one.example()
    assert lines == one.example()
    assert len(lines) >= 3
    assert not any(re.search(r"\bnan\b|\binf\b|[{}]", line) for line in (*lines, one.formula))


def test_examples_tell_what_the_methods_give():
    """Newcombe's table II, the choices of a best response that differ, and a median that is not reached."""
    assert BY_NAME["miettinen-nurminen"].example()[0].endswith("95 % limits 0.0528 to 0.3382")
    assert BY_NAME["newcombe"].example()[0].endswith("95 % limits 0.0524 to 0.3339")
    best = [line.split(": ", 1)[1][:2] for line in BY_NAME["best-overall-response"].example()[1:]]
    assert best == ["CR", "CR", "SD", "PR", "PR", "PR"]
    assert "not reached (Up to 15 the upper limit did not fall to 0.5.)" in BY_NAME["brookmeyer-crowley"].example()[-1]
    assert "S4 (SD on day 56, death on day 300): day 57." in BY_NAME["fda-2007-a"].example()[4]
    assert "S4 (SD on day 56, death on day 300): day 301." in BY_NAME["ema-2012"].example()[4]
