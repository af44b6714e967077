"""What these methods say of themselves is whole, and their example is computed."""

import re

import pytest

from centralis.core.agreement.described_categories import METHODS


@pytest.mark.parametrize("method", METHODS, ids=lambda one: one.name)
def test_a_method_is_told_whole(method):
    assert re.fullmatch(r"[a-z0-9-]+", method.name)
    assert method.title
    assert method.purpose.endswith(".")
    assert "=" in method.formula
    assert method.assumptions
    assert re.search(r"\d{4}", method.citation)
    lines = method.example()
    assert len(lines) > 1
    assert any(re.search(r"\d\.\d|\d %", line) for line in lines)
    assert not any(re.search(r"\b(None|nan|inf)\b", line) for line in lines)
